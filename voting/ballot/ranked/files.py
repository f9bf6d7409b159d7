"""Reads a file of ranked ballots, in the BLT format or the CSV of Scottish elections."""

from voting.ballot.ranked.blt_file import read_blt
from voting.ballot.ranked.csv_file import read_csv
from voting.ballot.ranked.file_faults import FileCode, FileFault, InvalidRankedFile, RankedFile

_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def read_ranked_file(data: bytes) -> RankedFile:
    """Reads the bytes of a file: UTF-8, with or without a byte order mark, lines ended in any way.

    A file whose first row that is neither empty nor a comment holds a comma is CSV, any other BLT.
    Raises ``InvalidRankedFile`` with every fault and its line; then nothing of the file has been used.
    """
    lines = _decode(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    first = next((line for line in lines if line.split("#")[0].strip()), "")
    return read_csv(lines) if "," in first else read_blt(lines)


def _decode(data: bytes) -> str:
    try:
        return data.decode().removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the byte {data[error.start]:02x} is not UTF-8"
        raise InvalidRankedFile([FileFault(line, FileCode.NOT_UTF8, message)]) from error
