"""The words for what stands in the register."""

import re

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from voting.register.models import MovementKind, PersonKind
from voting.register.search import MembershipState
from voting.register.values import ANSWERS
from voting.wording.languages import LANGUAGE_NAMES

_ = lazy_gettext

FIELDS: dict[str, LazyString] = {
    "number": _("Member number"),
    "category": _("Category"),
    "kind": _("Legal form"),
    "name": _("Name"),
    "first_name": _("First name"),
    "birth_date": _("Date of birth"),
    "representative": _("Representative"),
    "mandate": _("Mandate of the representative"),
    "mandate_until": _("Mandate until"),
    "email": _("E-mail"),
    "language": _("Language"),
    "street": _("Street and number"),
    "box": _("Box"),
    "postcode": _("Postcode"),
    "municipality": _("Municipality"),
    "country": _("Country"),
    "shares": _("Shares"),
    "movements": _("Membership"),
    "on": _("Day"),
    "reason": _("Reason"),
}
COLUMNS: dict[str, LazyString] = FIELDS | {
    "joined_on": _("Joined on"),
    "left_on": _("Left on"),
    "left_as": _("Reason for leaving"),
    "house_number": _("House number"),
}
"""What the columns of a register file are called."""
COLUMN_NOTES: dict[str, LazyString] = {
    "category": _("A, B or C"),
    "kind": _("natural person or legal person"),
    "first_name": _("empty for a legal person"),
    "representative": _("who acts for a legal person"),
    "language": _("nl, fr, de or en"),
    "house_number": _("is added to the street"),
    "country": _("empty for Belgium"),
    "shares": _("how many the member has"),
    "joined_on": _("as 31/12/2026 or 2026-12-31"),
    "left_on": _("empty for whoever is a member; or the day on which a request to leave was refused"),
    "left_as": _(
        "resigned, by law, excluded or request to leave refused; needed where there is a leaving date"
    ),
}
"""What may stand in a column, where that is not plain."""
KINDS: dict[str, LazyString] = {
    PersonKind.NATURAL: _("natural person"),
    PersonKind.LEGAL: _("legal person"),
}
STATES: dict[str, LazyString] = {
    MembershipState.MEMBER: _("member"),
    MembershipState.LEFT: _("has left"),
    MembershipState.REFUSED: _("refused"),
    MembershipState.APPLICANT: _("applicant"),
    MembershipState.LATER: _("not yet"),
}
MOVEMENTS: dict[str, LazyString] = {
    MovementKind.JOINED: _("joined"),
    MovementKind.REFUSED: _("application refused"),
    MovementKind.RESIGNED: _("resigned"),
    MovementKind.LEFT_BY_LAW: _("left by law"),
    MovementKind.EXCLUDED: _("excluded"),
    MovementKind.LEAVE_REFUSED: _("request to leave refused"),
}
REASONS: dict[str, LazyString] = {
    **{kind: words for kind, words in MOVEMENTS.items() if kind != MovementKind.JOINED},
    "": STATES[MembershipState.APPLICANT],
}
"""What a file says of whoever is no member: by movement, and "" for an applicant."""
_KIND = re.compile("|".join(MovementKind))


def answers_in_words(name: str) -> dict[str, str]:
    """What can be said of a field for all who are new, by its stored value, in words."""
    words = KINDS | MOVEMENTS | LANGUAGE_NAMES
    return {value: str(words.get(value, value)) for value in ANSWERS[name]}


def in_register_words(value: str, field: str) -> str:
    """The stored value of a field, in words: kinds and movements by their names, other fields as they are."""
    if field == "movements":
        return _KIND.sub(lambda match: str(MOVEMENTS[match[0]]), value) or gettext("none")
    return str(KINDS.get(value, value)) if field == "kind" else value
