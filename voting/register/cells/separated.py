"""The text of a CSV file as lines of cells: its separator is said by itself, or found. Pure."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from voting.errors import Fault
from voting.register.cells.opened import MOST_CELLS, MOST_LINES, Lines, Measure, sharing, too_many_lines

SEPARATORS = ";,\t|"
_SAID = re.compile(r'"?sep=([^"\r\n])"?[;,\t|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
BEGINNING = 20_000
LOOKED_AT = 10
"""Of so many lines at the beginning one has the headings."""

_QUOTES = {"unexpected end": "quote_open", "field larger": "quote_open", "expected after": "quote_within"}
"""By what Python says of a line, which fault of quotes it is."""

Known = Callable[[list[str]], int]
"""How many cells of a line are headings that somebody knows."""


def separated(text: str, known: Known) -> tuple[str, Lines, list[Fault]]:
    """The separator of a CSV file, its lines, and a fault for each line that cannot be read.

    A first line ``sep=;`` says the separator, as Excel has it; otherwise it is the one by which most headings
    are known. Where a program has quoted each line as a whole, these quotes are taken off. A quoted cell may
    run over several lines, and is of the line on which it begins.
    Raises InvalidFile where there are too many lines.
    """
    said = _SAID.match(text)
    rest = text[said.end() :] if said else text
    _require_some(rest, said[1] if said else "")
    rest = _unwrapped(rest, known)
    separator = said[1] if said else max(SEPARATORS, key=lambda each: _worth(rest, each, known))
    _require_some(rest, separator)
    faults: list[Fault] = []
    lines = list(_lines(rest, separator, 2 if said else 1, faults))
    return separator, lines, faults


def _require_some(text: str, separator: str) -> None:
    """Raises InvalidFile where a text has far more lines, or cells by this separator ("": none), than a
    register."""
    cells = text.count(separator) if separator else 0
    if cells > MOST_CELLS or max(text.count("\n"), text.count("\r")) > 4 * MOST_LINES:
        raise too_many_lines()


def _unwrapped(text: str, known: Known) -> str:
    """A text of which every line is one quoted cell, without these quotes, if headings are then known; any
    other text as it is."""
    if not text.lstrip().startswith('"') or any(_worth(text, each, known)[0] for each in SEPARATORS):
        return text
    for separator in SEPARATORS:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        try:
            inner = "\n".join(map(_only_cell, lines))
        except (csv.Error, _SeveralCells):
            continue
        if any(_worth(inner, each, known)[0] for each in SEPARATORS):
            return inner
    return text


class _SeveralCells(Exception):
    """A line has more than one cell."""


def _only_cell(cells: list[str]) -> str:
    if any(cell.strip() for cell in cells[1:]):
        raise _SeveralCells
    return cells[0] if cells else ""


def _worth(text: str, separator: str, known: Known) -> tuple[int, int, int]:
    """How much speaks for a separator: headings known, lines of one width, and that width."""
    whole = len(text) <= BEGINNING
    reader = csv.reader(io.StringIO(text[:BEGINNING], newline=""), delimiter=separator)
    rows = [row for row in islice(reader, 2 * LOOKED_AT) if any(cell.strip() for cell in row)]
    rows = rows if whole else rows[:-1] or rows
    headings = max((known(row) for row in rows[:LOOKED_AT]), default=0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, lines = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return headings, lines, width


def _lines(text: str, separator: str, first: int, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    measure, shared = Measure(), sharing()
    begins = first
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            code = next((code for words, code in _QUOTES.items() if words in str(error)), "not_csv")
            faults.append(Fault(begins, "", code, {"reason": str(error)}))
            cells = []
        if any(cell.strip() for cell in cells):
            measure.add(len(cells))
            yield begins, list(map(shared, cells))
        begins = first + reader.line_num
