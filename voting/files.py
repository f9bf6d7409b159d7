"""Reading files that may be compressed, and their text."""

import gzip
import zlib
from pathlib import Path

from voting.errors import Fault, InvalidFile


def unpack(content: bytes) -> bytes:
    """The content of a file, decompressed where it is gzip. Raises InvalidFile where that is damaged."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise InvalidFile([Fault(0, "", "not_gzip")]) from error


def decode(content: bytes) -> str:
    """The text of a UTF-8 file without its BOM. Raises InvalidFile, with the line of what is not UTF-8."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InvalidFile([Fault(line, "", "not_utf8", {"byte": f"0x{content[error.start]:02X}"})]) from error


def read_file(path: Path) -> bytes:
    """The content of a file, decompressed where it is gzip. Raises InvalidFile for a damaged one."""
    return unpack(path.read_bytes())
