"""The minutes: the counts of each category of members, where the majority is needed in each."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext

from voting.ballot.models import Resolution
from voting.report.document import Block, Cell, Table, TableRow
from voting.wording.languages import number
from voting.wording.words import POSITIONS

MARKS = ("for", "against", "abstain")


def counts_by_class(resolution: Resolution, result: dict[str, Any]) -> Iterator[Block]:
    """A table of the categories whose counts are shown; the reasoning says what was reached in the others."""
    rows = [
        TableRow(name, tuple(Cell(number(marks[mark])) for mark in MARKS))
        for category, told in sorted(result.get("by_class", {}).items())
        if "counts" in told
        for name, marks in _lines(resolution, category, told["counts"])
    ]
    if rows:
        yield Table((gettext("Category"), *(str(POSITIONS[mark]) for mark in MARKS)), tuple(rows))


def _lines(
    resolution: Resolution, category: str, counts: dict[str, Any]
) -> Iterator[tuple[str, dict[str, int]]]:
    if not resolution.options:
        yield category, counts
    for option in resolution.options:
        yield f"{category} – {option['name']}", counts[option["code"]]
