"""The minutes: the bureau, and the lines on which it and the members who ask for that sign."""

from collections.abc import Iterator

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from voting.accounts.models import Role
from voting.report.document import Block, Heading, Items, Signatures, Text
from voting.report.minutes import BUREAU, Minutes

_ = lazy_gettext

FUNCTIONS: dict[Role, LazyString] = {
    Role.CHAIR: _("The chair"),
    Role.SECRETARY: _("The secretary"),
    Role.TELLER: _("The tellers"),
}
ONE_OF: dict[Role, LazyString] = {
    Role.CHAIR: _("Chair"),
    Role.SECRETARY: _("Secretary"),
    Role.TELLER: _("Teller"),
}
MEMBERS_WHO_SIGN = 3
"""How many lines there are for members who ask to sign; a word processor copies more."""


def bureau(minutes: Minutes) -> Iterator[Block]:
    """Who the bureau was, and a place to write where it sat: it is present in person (WVV/CSA art. 6:75)."""
    yield Heading(gettext("The bureau"))
    yield Items(
        tuple(
            f"{FUNCTIONS[role]}: {', '.join(minutes.bureau[role]) or gettext('nobody entered')}"
            for role in BUREAU
        )
    )
    yield Text(gettext("The bureau sat together, in person, at: %(line)s", line="_" * 30))


def signatures(minutes: Minutes) -> Iterator[Block]:
    """A line for each person of the bureau, and lines for members who ask to sign."""
    yield Heading(gettext("Signatures"))
    yield Signatures(tuple(line for role in BUREAU for line in _lines(role, minutes.bureau[role])))
    yield Heading(gettext("Members who have asked to sign"), 2)
    yield Signatures((gettext("Name and member number:"),) * MEMBERS_WHO_SIGN)


def _lines(role: Role, names: list[str]) -> list[str]:
    return [f"{ONE_OF[role]}: {name}" for name in names] or [f"{ONE_OF[role]}:"]
