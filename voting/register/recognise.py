"""What is recognised of a delivered register before a line of it is read: its form, and its columns. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from voting.errors import Fault
from voting.register.cells.encoding import wrong_byte
from voting.register.cells.opened import Form, Lines, OpenedFile, refused
from voting.register.cells.opening import opened_file
from voting.register.cells.separated import LOOKED_AT
from voting.register.columns import asked_in, needed_in, pointed_in, unsaid_in
from voting.register.dates import DateQuestion, questions_about
from voting.register.headings import CANONICAL, field_of, folded, is_english

DAYS = ("joined_on", "left_on", "birth_date", "mandate_until")
"""The fields that are days."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A delivered register: ``headings`` as they stand on ``heading_line``, and by column the field that it
    fills, or "" where it is passed over. ``lines`` are those below.

    ``unsaid`` are the fields of which the file says nothing. ``faults`` are those that headings and encoding
    have; ``questions`` must be answered before the lines are read, what is ``asked`` be said once for all
    who are new, and of a ``pointed`` number whether its points belong to it.
    """

    file: OpenedFile
    heading_line: int
    headings: list[str]
    fields: list[str]
    lines: Lines
    unsaid: frozenset[str]
    faults: list[Fault]
    questions: list[DateQuestion]
    asked: tuple[str, ...]
    pointed: str

    def passed_over(self) -> list[str]:
        """The headings that fill no field."""
        return [
            heading for heading, name in zip(self.headings, self.fields, strict=True) if heading and not name
        ]


def recognise(content: bytes, chosen: Mapping[str, str]) -> Recognised:
    """A delivered file as a register. ``chosen`` is what somebody has said of headings, by folded heading.

    The headings are the line, of the first few, in which most are known: a title may stand above them, and
    where they are repeated further down, that is no line of a member.
    Raises InvalidFile, with one fault, for a file that is no table.
    """

    def known(cells: list[str]) -> int:
        return len({name for cell in cells if (name := field_of(cell, chosen))})

    file = opened_file(content, known)
    if not file.lines:
        raise refused("file_empty")
    index = max(range(min(LOOKED_AT, len(file.lines))), key=lambda each: known(file.lines[each][1]))
    heading_line, cells = file.lines[index]
    headings = [cell.strip() for cell in cells]
    lines = [line for line in file.lines[index + 1 :] if line[1] != cells]
    fields = _fields(headings, chosen)
    if file.form is Form.XLSX:  # a line of a sheet ends with its last cell that is not empty
        lines = [(line, row + [""] * (len(headings) - len(row))) for line, row in lines]
    faults = [fault for fault in file.faults if fault.line]
    faults += [
        Fault(heading_line, "", "not_utf8", {"byte": byte}) for cell in headings if (byte := wrong_byte(cell))
    ]
    if not any(fields):
        faults.append(Fault(heading_line, "", "headings_unknown"))
    else:
        faults += _heading_faults(heading_line, headings, fields, needed_in(fields, lines))
    unsaid = unsaid_in(fields, lines)
    return Recognised(
        file,
        heading_line,
        headings,
        fields,
        lines,
        unsaid,
        faults,
        _questions(headings, fields, lines),
        asked_in(fields, unsaid, lines),
        pointed_in(fields, lines),
    )


def _fields(headings: list[str], chosen: Mapping[str, str]) -> list[str]:
    """By column its field. Where several headings name one, it is that of the administration's own file, but
    for what somebody has chosen; and of each twin, so that it is found."""
    fields = [field_of(heading, chosen) for heading in headings]
    own = {name for heading, name in zip(headings, fields, strict=True) if heading == CANONICAL.get(name)}
    return [
        "" if name in own and heading != CANONICAL[name] and folded(heading) not in chosen else name
        for heading, name in zip(headings, fields, strict=True)
    ]


def _heading_faults(
    line: int, headings: list[str], fields: list[str], needed: tuple[str, ...]
) -> list[Fault]:
    missing = [Fault(line, CANONICAL[name], "heading_missing") for name in needed if name not in fields]
    twice = []
    for name in dict.fromkeys(fields):
        twins = [heading for heading, each in zip(headings, fields, strict=True) if each == name]
        if name and len(twins) > 1:
            code = "heading_twice" if len(set(twins)) == 1 else "headings_alike"
            twice.append(Fault(line, twins[0], code, {"value": ", ".join(twins)}))
    return missing + twice


def _questions(headings: list[str], fields: list[str], lines: Lines) -> list[DateQuestion]:
    columns = {
        name: (headings[index], {cells[index].strip() for _, cells in lines if index < len(cells)})
        for index, name in enumerate(fields)
        if name in DAYS
    }
    return questions_about(columns, is_english(headings))
