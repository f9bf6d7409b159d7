"""Numbers typed in a text that are figures of the year, or of the year before: to be named instead, or to be
looked at. Pure.

A number of one digit is left alone: it stands in most texts and is seldom that figure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NUMBER = re.compile(
    r"(?<![\w.,:/§-])(?:\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+|\d{2,})(?![\w%/:-]|[.,]\d)", re.ASCII
)
"""A whole number as reports write it: 1611, 1.611, 1,611, 1 611. No date, share, article or decimal."""


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A number as it stands in a text, and the names of this year's figures that have it (``names``), or of
    the figures of the year before."""

    written: str
    names: tuple[str, ...] = ()
    of_last_year: tuple[str, ...] = ()


def typed_figures(text: str, now: Mapping[str, int], before: Mapping[str, int]) -> list[TypedFigure]:
    """The numbers in a text that are figures, in their order, each once. ``now`` and ``before`` are the
    numbers of this year and of the one before by name."""
    found = {}
    for written in NUMBER.findall(text):
        number = int(re.sub(r"\D", "", written))
        figure = TypedFigure(written, _names(number, now), _names(number, before))
        if figure.names or figure.of_last_year:
            found[written] = figure
    return list(found.values())


def name_instead(text: str, written: str, name: str) -> str:
    """A text in which a figure's name stands wherever its number was typed."""
    return NUMBER.sub(lambda found: f"{{{name}}}" if found[0] == written else found[0], text)


def _names(number: int, figures: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(name for name, value in figures.items() if value == number)
