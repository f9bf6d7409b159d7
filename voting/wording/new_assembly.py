"""The title of an assembly of which only the day and the kind are known, in each language."""

from datetime import date, timedelta
from typing import Any

TITLES = {
    "ordinary": {
        "nl": "Gewone algemene vergadering",
        "fr": "Assemblée générale ordinaire",
        "en": "Ordinary general assembly",
        "de": "Ordentliche Generalversammlung",
    },
    "extraordinary": {
        "nl": "Buitengewone algemene vergadering",
        "fr": "Assemblée générale extraordinaire",
        "en": "Extraordinary general assembly",
        "de": "Außerordentliche Generalversammlung",
    },
}

BEFORE = timedelta(days=30)
"""How long before its day a new assembly has its record date: the roll is frozen after it, and invitations
leave in time after that."""


def empty(day: date, kind: str | None) -> dict[str, Any]:
    """The definition, as ``voting.ballot.definition.read_draft`` reads it, of an assembly of which only the
    day is known."""
    known = kind if kind in TITLES else "ordinary"
    titles = {language: f"{title} {day.year}" for language, title in TITLES[known].items()}
    return {"kind": known, "date": day, "record_date": day - BEFORE, "title": titles}
