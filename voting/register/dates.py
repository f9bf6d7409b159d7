"""Days as they are written in a file, and whether a column has the day first or the month first. Pure.

Day first is how it is written here. A column that may be American is never read by guessing: whoever brings
in the file says which it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_MIDNIGHT = r"(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
_PARTS = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})" + _MIDNIGHT)
_ISO = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})" + _MIDNIGHT)


class DateOrder(StrEnum):
    """Which part of a day such as 3/4/2026 comes first."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True)
class DateQuestion:
    """A column of days of which somebody must say what comes first: ``example`` is one of its texts, and what
    it says either way (None: no day)."""

    field: str
    heading: str
    example: str
    day_first: date | None
    month_first: date | None


def read_date(text: str, order: DateOrder = DateOrder.DAY_FIRST) -> date | None:
    """The day that a text names, or None where there is no such day: d/m/yyyy, d-m-yyyy, d.m.yyyy or
    yyyy-mm-dd, with a midnight behind it or not."""
    if match := _ISO.fullmatch(text):
        return _day(match[1], match[3], match[4])
    if match := _PARTS.fullmatch(text):
        first, second = match[1], match[3]
        if order is DateOrder.MONTH_FIRST and match[2] != ".":
            first, second = second, first
        return _day(match[4], second, first)
    return None


def is_month_first(text: str) -> bool:
    """Whether a text is a day only if its month comes first."""
    return read_date(text) is None and read_date(text, DateOrder.MONTH_FIRST) is not None


def questions_about(columns: Mapping[str, tuple[str, Iterable[str]]], english: bool) -> list[DateQuestion]:
    """The columns of a file of which somebody must say what comes first. ``columns`` has, by field, the
    heading and the texts; ``english``: the headings are English.

    A day after the twelfth settles it for every column, since one program wrote them all: where it comes
    first, nothing is asked. So does 1/06/2016: who pads only the month has it second. 3/4/2026 settles
    nothing, and is asked about; 03/04/2026 is how it is written here, and asked about only in an English
    file.
    """
    evidence = {name: _Evidence.of(texts) for name, (_, texts) in columns.items()}
    day_first = any(each.day_first for each in evidence.values())
    padded = any(each.padded_month for each in evidence.values())
    month_first = any(each.month_first for each in evidence.values())
    if day_first or (padded and not month_first):
        return []
    asked = {
        name: each.month_first or next(iter(each.either), "")
        for name, each in evidence.items()
        if each.month_first or (each.either and (month_first or each.is_open(english)))
    }
    return [
        DateQuestion(
            name,
            columns[name][0],
            example,
            read_date(example),
            read_date(example, DateOrder.MONTH_FIRST),
        )
        for name, example in asked.items()
    ]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the days of a column tell: one that can only be day first, one that can only be month first, those
    that may be either; whether only the month of one is padded, and whether one with slashes is not padded at
    all, as Americans write it."""

    day_first: str
    month_first: str
    either: tuple[str, ...]
    padded_month: bool
    unpadded: bool

    @classmethod
    def of(cls, texts: Iterable[str]) -> "_Evidence":
        day_first, month_first, either = "", "", []
        padded_month = unpadded = False
        for text in sorted(set(texts)):
            match = _PARTS.fullmatch(text)
            if match is None or match[2] == ".":
                continue
            as_day, as_month = read_date(text), read_date(text, DateOrder.MONTH_FIRST)
            if as_day and not as_month:
                day_first = day_first or text
            elif as_month and not as_day:
                month_first = month_first or text
            elif as_day != as_month:
                either.append(text)
            if as_day:
                padded_month |= len(match[1]) == 1 and match[3].startswith("0")
                short = len(match[3]) == 1 or (len(match[1]) == 1 and not match[3].startswith("0"))
                unpadded |= short and match[2] == "/"
        return cls(day_first, month_first, tuple(either), padded_month, unpadded)

    def is_open(self, english: bool) -> bool:
        """Whether a column in which every day may be either is asked about."""
        return self.unpadded or (english and len(self.either) > 1)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
