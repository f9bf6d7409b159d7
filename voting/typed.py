"""What somebody typed, as a value; None for whatever is none. Pure.

Nothing typed is trusted: digits are those of ASCII, as many as a number can have here; days and moments are
written as a form sends them, and their years are those that a date may have.
"""

import re
from datetime import UTC, date, datetime, time

from voting.definition import FIRST_YEAR, LAST_YEAR

MOST_DIGITS = 9
_THOUSANDS = re.compile(r"([0-9])[.,’' \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
_DECIMALS = re.compile(r"([0-9]{1,9})[.,]([0-9]{1,2})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_OFFSET = re.compile(r"[+-][0-9]{2}:[0-9]{2}")
_MILLISECONDS = re.compile(r"[0-9]{1,15}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")


def number_in(text: str) -> int | None:
    """A whole number from 0, of at most nine digits."""
    digits = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if digits else None


def counted_in(text: str) -> int | None:
    """A whole number from 0 as people write one that is large: 45598, 45.598, 45 598 or 45,598."""
    return number_in(_THOUSANDS.sub(r"\1", text.strip()))


def decimal_in(text: str) -> int | str | None:
    """A number from 0 as people write one: a whole one, or one with one or two decimals as a text with a
    point, ``"7.4"``. What three digits follow is a whole one: 1.234, 1,234."""
    if (whole := counted_in(text)) is not None:
        return whole
    found = _DECIMALS.fullmatch(text.strip())
    return f"{int(found[1])}.{found[2]}" if found else None


def day_in(text: str) -> date | None:
    """A day, written yyyy-mm-dd."""
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def moment_in(text: str, *, with_offset: bool = False) -> datetime | None:
    """A day and time without an offset, written yyyy-mm-ddThh:mm, with seconds or without; it may have an
    offset (+02:00) only where that is said."""
    without = text[:-6] if with_offset and _OFFSET.fullmatch(text[-6:]) else text
    if not _MOMENT.fullmatch(without):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def time_in(text: str) -> time | None:
    """A time of the day, written hh:mm."""
    if not _TIME.fullmatch(text):
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def clock_in(text: str) -> datetime | None:
    """A moment, written as a clock of JavaScript counts: milliseconds since 1970."""
    if not _MILLISECONDS.fullmatch(text):
        return None
    try:
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
