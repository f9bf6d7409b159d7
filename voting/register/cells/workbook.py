"""The sheet of an XLSX workbook that has the register, as lines of texts. Nothing is unpacked that would be
too much. Pure."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import openpyxl

from voting.errors import InvalidFile
from voting.files import MEGABYTE, most_unpacked, require_at_most
from voting.register.cells.opened import (
    MOST_COLUMNS,
    Form,
    Lines,
    Measure,
    OpenedFile,
    refused,
    sharing,
    too_many_lines,
)
from voting.register.cells.separated import LOOKED_AT, Known

LARGEST = 64 * MEGABYTE
"""The most bytes of a workbook's parts together, unpacked. 45,820 members are 27 MB."""
LARGEST_PART = 8 * MEGABYTE
"""The same of a part that holds neither a sheet nor its texts."""
MOST_PARTS = 2_000
MOST_TAGS = 8_000_000
"""The most tags of all parts together: a cell is four to six."""
_LONG = re.compile(rb"[^<]{131072}")
"""A tag, or a text, such as no cell has: Excel writes at most 32,767 characters into one."""
ENOUGH = 3
"""So many known headings make a sheet a register."""
LAST_LINE = 1_048_576
"""The last line that a sheet can have."""
ESCAPED = "_x005F_x"
"""How _x is written in a workbook, where a code of four digits behind it would be a sign."""
_PART = b"PK\x01\x02"
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(NotImplementedError, RuntimeError, OSError, EOFError, ValueError, OverflowError),
)
"""What Python says of an archive that cannot be read."""


def is_zip(content: bytes) -> bool:
    """Whether a file is a ZIP archive, as a workbook is."""
    return content.startswith(b"PK\x03\x04")


def taken_out(content: bytes) -> bytes:
    """The one file that an archive holds, or the archive itself where it is a workbook.

    Raises InvalidFile for any other archive, and where it would unpack to too much.
    """
    if content.count(_PART) > MOST_PARTS:
        raise refused("archive_of_many", found=content.count(_PART))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if any(part.filename == "xl/workbook.xml" for part in parts):
                _require_bounded(parts, len(content))
                _require_some_tags(archive, parts)
                return content
            if {"xl/workbook.bin", "mimetype", "word/document.xml"} & {part.filename for part in parts}:
                raise refused("workbook_other")
            files = [part for part in parts if not part.filename.startswith("__MACOSX/")]
            if len(files) != 1:
                raise refused("archive_of_many", found=len(files))
            require_at_most(files[0].file_size, most_unpacked(len(content)))
            return archive.read(files[0])
    except DAMAGED as error:
        raise refused("workbook_damaged") from error


def opened_workbook(content: bytes, known: Known) -> OpenedFile:
    """The first sheet of a workbook that has headings which are ``known``, or else that has anything: days as
    yyyy-mm-dd, whole numbers without a point.

    Raises InvalidFile where it cannot be read.
    """
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a workbook says of its own size may be wrong
        sheet = max(book.worksheets, key=lambda each: _worth(each, known))
        lines: Lines = list(_lines(_rows(sheet)))
        return OpenedFile(Form.XLSX, lines, sheet=sheet.title, sheets=len(book.worksheets))
    except InvalidFile:
        raise
    except Exception as error:  # whatever is damaged raises something else in the library
        raise refused("workbook_damaged") from error


def _require_bounded(parts: list[zipfile.ZipInfo], packed: int) -> None:
    """Raises InvalidFile where the parts, as the archive declares them, are too large. No more than it
    declares is ever read of a part."""
    require_at_most(sum(part.file_size for part in parts), most_unpacked(packed, LARGEST))
    for part in parts:
        if not part.filename.startswith(("xl/worksheets/", "xl/sharedStrings", "xl/media/")):
            require_at_most(part.file_size, LARGEST_PART)


def _require_some_tags(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Raises InvalidFile where the parts have far more tags than a register, or longer ones: the library
    would take minutes and much memory to read them."""
    tags = 0
    for part in parts:
        if not part.filename.startswith("xl/media/"):
            with archive.open(part) as opened:
                while stretch := opened.read(MEGABYTE):
                    tags += stretch.count(b"<")
                    if tags > MOST_TAGS:
                        raise too_many_lines()
                    if _LONG.search(stretch) and part.filename.endswith(".xml"):
                        raise refused("workbook_damaged")


def _worth(sheet: Any, known: Known) -> tuple[bool, bool]:
    """Whether a sheet has headings, and whether it has anything."""
    lines = [[_as_text(value) for value in row] for row in islice(_rows(sheet), LOOKED_AT)]
    headings = max((known(cells) for cells in lines), default=0)
    return headings >= ENOUGH, any(cell.strip() for cells in lines for cell in cells)


def _rows(sheet: Any) -> Iterator[tuple[object, ...]]:
    rows: Iterator[tuple[object, ...]] = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
    return rows


def _lines(rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[int, list[str]]]:
    measure, shared = Measure(), sharing()
    for number, row in enumerate(rows, 1):
        if number > LAST_LINE:
            raise refused("workbook_damaged")
        if row.count(None) == len(row):
            continue
        cells = [_as_text(value) for value in row]
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise refused("too_many_columns", columns=MOST_COLUMNS)
        if cells:
            measure.add(len(cells))
            yield number, list(map(shared, cells))


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace(ESCAPED, "_x")  # of texts that cells share the library does so itself
