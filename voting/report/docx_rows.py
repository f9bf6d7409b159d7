"""The rows of long tables of a DOCX, written into its file part by part: as objects of the library that makes
the rest, 45,598 of them would take a gigabyte."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from zipfile import ZIP_DEFLATED, ZipFile

PART = "word/document.xml"
"""Where the text of a DOCX stands in its archive."""
_PLACE = re.compile(rb"<!--rows (\d+)-->")


def place_of_rows(number: int) -> str:
    """What stands in a document where rows are to be written."""
    return f"<!--rows {number}-->"


def with_rows(docx: io.BytesIO, rows: Mapping[int, Iterable[str]]) -> bytes:
    """The file of a document, with ``rows``, as XML, at each ``place_of_rows``."""
    written = io.BytesIO()
    with ZipFile(docx) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            with target.open(entry.filename, "w") as file:
                if entry.filename == PART:
                    for piece in _pieces(source.read(entry), rows):
                        file.write(piece)
                else:
                    file.write(source.read(entry))
    return written.getvalue()


def _pieces(text: bytes, rows: Mapping[int, Iterable[str]]) -> Iterator[bytes]:
    before, *others = _PLACE.split(text)
    yield before
    for number, after in zip(others[::2], others[1::2], strict=True):
        for row in rows[int(number)]:
            yield row.encode()
        yield after
