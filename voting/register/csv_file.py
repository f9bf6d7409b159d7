"""Reading the register as the cooperative's administration exports it: the whole file, or every fault.

Semicolons, Dutch headings, dates dd/mm/yyyy, UTF-8 with or without BOM, gzip or not. Pure: bytes in,
rows or faults out; nothing here knows the database.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from voting.errors import Fault, InvalidFile
from voting.files import unpack
from voting.register.models import Category, MovementKind, PersonKind

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
LANGUAGES = ("nl", "fr", "en", "de")

_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
EMAIL_PATTERN = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""How a text begins that a spreadsheet would take for a formula, or that has been marked as none."""
NUMBER_PATTERN = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,19}")


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


def guard(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that might be gets an apostrophe in front."""
    return f"'{text}" if FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The text that ``guard`` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


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
            dict(zip(headings, (unguard(field.strip()) for field in fields), strict=True)),
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
    line: int, values: dict[str, str], faults: list[Fault], first_line_of: dict[str, int]
) -> Row | None:
    """One row, or None where something about it is a fault."""
    before = len(faults)

    def fault(column: str, code: str, **details: str | int) -> None:
        if column in values:  # a missing heading is one fault, not one for each line
            faults.append(Fault(line, column, code, details))

    number = values.get(NUMBER, "")
    if not NUMBER_PATTERN.fullmatch(number):
        fault(NUMBER, "number_invalid" if number else "value_missing", value=number)
    elif number in first_line_of:
        fault(NUMBER, "number_twice", value=number, first=first_line_of[number])
    else:
        first_line_of[number] = line

    category = values.get(CATEGORY, "")
    if category not in CATEGORIES:
        fault(CATEGORY, "category_unknown", value=category, known=", ".join(sorted(CATEGORIES)))
    kind = KINDS.get(values.get(KIND, ""))
    if kind is None:
        fault(KIND, "kind_unknown", value=values.get(KIND, ""), known=", ".join(KINDS))
    if not values.get(NAME, ""):
        fault(NAME, "value_missing")
    email = values.get(EMAIL, "")
    if email and not EMAIL_PATTERN.fullmatch(email):
        fault(EMAIL, "email_invalid", value=email)
    language = values.get(LANGUAGE, "").lower()
    if language not in LANGUAGES:
        fault(LANGUAGE, "language_unknown", value=language, known=", ".join(LANGUAGES))

    joined_on, left_on = read_date(values.get(JOINED, "")), read_date(values.get(LEFT, ""))
    if joined_on is None:
        written = values.get(JOINED, "")
        fault(JOINED, "date_unreadable" if written else "value_missing", value=written)
    if left_on is None and values.get(LEFT, ""):
        fault(LEFT, "date_unreadable", value=values[LEFT])
    if joined_on and left_on and left_on < joined_on:
        fault(LEFT, "left_before_joined", left=values[LEFT], joined=values[JOINED])
    optional_dates = {heading: read_date(values.get(heading, "")) for heading in (BIRTH_DATE, MANDATE_UNTIL)}
    for heading, day in optional_dates.items():
        if day is None and values.get(heading, ""):
            fault(heading, "date_unreadable", value=values[heading])
    reason = values.get(REASON, "")
    left_as = REASONS.get(reason)
    if values.get(LEFT, "") and not reason:
        fault(REASON, "reason_missing")
    elif reason and left_as is None:
        fault(REASON, "reason_unknown", value=reason, known=", ".join(REASONS))
    elif reason and not values.get(LEFT, ""):
        fault(LEFT, "reason_without_date", value=reason)

    if len(faults) > before or kind is None or joined_on is None or not values.keys() >= set(HEADINGS):
        return None
    return Row(
        number=number,
        category=Category(category),
        kind=kind,
        name=values[NAME],
        first_name=values[FIRST_NAME],
        representative=values[REPRESENTATIVE],
        email=email,
        language=language,
        postcode=values[POSTCODE],
        municipality=values[MUNICIPALITY],
        joined_on=joined_on,
        left_on=left_on,
        left_as=left_as,
        birth_date=optional_dates[BIRTH_DATE],
        mandate=values.get(MANDATE, ""),
        mandate_until=optional_dates[MANDATE_UNTIL],
    )


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
