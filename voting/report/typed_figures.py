"""Numbers and days typed in a text that are figures of the year, or of the year before: to be named instead,
or to be looked at. Pure.

A number of one digit is left alone: it stands in most texts and is seldom that figure. One with a unit is
not (7,4/10, 9%).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import get_month_names

from voting.languages import LANGUAGES
from voting.report.facts import Unit
from voting.report.named import Named
from voting.typed import decimal_in

MONTHS = {
    name.lower(): number
    for language in LANGUAGES
    for number, name in get_month_names(locale=language).items()
}
FOUND = re.compile(
    r"(?<![\w.,:/§-])(?:"
    r"\d{1,2}([./-])\d{1,2}\1\d{4}|\d{4}-\d{2}-\d{2}|"
    rf"\d{{1,2}}(?:er|\.)?[\u00a0\u202f ](?i:{'|'.join(MONTHS)})[\u00a0\u202f ]\d{{4}}|"
    r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+|"
    r"\d{1,9}[.,]\d{1,2}(?:[\u00a0\u202f ]?%|/10)?|"
    r"\d{1,3}(?:[\u00a0\u202f ]?%|/10)|"
    r"\d{2,}"
    r")(?![\w%/:-]|[.,]\d)",
    re.ASCII,
)
"""A number as reports write it: 1611, 1.611, 1,611, 1 611; 7,4; 74%, 7,4/10. Or a day: 17/06/2025,
2025-06-17, 17 juni 2025. No article."""
UNITS = {"%": Unit.PERCENT, "/10": Unit.OF_TEN}


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A number as it stands in a text, and the names of this year's figures that have it (``names``), or of
    the figures of the year before."""

    written: str
    names: tuple[str, ...] = ()
    of_last_year: tuple[str, ...] = ()


def typed_figures(text: str, now: Mapping[str, Named], before: Mapping[str, Named]) -> list[TypedFigure]:
    """The numbers and days in a text that are figures, in their order, each once. ``now`` and ``before`` are
    the figures of this year and of the one before by name (``findable``)."""
    found = {}
    for written in (match[0] for match in FOUND.finditer(text)):
        value = _value(written)
        figure = TypedFigure(written, _names(value, now), _names(value, before))
        if figure.names or figure.of_last_year:
            found[written] = figure
    return list(found.values())


def name_instead(text: str, written: str, name: str) -> str:
    """A text in which a figure's name stands wherever its number was typed."""
    return FOUND.sub(lambda found: f"{{{name}}}" if found[0] == written else found[0], text)


def outdated(text: str, now: Mapping[str, Named], before: Mapping[str, Named]) -> list[TypedFigure]:
    """Those of them that are figures of the year before under a name whose figure is another now."""
    return [one for one in typed_figures(text, now, before) if not set(one.of_last_year) <= set(one.names)]


Value = tuple[Decimal, Unit] | date


def _value(written: str) -> Value | None:
    """A typed number and its unit, or a day; None where it has more digits than any figure, or is no day."""
    parts = re.findall(r"\d+|[^\W\d_]{3,}", written)
    if len(parts) == 3 and len(max(parts[0], parts[2], key=len)) == 4 and "%" not in written:
        return _day(parts)
    sign = next((sign for sign in UNITS if written.endswith(sign)), "")
    number = decimal_in(written.removesuffix(sign))
    return None if number is None else (Decimal(number), UNITS.get(sign, Unit.NUMBER))


def _day(parts: list[str]) -> date | None:
    day, month, year = reversed(parts) if len(parts[0]) == 4 else parts
    try:
        return date(int(year), MONTHS.get(month.lower()) or int(month), int(day))
    except ValueError:
        return None


def _names(value: Value | None, figures: Mapping[str, Named]) -> tuple[str, ...]:
    return tuple(name for name, figure in figures.items() if value and _compared(figure) == value)


def _compared(figure: Named) -> Value | None:
    """The number of a figure and its unit, or its day; None where it is hidden, or a text such as an
    article."""
    if figure.number is None:
        return None
    if figure.unit is not Unit.AS_IT_STANDS:
        return Decimal(figure.number), figure.unit
    if isinstance(figure.number, int):
        return Decimal(figure.number), Unit.NUMBER
    try:
        return date.fromisoformat(figure.number)
    except ValueError:
        return None
