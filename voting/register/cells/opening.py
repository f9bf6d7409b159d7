"""Opening a delivered file: whatever it is packed in, its first sheet or its text as a table. Pure."""

import re

from voting.files import LARGEST, require_at_most, unpack
from voting.register.cells.encoding import decoded
from voting.register.cells.opened import Form, OpenedFile, refused
from voting.register.cells.separated import Known, separated
from voting.register.cells.workbook import is_zip, opened_workbook, taken_out

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a workbook of Excel 2003 begins; and one of today that a password protects."""
_OTHER = re.compile(
    rb"%PDF-|\x89PNG|\xff\xd8\xff|GIF8|\{\\rtf|\s*<(?:!doctype|html|\?xml|table)", re.IGNORECASE
)


def opened_file(content: bytes, known: Known) -> OpenedFile:
    """The table in a file: CSV or XLSX, plain, gzip or alone in a ZIP archive.

    ``known`` says how many cells of a line are headings that one knows. Raises InvalidFile, with one fault,
    for whatever is no table or too large.
    """
    require_at_most(len(content), LARGEST)
    plain = unpack(content)
    if is_zip(plain):
        plain = unpack(taken_out(plain))
    if is_zip(plain):
        return opened_workbook(taken_out(plain), known)
    if plain.startswith(OLD_WORKBOOK):
        raise refused("workbook_old")
    if _OTHER.match(plain[:200].removeprefix(b"\xef\xbb\xbf")):
        raise refused("not_a_table")
    text, encoding = decoded(plain)
    if not text.strip():
        raise refused("file_empty")
    separator, lines, faults = separated(text, known)
    return OpenedFile(Form.CSV, lines, encoding=encoding, separator=separator, faults=faults)
