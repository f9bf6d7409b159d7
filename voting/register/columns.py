"""The columns of a register file: which it must have, and what it says nothing of. Pure."""

import re
from collections.abc import Sequence

from voting.register.cells.opened import Lines

NEEDED = ("number", "name", "joined_on")
"""The fields of which a file must have a column."""
OPTIONAL = ("street", "box", "country", "shares", "birth_date", "mandate", "mandate_until")
"""Of these an empty cell says nothing, too: the register keeps what it has."""
FIELDS = (
    *("number", "category", "kind", "name", "first_name", "representative"),
    *("email", "language", "postcode", "municipality", "joined_on", "left_on", "left_as"),
    *OPTIONAL,
)
"""All fields, in the order of the administration's own file."""
PARTS = ("house_number",)
"""Columns that are a part of another field: the number of a house is added to its street."""
COLUMNS = (*FIELDS, *PARTS)
"""All that a column may be."""
FOR_ALL = ("category", "kind", "language")
"""Fields that everybody has: where a file says nothing of one, it is said once for all who are new."""
_POINTED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_SMALL = re.compile(r"[0-9]{1,3}")
_SAID_BY_EMPTY_CELLS = (*NEEDED, "left_on", "left_as")
"""A column of these that is empty on each line is not as if it were not there."""


def unsaid_in(fields: Sequence[str], lines: Lines) -> frozenset[str]:
    """The fields of which a file says nothing: it has no column of them, or nothing in it on any line.

    ``fields`` has, by column, the field that it fills. What the register has of these fields stays as it is.
    """
    said = {
        name
        for index, name in enumerate(fields)
        if name in _SAID_BY_EMPTY_CELLS or not lines or not _is_empty(lines, index)
    }
    return frozenset(FIELDS) - said


def needed_in(fields: Sequence[str], lines: Lines) -> tuple[str, ...]:
    """The fields of which this file must have a column: a reason to leave needs its day, the number of a
    house its street."""
    needed: tuple[str, ...] = NEEDED
    if "left_as" in fields and _has_text(lines, fields.index("left_as")):
        needed += ("left_on",)
    return (*needed, "street") if "house_number" in fields else needed


def asked_in(fields: Sequence[str], unsaid: frozenset[str], lines: Lines) -> tuple[str, ...]:
    """The fields that are to be said once for all who are new: those that everybody has and, where somebody
    has left and no column says why, the reason."""
    if not any(fields):
        return ()
    asked = tuple(name for name in FOR_ALL if name in unsaid)
    left = "left_on" in fields and _has_text(lines, fields.index("left_on"))
    return (*asked, "left_as") if left and "left_as" in unsaid else asked


def pointed_in(fields: Sequence[str], lines: Lines) -> str:
    """A member number with points at its thousands, as 100.001, where all numbers of the file that are large
    enough are written so; else "". Nobody but who brings in the file knows whether these points belong to
    it."""
    if "number" not in fields:
        return ""
    index = fields.index("number")
    numbers = {cells[index].strip() for _, cells in lines if index < len(cells)}
    pointed = {number for number in numbers if _POINTED.fullmatch(number)}
    small = {number for number in numbers if _SMALL.fullmatch(number)}
    return min(pointed, default="") if pointed | small == numbers - {""} else ""


def _is_empty(lines: Lines, index: int) -> bool:
    """Whether a column is there on each line, and has nothing in it."""
    return all(index < len(cells) and not cells[index].strip() for _, cells in lines)


def _has_text(lines: Lines, index: int) -> bool:
    return any(index < len(cells) and cells[index].strip() for _, cells in lines)
