"""Many faults in a file, told as one sentence for each cause. None is left out: each says on which lines it
stands, and a file lists them all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from voting.errors import Fault
from voting.register.headings import CANONICAL
from voting.spreadsheet import as_csv
from voting.wording.faults import fault_in_words, fault_sentence
from voting.wording.filling import ngettext
from voting.wording.register import COLUMNS

SHOWN = 10
"""So many lines are named in a sentence."""
OF_ALL_COLUMNS = {"heading_missing", "for_all_unsaid"}
"""Faults that have one cause, whatever their column."""


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """Faults of one cause: a sentence about the first, and one about the others ("" where there are none)."""

    sentence: str
    others: str
    faults: list[Fault]


def grouped(faults: Iterable[Fault]) -> list[FaultGroup]:
    """The faults by their cause, in the order in which the causes come up."""
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        column = "" if fault.code in OF_ALL_COLUMNS else fault.column
        groups.setdefault((column, fault.code), []).append(fault)
    return [_group(group) for group in groups.values()]


def faults_csv(faults: Sequence[Fault]) -> bytes:
    """Every fault as a line of a CSV file: line, column, what is wrong."""
    header = (gettext("Line"), gettext("Column"), gettext("What is wrong"))
    return as_csv(header, [(fault.line or "", fault.column, fault_in_words(fault)) for fault in faults])


def _column_in_words(heading: str) -> str:
    """A heading of the administration's file, with what it is called in the reader's language."""
    words = next((str(COLUMNS[name]) for name, each in CANONICAL.items() if each == heading), heading)
    return heading if words.casefold() == heading.casefold() else f"{heading} ({words})"


def _group(faults: list[Fault]) -> FaultGroup:
    first = faults[0]
    if first.code == "heading_missing":
        columns = ", ".join(_column_in_words(fault.column) for fault in faults)
        return FaultGroup(
            ngettext(
                "This column is missing: %(columns)s.",
                "These columns are missing: %(columns)s.",
                len(faults),
                columns=columns,
            ),
            "",
            faults,
        )
    if first.code == "for_all_unsaid":
        columns = ", ".join(_column_in_words(fault.column) for fault in faults)
        words = gettext(
            "The file does not say this: %(columns)s. Say once what holds for everybody who is new.",
            columns=columns,
        )
        return FaultGroup(words, "", faults)
    others = faults[1:]
    if not others:
        return FaultGroup(fault_sentence(first), "", faults)
    lines = ", ".join(str(fault.line) for fault in others[:SHOWN])
    if len(others) > SHOWN:
        lines += ", …"
    return FaultGroup(
        fault_sentence(first),
        ngettext(
            "The same on %(num)s other line: %(lines)s",
            "The same on %(num)s other lines: %(lines)s",
            len(others),
            lines=lines,
        ),
        faults,
    )
