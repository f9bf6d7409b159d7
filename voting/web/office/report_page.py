"""The yearly figures as the report writes them: the usual wording and number formats of each language."""

from datetime import date
from typing import Any

from flask_babel import gettext

from voting.register.models import MovementKind
from voting.report.figures import YearFigures
from voting.web.languages import language

GROUP_SEPARATOR = {"nl": ".", "fr": ".", "de": ".", "en": ","}
"""As Belgian annual reports write thousands, in French too: 45.598 (CLDR would put a narrow space)."""


def report_number(value: int) -> str:
    """A whole number as the report writes it: 45.598."""
    return f"{value:,}".replace(",", GROUP_SEPARATOR[language()])


def report_day(value: date) -> str:
    """A date as the report writes it: 17/06/2025."""
    return value.strftime("%d/%m/%Y")


def report_values(figures: YearFigures) -> dict[str, Any]:
    """What the report's page needs: the figures, their formats, and a sentence for each failed check."""
    sentences = {
        "balance": gettext(
            "The movements do not balance: opening %(opening)s + joined %(joined)s - left %(left)s "
            "is not closing %(closing)s.",
            opening=report_number(figures.opening),
            joined=report_number(figures.movements[MovementKind.JOINED]),
            left=report_number(figures.left),
            closing=report_number(figures.closing),
        ),
        "categories": gettext("The categories do not add up to the number of members."),
    }
    return {
        "figures": figures,
        "movements": {kind.value: number for kind, number in figures.movements.items()},
        "faults": [sentences[fault] for fault in figures.faults],
        "write": report_number,
        "write_day": report_day,
    }


def report_json(figures: YearFigures) -> dict[str, Any]:
    """The figures as a JSON value; dates as in ISO 8601."""
    return {
        "year": figures.year,
        "members": {
            "opening": figures.opening,
            **{kind.value: number for kind, number in figures.movements.items()},
            "left": figures.left,
            "closing": figures.closing,
            "categories": {category.value: number for category, number in figures.categories.items()},
        },
        "assemblies": [
            {"date": item.date.isoformat(), "voters": item.voters, "entitled": item.entitled}
            for item in figures.assemblies
        ],
        "board": {
            "filled": figures.board.filled,
            "new": figures.board.new,
            "renewed": figures.board.renewed,
            "vacant": figures.board.vacant,
        },
        "consistent": not figures.faults,
        "faults": list(figures.faults),
    }
