"""The texts of letters: their placeholders, checked and filled in. Pure."""

import re
from collections.abc import Mapping
from enum import StrEnum

from voting.errors import Fault


class TextOf(StrEnum):
    """The letters whose text the office can change."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    PAPER = "paper"
    GUEST = "guest"
    """To whoever is convened without a vote."""


class Told(StrEnum):
    """The letters that tell those invited what has become of the assembly, by mail and on paper alike: the
    office writes the reason in them. Named as the steps are."""

    TAKEN_BACK = "taken_back"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


PLACEHOLDERS = (
    *("name", "number", "assembly", "date", "record_date"),
    *("agenda", "how_online", "documents", "proxies", "to_vote"),
    *("venues", "programme", "advance", "link", "code", "address"),
)
SECRET = frozenset({"link", "code"})
"""Placeholders that may not be in a subject, which is shown on lock screens and kept in the logs of mail
servers."""
CONVENING = ("agenda", "how_online", "documents")
"""What whoever is convened must be told: the agenda, how to take part at a distance (art. 6:70 and 6:75), and
where the documents are."""
NEEDED = {
    TextOf.INVITATION: ("link", *CONVENING),
    TextOf.REMINDER: ("link", "to_vote"),
    TextOf.PAPER: CONVENING,
    TextOf.GUEST: ("agenda",),
}
"""The placeholders without which a letter is of no use. On paper the code stands beside the text."""
LONGEST_SUBJECT, LONGEST_BODY = 150, 10_000

_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")


def check_text(letter: TextOf, subject: str, body: str) -> list[Fault]:
    """Every fault of a text, with its place (``subject`` or ``body``); none: it can be used."""
    faults: list[Fault] = []
    for place, text, longest in (("subject", subject, LONGEST_SUBJECT), ("body", body, LONGEST_BODY)):
        if not text.strip():
            faults.append(Fault(0, place, "value_missing"))
        if len(text) > longest:
            faults.append(Fault(0, place, "too_long", {"longest": longest}))
        for found in _BRACES.finditer(text):
            if found[1] not in PLACEHOLDERS:
                details = {"value": found[0], "known": ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)}
                faults.append(Fault(0, place, "placeholder_unknown", details))
            elif place == "subject" and found[1] in SECRET:
                faults.append(Fault(0, place, "placeholder_secret", {"value": found[0]}))
    if any(character in subject for character in "\r\n\0"):
        faults.append(Fault(0, "subject", "one_line"))
    faults += [
        Fault(0, "body", "placeholder_missing", {"value": f"{{{name}}}"})
        for name in NEEDED[letter]
        if f"{{{name}}}" not in body
    ]
    return faults


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with its placeholders replaced by their values, in which no further placeholders
    are looked for."""
    return _BRACES.sub(lambda found: values.get(found[1] or "", found[0]), text)
