"""What a delivered file is, once it is open: lines of texts, and how they were found. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from voting.errors import Fault, InvalidFile

MOST_LINES = 300_000
MOST_COLUMNS = 200
MOST_CELLS = 2_400_000
MOST_SHARED = 50_000
"""Of so many different texts it is known that there were equal ones."""

Lines = list[tuple[int, list[str]]]
"""By line of the file (counted from 1) its cells; lines without any text are left out."""


class Form(StrEnum):
    """What a file is."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file as texts. ``encoding`` and ``separator`` are of a CSV file; ``sheet`` is the name of the sheet
    that was read of a workbook, ``sheets`` how many it has.

    ``faults`` are those of lines that cannot be read; these are not among the lines.
    """

    form: Form
    lines: Lines
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: int = 0
    faults: list[Fault] = field(default_factory=list)


class Measure:
    """Counts what is read of a file, and raises InvalidFile once it is more than a register can be."""

    def __init__(self) -> None:
        self._lines = self._cells = 0

    def add(self, cells: int) -> None:
        """One more line of so many cells."""
        self._lines += 1
        self._cells += cells
        if self._lines > MOST_LINES or self._cells > MOST_CELLS:
            raise too_many_lines()


def sharing() -> Callable[[str], str]:
    """What gives one and the same text for equal ones: a register says most of its texts many times, and
    each takes memory once."""
    known: dict[str, str] = {}

    def shared(text: str) -> str:
        if len(known) > MOST_SHARED:
            known.clear()
        return known.setdefault(text, text)

    return shared


def too_many_lines() -> InvalidFile:
    """The refusal of a file that has more than a register can have."""
    return refused("too_many_lines", lines=MOST_LINES)


def refused(code: str, **values: str | int) -> InvalidFile:
    """The refusal of a file as a whole, for one cause."""
    return InvalidFile([Fault(0, "", code, values)])
