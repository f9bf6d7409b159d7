"""What the house itself writes into the definition of a new assembly, in each language."""

from datetime import date, timedelta
from typing import Any

from flask_babel import force_locale, gettext

from voting.languages import LANGUAGES
from voting.report.board import Mandate
from voting.wording.languages import day as day_in_words

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


def confirmation(mandate: Mandate, number: str) -> dict[str, Any]:
    """The motion by which an assembly confirms a director who was co-opted, as a table of its definition."""
    title: dict[str, str] = {}
    text: dict[str, str] = {}
    for language in LANGUAGES:
        with force_locale(language):
            values = {"name": mandate.name, "ends": day_in_words(mandate.ends)}
            title[language] = gettext("Confirmation of the co-optation of %(name)s as director", **values)
            text[language] = gettext(
                "The assembly confirms that %(name)s, co-opted on %(begins)s, is a director until %(ends)s.",
                **values,
                begins=day_in_words(mandate.begins),
            )
    return {
        "number": number,
        "kind": "motion",
        "title": title,
        "text": text,
        "method": "for_against_abstain",
        "confirms": mandate.key,
    }
