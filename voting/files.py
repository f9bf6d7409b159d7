"""Reading files that may be compressed."""

import gzip
import zlib
from pathlib import Path

from voting.errors import Fault, InvalidFile


def unpack(content: bytes) -> bytes:
    """The content itself, or what is compressed in it with gzip. Raises InvalidFile for a damaged one."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise InvalidFile([Fault(0, "", "not_gzip")]) from error


def read_file(path: Path) -> bytes:
    """The content of a file, decompressed where it is gzip. Raises InvalidFile for a damaged one."""
    return unpack(path.read_bytes())
