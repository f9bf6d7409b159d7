"""How many votes were cast by proxy, in words: it is published with each result."""

from typing import Any

from flask_babel import gettext

from voting.ballot.models import Channel
from voting.wording.filling import ngettext


def by_proxy(result: dict[str, Any]) -> str:
    """A sentence about a result: how many of its votes were cast by proxy."""
    votes = result["by_channel"].get(Channel.PROXY.value, 0)
    if not votes:
        return str(gettext("No vote was cast by proxy."))
    return ngettext(
        "%(num)s vote of %(all)s was cast by proxy.",
        "%(num)s votes of %(all)s were cast by proxy.",
        votes,
        all=sum(result["by_channel"].values()),
    )
