"""Reading the register as an administration delivers it: the whole file, or every fault.

CSV or XLSX, headings in four languages, days as they are written here (``voting.register.cells`` and
``voting.register.recognise`` say what is understood). Pure: bytes in, rows or faults out; nothing here knows
the database.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from voting.definition import FIRST_YEAR, LAST_YEAR
from voting.errors import Fault, InvalidFile
from voting.folding import letters
from voting.languages import LANGUAGES
from voting.mail_address import is_mail_address
from voting.register.cells.encoding import wrong_byte
from voting.register.dates import DateOrder, is_month_first, read_date
from voting.register.headings import CANONICAL
from voting.register.models import Category, MovementKind, PersonKind
from voting.register.recognise import DAYS, Recognised, recognise
from voting.register.value_words import KIND_WORDS, KINDS, LANGUAGE_WORDS, REASON_WORDS, REASONS
from voting.spreadsheet import unguard_formula
from voting.typed import number_in

REQUIRED = (
    *("number", "category", "kind", "name", "first_name", "representative"),
    *("email", "language", "postcode", "municipality", "joined_on", "left_on", "left_as"),
)
"""The fields of which the file must have a column."""
OPTIONAL = ("street", "box", "country", "shares", "birth_date", "mandate", "mandate_until")
"""May be missing, as they are in the administration's file. Where one is, or a cell of it is empty, the
register keeps what it has."""
PARTS = ("house_number",)
"""Columns that are a part of another field: the number of a house is added to its street."""
COLUMNS = (*REQUIRED, *OPTIONAL, *PARTS)
"""All that a column may be."""
HEADINGS = tuple(CANONICAL[name] for name in REQUIRED)

CATEGORIES = frozenset(category.value for category in Category)
NUMBER_PATTERN = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,19}")
LONGEST = 200
"""The most characters that a detail may have."""
MOST_FAULTS = 100_000
"""After so many faults no more lines are read, and that is said."""
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has said of a file: by folded heading the field that it fills ("": none), and by field of
    days what comes first in it."""

    fields: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, DateOrder] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the register, read and found sound. ``left_on`` and ``left_as`` come together."""

    number: str
    category: Category
    kind: PersonKind
    name: str
    first_name: str
    representative: str
    email: str
    language: str
    postcode: str
    municipality: str
    joined_on: date
    left_on: date | None
    left_as: MovementKind | None
    birth_date: date | None = None
    mandate: str = ""
    mandate_until: date | None = None
    street: str = ""
    box: str = ""
    country: str = ""
    shares: int | None = None


class _Unreadable(Exception):
    """A field does not hold what its column asks for: the fault's code, and the values in its sentence."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def _needed(read: Callable[[str], Read]) -> Callable[[str], Read]:
    """A reader of a column in which nothing may be empty."""

    def read_needed(text: str) -> Read:
        if not text:
            raise _Unreadable("value_missing", value="")
        return read(text)

    return read_needed


def _optional(read: Callable[[str], Read]) -> Callable[[str], Read | None]:
    """A reader of a column that may be empty, which is None."""
    return lambda text: read(text) if text else None


def _one_of(known: Mapping[str, Read], code: str, told: Iterable[str] = ()) -> Callable[[str], Read]:
    """A reader of a column that holds one of the known words; ``code`` is the fault of any other, which names
    those that are ``told``."""

    def read_known(text: str) -> Read:
        if text not in known:
            raise _Unreadable(code, value=text, known=", ".join(told or known))
        return known[text]

    return read_known


def _folded(read: Callable[[str], Read]) -> Callable[[str], Read]:
    """A reader to which capitals, marks and signs do not matter."""

    def read_folded(text: str) -> Read:
        try:
            return read(letters(text))
        except _Unreadable as fault:
            raise _Unreadable(fault.code, **fault.details | {"value": text}) from fault

    return read_folded


def _matching(pattern: re.Pattern[str], code: str) -> Callable[[str], str]:
    """A reader of a column whose texts match a pattern as a whole; ``code`` is the fault of any other."""

    def read_matching(text: str) -> str:
        if not pattern.fullmatch(text):
            raise _Unreadable(code, value=text)
        return text

    return read_matching


def _email(text: str) -> str:
    if not is_mail_address(text):
        raise _Unreadable("email_invalid", value=text)
    return text


_CATEGORY = _one_of({each.value: each for each in Category}, "category_unknown")
_KIND = _folded(_one_of(KIND_WORDS, "kind_unknown", KINDS))
_LANGUAGE = _folded(_one_of(LANGUAGE_WORDS, "language_unknown", LANGUAGES))
_REASON = _folded(_one_of(REASON_WORDS, "reason_unknown", REASONS))


def _day(text: str, order: DateOrder) -> date:
    day = read_date(text, order)
    if day is None:
        other = order is DateOrder.DAY_FIRST and is_month_first(text)
        raise _Unreadable("date_month_first" if other else "date_unreadable", value=text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _Unreadable("day_impossible")
    return day


def _shares(text: str) -> int:
    number = number_in(text)
    if number is None:
        raise _Unreadable("not_number", value=text)
    return number


_READERS: Mapping[str, Callable[[str], Any]] = {
    "number": _needed(_matching(NUMBER_PATTERN, "number_invalid")),
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
_NEEDED_DAYS = ("joined_on",)


def read_register(content: bytes, choices: Choices | None = None) -> list[Row]:
    """All rows of a register file, read as a person has said.

    Raises InvalidFile with every fault of the file, each with its line and column; or with one for each
    column of days of which nobody has said whether the day or the month comes first.
    """
    choices = choices or Choices()
    return rows_of(recognised_register(content, choices), choices)


def recognised_register(content: bytes, choices: Choices) -> Recognised:
    """A file whose columns are recognised. Raises InvalidFile, with one fault, where it is no table."""
    return recognise(content, REQUIRED, choices.fields)


def rows_of(recognised: Recognised, choices: Choices) -> list[Row]:
    """The rows of a recognised file. Raises InvalidFile as ``read_register``."""
    faults = recognised.faults + [
        Fault(recognised.heading_line, asked.heading, "date_order_unclear", {"value": asked.example})
        for asked in recognised.questions
        if asked.field not in choices.dates
    ]
    whole = not faults
    if any(fault.code in _HOPELESS for fault in faults):
        raise InvalidFile(faults)
    reader = _Reader(recognised, choices)
    rows = []
    for line, cells in recognised.lines:
        if (row := reader.row(line, cells)) is not None:
            rows.append(row)
        if len(reader.faults) >= MOST_FAULTS:
            faults.append(Fault(line, "", "too_many_faults", {"found": len(reader.faults)}))
            break
    if reader.faults or not whole:
        raise InvalidFile(faults + reader.faults)
    return rows


_HOPELESS = frozenset({"headings_unknown", "date_order_unclear"})
"""Faults with which there is nothing to be said of the lines yet."""


class _Reader:
    """Reads the lines of one file, and gathers what is wrong with them."""

    def __init__(self, recognised: Recognised, choices: Choices) -> None:
        self.faults: list[Fault] = []
        self._headings = recognised.headings
        self._columns = [
            (index, name, recognised.headings[index], _reader_of(name, choices))
            for name in ORDER
            for index, each in enumerate(recognised.fields)
            if each == name
        ]
        self._heading_of = {name: heading for _, name, heading, _ in self._columns}
        self._is_whole = self._heading_of.keys() >= set(REQUIRED)
        self._first_line_of: dict[str, int] = {}

    def row(self, line: int, cells: list[str]) -> Row | None:
        """The row of a line, or None where something about it is a fault."""
        before = len(self.faults)
        width = len(self._headings)
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        if len(cells) != width:
            self._add(line, "", "fields_count", {"found": len(cells), "expected": width})
            return None
        texts: dict[str, str] = {}
        fields: dict[str, Any] = {}
        for index, name, heading, read in self._columns:
            try:
                texts[name] = text = _cell(cells[index])
                fields[name] = read(text)
            except _Unreadable as fault:
                self._add(line, heading, fault.code, fault.details)
        for name, code, details in _contradictions(texts, fields, self._first_line_of):
            if name in self._heading_of:
                self._add(line, self._heading_of[name], code, details)
        if "number" in fields:
            self._first_line_of.setdefault(fields["number"], line)
        if number := fields.pop("house_number", ""):
            fields["street"] = f"{fields.get('street', '')} {number}".strip()
        return Row(**fields) if len(self.faults) == before and self._is_whole else None

    def _add(self, line: int, heading: str, code: str, details: Mapping[str, str | int]) -> None:
        self.faults.append(Fault(line, heading, code, dict(details)))


ORDER = (*REQUIRED[:-1], *OPTIONAL, *PARTS, REQUIRED[-1])
"""Every field, in the order in which the faults of a line are told."""


def _reader_of(name: str, choices: Choices) -> Callable[[str], Any]:
    if name not in DAYS:
        return _READERS[name]
    order = choices.dates.get(name, DateOrder.DAY_FIRST)
    limit = _needed if name in _NEEDED_DAYS else _optional
    return limit(lambda text: _day(text, order))


def _cell(cell: str) -> str:
    """The text of a cell, without spaces around it and as no formula. Raises _Unreadable where it cannot be
    kept: too long, not UTF-8, or with signs that nobody sees."""
    text = unguard_formula(cell.strip())
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text
    if byte := wrong_byte(text):
        raise _Unreadable("not_utf8", byte=byte)
    text = _SPACES.sub(" ", text)
    if not text.isprintable():
        raise _Unreadable("not_text")
    if len(text) > LONGEST:
        raise _Unreadable("too_long", longest=LONGEST)
    return text


def _contradictions(
    texts: Mapping[str, str], fields: Mapping[str, Any], first_line_of: Mapping[str, int]
) -> Iterator[tuple[str, str, dict[str, str | int]]]:
    """What is wrong between the fields of a line, or with the lines before: field, code, details."""
    number = fields.get("number", "")
    if number in first_line_of:
        yield "number", "number_twice", {"value": number, "first": first_line_of[number]}
    joined, left, reason = fields.get("joined_on"), texts.get("left_on", ""), texts.get("left_as", "")
    if joined and fields.get("left_on") and fields["left_on"] < joined:
        yield "left_on", "left_before_joined", {"left": left, "joined": texts["joined_on"]}
    if left and not reason:
        yield "left_as", "reason_missing", {}
    if fields.get("left_as") and not left:
        yield "left_on", "reason_without_date", {"value": reason}
