"""Reading files that may be compressed, and their text. What unpacks to too much is refused before it is
there."""

import gzip
import io
import zlib
from pathlib import Path

from voting.errors import Fault, InvalidFile

MEGABYTE = 1024 * 1024
LARGEST = 32 * MEGABYTE
"""The most bytes of a file, unpacked. 45,820 members are 4.5 MB."""
HARMLESS = 8 * MEGABYTE
"""Up to so many bytes it does not matter how small they were packed."""
RATIO = 100
"""The most that a larger file may be larger than what it was packed in. A register is about 7 times."""


def unpack(content: bytes) -> bytes:
    """The content of a file, decompressed where it is gzip. Raises InvalidFile where that is damaged, or
    would be larger than ``most_unpacked``."""
    if content[:2] != b"\x1f\x8b":
        return content
    most = most_unpacked(len(content))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            unpacked = file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InvalidFile([Fault(0, "", "not_gzip")]) from error
    require_at_most(len(unpacked), most)
    return unpacked


def most_unpacked(packed: int, largest: int = LARGEST) -> int:
    """The most bytes to which a file of ``packed`` bytes may unpack."""
    return min(largest, max(HARMLESS, RATIO * packed))


def require_at_most(size: int, most: int) -> None:
    """Raises InvalidFile where a file would be larger than ``most`` bytes."""
    if size > most:
        raise InvalidFile([Fault(0, "", "unpacks_too_large", {"megabytes": most // MEGABYTE})])


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
