"""Numbers typed in a text that are figures of the year, or of the year before: to be named instead, or to be
looked at. Pure.

A number of one digit is left alone: it stands in most texts and is seldom that figure. One with a unit is
not (7,4/10, 9%).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from voting.report.facts import Unit
from voting.report.named import Named
from voting.typed import decimal_in

NUMBER = re.compile(
    r"(?<![\w.,:/§-])(?:"
    r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+|"
    r"\d{1,9}[.,]\d{1,2}(?:[\u00a0\u202f ]?%|/10)?|"
    r"\d{1,3}(?:[\u00a0\u202f ]?%|/10)|"
    r"\d{2,}"
    r")(?![\w%/:-]|[.,]\d)",
    re.ASCII,
)
"""A number as reports write it: 1611, 1.611, 1,611, 1 611; 7,4; 74%, 7,4/10. No date and no article."""
UNITS = {"%": Unit.PERCENT, "/10": Unit.OF_TEN}


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A number as it stands in a text, and the names of this year's figures that have it (``names``), or of
    the figures of the year before."""

    written: str
    names: tuple[str, ...] = ()
    of_last_year: tuple[str, ...] = ()


def typed_figures(text: str, now: Mapping[str, Named], before: Mapping[str, Named]) -> list[TypedFigure]:
    """The numbers in a text that are figures, in their order, each once. ``now`` and ``before`` are the
    figures of this year and of the one before by name."""
    found = {}
    for written in NUMBER.findall(text):
        value = _value(written)
        figure = TypedFigure(written, _names(value, now), _names(value, before))
        if figure.names or figure.of_last_year:
            found[written] = figure
    return list(found.values())


def name_instead(text: str, written: str, name: str) -> str:
    """A text in which a figure's name stands wherever its number was typed."""
    return NUMBER.sub(lambda found: f"{{{name}}}" if found[0] == written else found[0], text)


def _value(written: str) -> tuple[Decimal, Unit] | None:
    """A typed number and its unit; None where it has more digits than any figure."""
    sign = next((sign for sign in UNITS if written.endswith(sign)), "")
    number = decimal_in(written.removesuffix(sign))
    return None if number is None else (Decimal(number), UNITS.get(sign, Unit.NUMBER))


def _names(value: tuple[Decimal, Unit] | None, figures: Mapping[str, Named]) -> tuple[str, ...]:
    return tuple(name for name, figure in figures.items() if value and _compared(figure) == value)


def _compared(figure: Named) -> tuple[Decimal, Unit] | None:
    """The number of a figure and its unit; None where it is hidden, or a text such as an article."""
    if figure.unit is Unit.AS_IT_STANDS:
        return (Decimal(figure.number), Unit.NUMBER) if isinstance(figure.number, int) else None
    return None if figure.number is None else (Decimal(figure.number), figure.unit)
