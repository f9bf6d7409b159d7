"""The texts of a register file's cells as values: what each column may hold, however it is written. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from voting.definition import FIRST_YEAR, LAST_YEAR
from voting.folding import letters
from voting.languages import LANGUAGES
from voting.mail_address import is_mail_address
from voting.register.cells.encoding import wrong_byte
from voting.register.columns import PARTS
from voting.register.dates import DateOrder, is_month_first, read_date
from voting.register.models import LEAVING, Category, PersonKind
from voting.register.recognise import DAYS
from voting.register.value_words import (
    CATEGORY_WORDS,
    KIND_WORDS,
    KINDS,
    LANGUAGE_WORDS,
    NOTHING,
    REASON_WORDS,
    REASONS,
)
from voting.spreadsheet import unguard_formula
from voting.typed import number_in

CATEGORIES = frozenset(category.value for category in Category)
NUMBER_PATTERN = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,19}")
LONGEST = 200
"""The most characters that a detail may have."""
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
"""Signs that nobody sees, and programs leave at the ends of a text."""

_MARKED_TEXT = re.compile(r"""(?:="|')([^"]*)"?""")
"""A number that is to stay a text: ="00012" or '00012."""
_THOUSANDS = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
_DECIMAL = re.compile(r"([0-9]+)[.,]0{1,2}")
_AROUND_ADDRESS = re.compile(r"^mailto:|[;,. ]+$", re.IGNORECASE)
_NO_DAYS = {
    "date_serial": re.compile(r"[1-9][0-9]{4}(?:[.,][0-9]+)?"),
    "date_short_year": re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}"),
}
"""By fault, what stands for a day and is not read: days as Excel counts them, since it may count from 1904,
and years of two digits, which may be of two centuries."""

Read = TypeVar("Read")


class Unreadable(Exception):
    """A field does not hold what its column asks for: the fault's code, and the values in its sentence."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def _needed(read: Callable[[str], Read]) -> Callable[[str], Read]:
    """A reader of a column in which nothing may be empty."""

    def read_needed(text: str) -> Read:
        if not text:
            raise Unreadable("value_missing", value="")
        return read(text)

    return read_needed


def _optional(read: Callable[[str], Read]) -> Callable[[str], Read | None]:
    """A reader of a column that may be empty, which is None."""
    return lambda text: read(text) if text else None


def _one_of(known: Mapping[str, Read], code: str, told: Iterable[str] = ()) -> Callable[[str], Read]:
    """A reader of a column that holds one of the known words; ``code`` is the fault of any other, which names
    those that are ``told``."""

    def read_known(text: str) -> Read:
        if not text:
            raise Unreadable("value_missing", value="")
        if text not in known:
            raise Unreadable(code, value=text, known=", ".join(told or known))
        return known[text]

    return read_known


def _folded(read: Callable[[str], Read]) -> Callable[[str], Read]:
    """A reader to which capitals, marks and signs do not matter."""

    def read_folded(text: str) -> Read:
        try:
            return read(letters(text))
        except Unreadable as fault:
            raise Unreadable(fault.code, **fault.details | {"value": text}) from fault

    return read_folded


def member_number(text: str) -> str | None:
    """A member number as a program or a person has written it: with spaces at the thousands, with decimals
    that are none, or marked as a text. None where it cannot be one."""
    marked = _MARKED_TEXT.fullmatch(text)
    bare = marked[1] if marked else text
    bare = _THOUSANDS.sub("", bare)
    if decimal := _DECIMAL.fullmatch(bare):
        bare = decimal[1]
    return bare if NUMBER_PATTERN.fullmatch(bare) else None


def _number(text: str) -> str:
    number = member_number(text)
    if number is None:
        raise Unreadable("number_invalid", value=text)
    return number


def _email(text: str) -> str:
    address = _AROUND_ADDRESS.sub("", text)
    if not is_mail_address(address):
        raise Unreadable("email_invalid", value=text)
    return address


_CATEGORY = _folded(_one_of(CATEGORY_WORDS, "category_unknown", sorted(CATEGORIES)))
_KIND = _folded(_one_of(KIND_WORDS, "kind_unknown", KINDS))
_LANGUAGE = _folded(_one_of(LANGUAGE_WORDS, "language_unknown", LANGUAGES))
_REASON = _folded(_one_of(REASON_WORDS, "reason_unknown", REASONS))
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "category": {each.value: each for each in Category},
    "kind": {each.value: each for each in PersonKind},
    "language": {each: each for each in LANGUAGES},
    "left_as": {each.value: each for each in LEAVING},
}
"""What can be said for all who are new, by field."""


def _day(text: str, order: DateOrder) -> date:
    day = read_date(text, order)
    if day is None:
        other = order is DateOrder.DAY_FIRST and is_month_first(text)
        known = next(
            (code for code, pattern in _NO_DAYS.items() if pattern.fullmatch(text)), "date_unreadable"
        )
        raise Unreadable("date_month_first" if other else known, value=text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unreadable("day_outside", value=text, first=FIRST_YEAR, last=LAST_YEAR)
    return day


def _shares(text: str) -> int:
    decimal = _DECIMAL.fullmatch(text)
    number = number_in(decimal[1] if decimal else text)
    if number is None:
        raise Unreadable("not_number", value=text)
    return number


READERS: Mapping[str, Callable[[str], Any]] = {
    "number": _needed(_number),
    "category": _CATEGORY,
    "kind": _KIND,
    "name": _needed(str),
    "first_name": str,
    "representative": str,
    "email": lambda text: text and _email(text),
    "language": _LANGUAGE,
    "postcode": str,
    "municipality": str,
    **dict.fromkeys(("street", "box", "country", "mandate", *PARTS), str),
    "shares": _optional(_shares),
    "left_as": _optional(_REASON),
}
"""How the text of each field is read; days are read in the order of their column."""
_MAY_BE_NOTHING = ("email", "shares", "left_as", *DAYS)
"""Fields in which a word for nothing is no value."""


def reader_of(name: str, orders: Mapping[str, DateOrder]) -> Callable[[str], Any]:
    """How the texts of a field are read; ``orders`` is what comes first in the days of each."""
    if name not in DAYS:
        return READERS[name]
    order = orders.get(name, DateOrder.DAY_FIRST)
    return _optional(lambda text: _day(text, order))


def text_of(cell: str, name: str) -> str:
    """The text of a cell of a field, without spaces around it and as no formula; "" where it is a word for
    nothing. Raises Unreadable where it cannot be kept: too long, not UTF-8, or with unseen signs."""
    text = unguard_formula(cell.strip().strip(_UNSEEN).strip())
    if name in _MAY_BE_NOTHING and text.casefold() in NOTHING:
        return ""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text
    if byte := wrong_byte(text):
        raise Unreadable("not_utf8", byte=byte)
    text = _SPACES.sub(" ", text)
    if not text.isprintable():
        raise Unreadable("not_text")
    if len(text) > LONGEST:
        raise Unreadable("too_long", longest=LONGEST)
    return text
