"""Reading the register as an administration delivers it: the whole file, or every fault.

CSV or XLSX, headings in four languages, days as they are written here (``voting.register.cells`` and
``voting.register.recognise`` say what is understood). Pure: bytes in, rows or faults out; nothing here knows
the database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from voting.errors import Fault, InvalidFile
from voting.register.cells.separated import SEPARATORS
from voting.register.columns import FIELDS, FOR_ALL, NEEDED, PARTS
from voting.register.dates import DateOrder
from voting.register.headings import CANONICAL
from voting.register.models import Category, MovementKind, PersonKind
from voting.register.recognise import Recognised, recognise
from voting.register.values import ANSWERS, Unreadable, reader_of, text_of

MOST_FAULTS = 100_000
"""After so many faults no more lines are read, and that is said."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has said of a file: by folded heading the field that it fills ("": none), by field of
    days what comes first in it, by field that it says nothing of what holds ``for_all`` who are new, and
    whether the points in its member numbers belong to them (None: not said)."""

    fields: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, DateOrder] = field(default_factory=dict)
    for_all: Mapping[str, str] = field(default_factory=dict)
    points: bool | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the register, read and found sound. ``left_on`` and ``left_as`` come together.

    Without ``joined_on`` somebody is no member yet: an applicant or, with ``left_on``, one who was refused on
    that day. ``unsaid`` are the fields of which the file says nothing: their value is that of somebody new,
    and whoever is known keeps theirs.
    """

    number: str
    category: Category
    kind: PersonKind
    language: str
    name: str
    joined_on: date | None
    first_name: str = ""
    representative: str = ""
    email: str = ""
    postcode: str = ""
    municipality: str = ""
    left_on: date | None = None
    left_as: MovementKind | None = None
    birth_date: date | None = None
    mandate: str = ""
    mandate_until: date | None = None
    street: str = ""
    box: str = ""
    country: str = ""
    shares: int | None = None
    unsaid: frozenset[str] = field(default=frozenset(), compare=False)


def read_register(content: bytes, choices: Choices | None = None) -> list[Row]:
    """All rows of a register file, read as a person has said.

    Raises InvalidFile with every fault of the file, each with its line and column; or with one for each
    column of days of which nobody has said whether the day or the month comes first.
    """
    choices = choices or Choices()
    return rows_of(recognised_register(content, choices), choices)


def recognised_register(content: bytes, choices: Choices) -> Recognised:
    """A file whose columns are recognised. Raises InvalidFile, with one fault, where it is no table."""
    return recognise(content, choices.fields)


def rows_of(recognised: Recognised, choices: Choices) -> list[Row]:
    """The rows of a recognised file. Raises InvalidFile as ``read_register``."""
    faults = recognised.faults + [
        Fault(recognised.heading_line, asked.heading, "date_order_unclear", {"value": asked.example})
        for asked in recognised.questions
        if asked.field not in choices.dates
    ]
    if recognised.pointed and choices.points is None:
        faults.append(
            Fault(
                recognised.heading_line, CANONICAL["number"], "number_pointed", {"value": recognised.pointed}
            )
        )
    if any(fault.code in _HOPELESS for fault in faults):
        raise InvalidFile(faults)
    faults += [
        Fault(recognised.heading_line, CANONICAL[name], "for_all_unsaid")
        for name in recognised.asked
        if name not in choices.for_all
    ]
    reader = _Reader(recognised, choices, whole=not faults)
    rows = []
    for line, cells in recognised.lines:
        if (row := reader.row(line, cells)) is not None:
            rows.append(row)
        if len(reader.faults) >= MOST_FAULTS:
            faults.append(Fault(line, "", "too_many_faults", {"found": len(reader.faults)}))
            break
    if reader.faults or faults:
        raise InvalidFile(faults + reader.faults)
    return rows


_HOPELESS = frozenset({"headings_unknown", "date_order_unclear"})
"""Faults with which there is nothing to be said of the lines yet."""


class _Reader:
    """Reads the lines of one file, and gathers what is wrong with them; rows come of a ``whole`` file
    alone."""

    def __init__(self, recognised: Recognised, choices: Choices, *, whole: bool) -> None:
        self.faults: list[Fault] = []
        self._whole = whole
        self._headings = recognised.headings
        self._columns = [
            (index, name, recognised.headings[index], reader_of(name, choices.dates))
            for name in ORDER
            for index, each in enumerate(recognised.fields)
            if each == name and name not in recognised.unsaid
        ]
        self._always = [index for index, name, _, _ in self._columns if name in _ALWAYS]
        self._heading_of = {name: heading for _, name, heading, _ in self._columns}
        self._has_needed = self._heading_of.keys() >= set(NEEDED)
        asked = [name for name in recognised.asked if name in choices.for_all]
        self._for_all = {name: ANSWERS[name][choices.for_all[name]] for name in asked}
        self._reason = self._for_all.pop("left_as", None)
        self._unsaid = recognised.unsaid
        self._without_points = bool(recognised.pointed) and choices.points is False
        self._first_line_of: dict[str, int] = {}

    def row(self, line: int, cells: list[str]) -> Row | None:
        """The row of a line, or None where something about it is a fault."""
        before = len(self.faults)
        width = len(self._headings)
        cells = self._of_width(cells)
        if self._names_nobody(cells):
            self._add(line, "", "line_of_nobody", {"value": next(filter(str.strip, cells)).strip()[:50]})
            return None
        if len(cells) != width:
            self._add(line, "", "fields_count", {"found": len(cells), "expected": width})
            return None
        texts: dict[str, str] = {}
        fields: dict[str, Any] = dict(self._for_all)
        for index, name, heading, read in self._columns:
            try:
                text = text_of(cells[index], name)
                if name == "number" and self._without_points:
                    text = text.replace(".", "")
                texts[name] = text
                fields[name] = read(text)
            except Unreadable as fault:
                self._add(line, heading, fault.code, fault.details)
        for name, code, details in _contradictions(texts, fields, self._first_line_of):
            if name in self._heading_of:
                self._add(line, self._heading_of[name], code, details)
        if "number" in fields:
            self._first_line_of.setdefault(fields["number"], line)
        if number := fields.pop("house_number", ""):
            fields["street"] = f"{fields.get('street', '')} {number}".strip()
        if len(self.faults) > before or not self._whole:
            return None
        if fields.get("left_on"):
            fields.setdefault("left_as", self._reason)
        return Row(**fields, unsaid=self._unsaid)

    def _names_nobody(self, cells: list[str]) -> bool:
        """Whether a line is a total or a note: it has less than half of what everybody has."""
        is_whole = len(cells) == len(self._headings) and self._has_needed
        if is_whole and 2 * sum(bool(cells[index].strip()) for index in self._always) >= len(self._always):
            return False
        if sum(bool(cell.strip()) for cell in cells) == 1:
            return max(cells[0].count(each) for each in SEPARATORS) < len(self._headings) // 2
        return is_whole

    def _of_width(self, cells: list[str]) -> list[str]:
        """The cells of a line as many as there are headings, where those too many are empty, or those too few
        may be: a spreadsheet leaves out the separators at the end."""
        width = len(self._headings)
        if len(cells) == width:
            return cells
        if not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        missing = {name for index, name, _, _ in self._columns if index >= len(cells)}
        return cells if missing & _ALWAYS else cells + [""] * (width - len(cells))

    def _add(self, line: int, heading: str, code: str, details: Mapping[str, str | int]) -> None:
        self.faults.append(Fault(line, heading, code, dict(details)))


_ALWAYS = frozenset({*NEEDED, *FOR_ALL})
"""What everybody has."""
ORDER = (*(name for name in FIELDS if name != "left_as"), *PARTS, "left_as")
"""Every field, in the order in which the faults of a line are told."""


def _contradictions(
    texts: Mapping[str, str], fields: Mapping[str, Any], first_line_of: Mapping[str, int]
) -> Iterator[tuple[str, str, dict[str, str | int]]]:
    """What is wrong between the fields of a line, or with the lines before: field, code, details."""
    number = fields.get("number", "")
    if number in first_line_of:
        yield "number", "number_twice", {"value": number, "first": first_line_of[number]}
    joined, left, reason = (texts.get(name, "") for name in ("joined_on", "left_on", "left_as"))
    joined_on, left_on, left_as = (fields.get(name) for name in ("joined_on", "left_on", "left_as"))
    no_member = bool(reason) and "left_as" in fields and left_as in (None, MovementKind.REFUSED)
    if not joined and not no_member:
        yield "joined_on", "value_missing", {"value": ""}
    if no_member and (joined or (left and left_as is None)):
        yield "left_as", "never_joined", {"value": reason}
    if joined_on and left_on and left_on < joined_on:
        yield "left_on", "left_before_joined", {"left": left, "joined": joined}
    if left_on and not reason:
        yield "left_as", "reason_missing", {}
    if left_as and not left:
        yield "left_on", "reason_without_date", {"value": reason}
