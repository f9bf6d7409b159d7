"""Reading the register as the cooperative's administration exports it: the whole file, or every fault.

Semicolons, Dutch headings, dates dd/mm/yyyy, UTF-8 with or without BOM, gzip or not. Pure: bytes in,
rows or faults out; nothing here knows the database.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from voting.errors import Fault, InvalidFile
from voting.files import unpack
from voting.languages import LANGUAGES
from voting.register.models import Category, MovementKind, PersonKind
from voting.spreadsheet import unguard_formula

NUMBER, CATEGORY, KIND = "Lidnummer", "Categorie", "Rechtsvorm"
NAME, FIRST_NAME, REPRESENTATIVE = "Naam", "Voornaam", "Vertegenwoordiger"
EMAIL, LANGUAGE, POSTCODE, MUNICIPALITY = "E-mail", "Taal", "Postcode", "Gemeente"
JOINED, LEFT, REASON = "Toegetreden op", "Uitgetreden op", "Reden uittreding"
HEADINGS = (
    *(NUMBER, CATEGORY, KIND, NAME, FIRST_NAME, REPRESENTATIVE),
    *(EMAIL, LANGUAGE, POSTCODE, MUNICIPALITY, JOINED, LEFT, REASON),
)

KINDS = {"natuurlijke persoon": PersonKind.NATURAL, "rechtspersoon": PersonKind.LEGAL}
BIRTH_DATE, MANDATE, MANDATE_UNTIL = "Geboortedatum", "Mandaat", "Mandaat tot"
OPTIONAL_HEADINGS = (BIRTH_DATE, MANDATE, MANDATE_UNTIL)
"""May be missing, as they are in the administration's file. Where one is, or a field of it is empty, the
register keeps what it has."""

REASONS = {
    "ontslag": MovementKind.RESIGNED,
    "van rechtswege": MovementKind.LEFT_BY_LAW,
    "uitsluiting": MovementKind.EXCLUDED,
}
CATEGORIES = frozenset(category.value for category in Category)

_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
EMAIL_PATTERN = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")
NUMBER_PATTERN = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,19}")

Read = TypeVar("Read")


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


class _Unreadable(Exception):
    """A field does not hold what its column asks for: the fault's code, and the values in its sentence."""

    def __init__(self, code: str, **details: str) -> None:
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


def _one_of(known: Mapping[str, Read], code: str) -> Callable[[str], Read]:
    """A reader of a column that holds one of the known words; ``code`` is the fault of any other."""

    def read_known(text: str) -> Read:
        if text not in known:
            raise _Unreadable(code, value=text, known=", ".join(known))
        return known[text]

    return read_known


def _matching(pattern: re.Pattern[str], code: str) -> Callable[[str], str]:
    """A reader of a column whose texts match a pattern as a whole; ``code`` is the fault of any other."""

    def read_matching(text: str) -> str:
        if not pattern.fullmatch(text):
            raise _Unreadable(code, value=text)
        return text

    return read_matching


_LANGUAGE = _one_of({code: code for code in LANGUAGES}, "language_unknown")
_EMAIL = _matching(EMAIL_PATTERN, "email_invalid")


def _day(text: str) -> date:
    day = read_date(text)
    if day is None:
        raise _Unreadable("date_unreadable", value=text)
    return day


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the file: the field of a row that it fills, and how its text is read."""

    heading: str
    field: str
    read: Callable[[str], Any]


_COLUMNS = (
    _Column(NUMBER, "number", _needed(_matching(NUMBER_PATTERN, "number_invalid"))),
    _Column(CATEGORY, "category", _one_of({each.value: each for each in Category}, "category_unknown")),
    _Column(KIND, "kind", _one_of(KINDS, "kind_unknown")),
    _Column(NAME, "name", _needed(str)),
    _Column(FIRST_NAME, "first_name", str),
    _Column(REPRESENTATIVE, "representative", str),
    _Column(EMAIL, "email", lambda text: text and _EMAIL(text)),
    _Column(LANGUAGE, "language", lambda text: _LANGUAGE(text.lower())),
    _Column(POSTCODE, "postcode", str),
    _Column(MUNICIPALITY, "municipality", str),
    _Column(JOINED, "joined_on", _needed(_day)),
    _Column(LEFT, "left_on", _optional(_day)),
    _Column(BIRTH_DATE, "birth_date", _optional(_day)),
    _Column(MANDATE, "mandate", str),
    _Column(MANDATE_UNTIL, "mandate_until", _optional(_day)),
    _Column(REASON, "left_as", _optional(_one_of(REASONS, "reason_unknown"))),
)
"""Every column, in the order in which the faults of a line are told."""

HEADING_OF = {column.field: column.heading for column in _COLUMNS}
"""The heading of each field of a row."""


def read_register(content: bytes) -> list[Row]:
    """All rows of a register file (plain or gzip).

    Raises InvalidFile with every fault of the file, each with its line and column.
    """
    faults: list[Fault] = []
    text = _decode(unpack(content), faults)
    rows = list(_read_rows(text, faults))
    if faults:
        raise InvalidFile(faults)
    return rows


def _decode(content: bytes, faults: list[Fault]) -> str:
    """The text of a UTF-8 file without its BOM; each line that is not UTF-8 becomes a fault."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode()
    except UnicodeDecodeError:
        lines = content.split(b"\n")
        for number, line in enumerate(lines, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                column = _column_of_byte(lines[0], line, error.start)
                faults.append(Fault(number, column, "not_utf8", {"byte": f"0x{line[error.start]:02X}"}))
        return content.decode(errors="replace")


def _column_of_byte(heading_line: bytes, line: bytes, position: int) -> str:
    headings = heading_line.decode(errors="replace").strip().split(";")
    index = line[:position].count(b";")
    return headings[index] if index < len(headings) else ""


def _read_rows(text: str, faults: list[Fault]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    lines = _lines_of(reader, faults)
    _, headings = next(lines, (1, []))
    headings = [heading.strip() for heading in headings]
    faults.extend(Fault(1, name, "heading_missing") for name in HEADINGS if name not in headings)
    faults.extend(
        Fault(1, name, "heading_twice")
        for name in (*HEADINGS, *OPTIONAL_HEADINGS)
        if headings.count(name) > 1
    )
    if not any(headings):
        return  # without headings nothing can be said of the lines
    first_line_of: dict[str, int] = {}
    for line, fields in lines:
        if not any(field.strip() for field in fields):
            continue
        if len(fields) != len(headings):
            faults.append(Fault(line, "", "fields_count", {"found": len(fields), "expected": len(headings)}))
            continue
        faults.extend(
            Fault(line, heading, "not_csv", {"reason": "line contains NUL"})
            for heading, field in zip(headings, fields, strict=True)
            if "\0" in field
        )
        row = _read_row(
            line,
            dict(zip(headings, (unguard_formula(field.strip()) for field in fields), strict=True)),
            faults,
            first_line_of,
        )
        if row is not None:
            yield row


def _lines_of(reader: Iterator[list[str]], faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins (a quoted field may run over several lines)."""
    begins = 1
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append(Fault(begins, "", "not_csv", {"reason": str(error)}))
            fields = []
        yield begins, fields
        begins = reader.line_num + 1  # type: ignore[attr-defined]  # csv's own reader type is private


def _read_row(
    line: int, values: Mapping[str, str], faults: list[Fault], first_line_of: dict[str, int]
) -> Row | None:
    """One row from the texts of a line by heading, or None where something about it is a fault.

    ``first_line_of`` has the numbers of the lines before, and gets this one.
    """
    before = len(faults)
    fields: dict[str, Any] = {}
    for column in _COLUMNS:
        if column.heading not in values:  # a missing heading is one fault, not one for each line
            continue
        try:
            fields[column.field] = column.read(values[column.heading])
        except _Unreadable as fault:
            faults.append(Fault(line, column.heading, fault.code, dict(fault.details)))
    faults.extend(
        Fault(line, heading, code, details)
        for heading, code, details in _contradictions(values, fields, first_line_of)
        if heading in values
    )
    if "number" in fields:
        first_line_of.setdefault(fields["number"], line)
    sound = len(faults) == before and values.keys() >= set(HEADINGS)
    return Row(**fields) if sound else None


def _contradictions(
    values: Mapping[str, str], fields: Mapping[str, Any], first_line_of: Mapping[str, int]
) -> Iterator[tuple[str, str, dict[str, str | int]]]:
    """What is wrong between the fields of a line, or with the lines before: heading, code, details."""
    number = fields.get("number", "")
    if number in first_line_of:
        yield NUMBER, "number_twice", {"value": number, "first": first_line_of[number]}
    joined, left, reason = fields.get("joined_on"), values.get(LEFT, ""), values.get(REASON, "")
    if joined and fields.get("left_on") and fields["left_on"] < joined:
        yield LEFT, "left_before_joined", {"left": left, "joined": values[JOINED]}
    if left and not reason:
        yield REASON, "reason_missing", {}
    if fields.get("left_as") and not left:
        yield LEFT, "reason_without_date", {"value": reason}


def read_date(text: str) -> date | None:
    """The date that ``dd/mm/yyyy`` names, or None where there is no such day."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    day, month, year = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
