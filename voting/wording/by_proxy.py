"""How many votes were cast by proxy, in words: it is published with each result."""

from typing import Any

from flask_babel import gettext

from voting.ballot.models import Channel
from voting.wording.filling import ngettext
from voting.wording.languages import number


def proxy_votes(result: dict[str, Any]) -> int:
    """How many votes were cast by the holder of a proxy, members or not."""
    return int(result["by_channel"].get(Channel.PROXY.value, 0)) + int(result.get("by_stand_in", 0))


def by_proxy(result: dict[str, Any]) -> str:
    """A sentence about a result: how many of its votes were cast by proxy."""
    votes = proxy_votes(result)
    if "hands" in result:
        return str(
            gettext(
                "Votes by proxy: %(number)s online; in the halls a card for each was counted with the hands.",
                number=number(votes),
            )
        )
    if not votes:
        return str(gettext("No vote was cast by proxy."))
    return ngettext(
        "%(num)s vote of %(all)s was cast by proxy.",
        "%(num)s votes of %(all)s were cast by proxy.",
        votes,
        all=sum(result["by_channel"].values()),
    )
