"""A register file as it was delivered, read as far as it can be: what was recognised, and its rows or faults.
Pure."""

import gzip
import hashlib
from dataclasses import dataclass

from voting.errors import Fault, InvalidFile
from voting.register.csv_file import Choices, Row, recognised_register, rows_of
from voting.register.headings import folded
from voting.register.models import UploadStage
from voting.register.recognise import Recognised

ASKED = frozenset({"date_order_unclear", "headings_alike"})
"""Faults that are questions to whoever brings in the file."""
ASKED_OF_ALL = frozenset({"for_all_unsaid", "number_pointed"})
"""The same, of a file that has all the columns it needs."""
TO_BE_CHOSEN = frozenset({"headings_unknown", "heading_missing"})
"""Faults that may be mended by saying what a column is, where one is passed over."""
LONGEST_HEADING = 200
"""Of a longer heading nothing can be said."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivered file: ``packed`` is itself, gzipped, ``sha256`` its hash. Without faults it has rows."""

    recognised: Recognised
    rows: list[Row]
    faults: list[Fault]
    stage: UploadStage
    packed: bytes
    sha256: str


def read_delivery(content: bytes, choices: Choices) -> Delivery:
    """Read a file as somebody has chosen. Raises InvalidFile, with one fault, where it is no table."""
    recognised = recognised_register(content, choices)
    rows, faults = [], []
    try:
        rows = rows_of(recognised, choices)
    except InvalidFile as invalid:
        faults = invalid.faults
    return Delivery(
        recognised,
        rows,
        faults,
        _stage(recognised, faults, choices),
        gzip.compress(content, 6),
        hashlib.sha256(content).hexdigest(),
    )


def can_be_chosen(heading: str) -> bool:
    """Whether something can be said of a heading, and remembered."""
    return bool(folded(heading)) and len(heading) <= LONGEST_HEADING


def _stage(recognised: Recognised, faults: list[Fault], choices: Choices) -> UploadStage:
    codes = {fault.code for fault in faults}
    unsaid = {folded(heading) for heading in recognised.passed_over() if can_be_chosen(heading)}
    unsaid -= choices.fields.keys()
    if any(fault.code == "not_utf8" and fault.line <= recognised.heading_line for fault in faults):
        return UploadStage.FAULTY
    if unsaid or codes & ASKED or (codes & TO_BE_CHOSEN and recognised.passed_over()):
        return UploadStage.COLUMNS
    if codes & ASKED_OF_ALL and not codes & TO_BE_CHOSEN:
        return UploadStage.COLUMNS
    return UploadStage.FAULTY if faults else UploadStage.READY
