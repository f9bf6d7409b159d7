"""Pure: a ZIP of files that are not compressed, made part by part: it may be larger than what one keeps in
memory. Sizes and checksums of the files must be known before. (APPNOTE.TXT of PKWARE, 4.3.)"""

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

VERSION, UNIX = 20, 3
NO_DATE = 0x21
"""1 January 1980."""
READABLE = 0o600 << 16


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file: its name, its size in bytes, its CRC-32, and its content in parts."""

    name: str
    size: int
    crc: int
    parts: Iterable[bytes]


def stored_file(name: str, content: bytes) -> StoredFile:
    """A file whose content is at hand."""
    return StoredFile(name, len(content), zlib.crc32(content), (content,))


def zip_length(files: Sequence[StoredFile]) -> int:
    """How many bytes the ZIP of these files has."""
    return 22 + sum(76 + 2 * len(file.name) + file.size for file in files)


def zip_parts(files: Sequence[StoredFile]) -> Iterator[bytes]:
    """The bytes of a ZIP with these files, in their order, as ``zipfile`` of Python writes them."""
    directory, at = b"", 0
    for file in files:
        told = struct.pack(
            "<5H3L2H", VERSION, 0, 0, 0, NO_DATE, file.crc, file.size, file.size, len(file.name), 0
        )
        directory += struct.pack("<4s2B", b"PK\1\2", VERSION, UNIX) + told
        directory += struct.pack("<3H2L", 0, 0, 0, READABLE, at) + file.name.encode()
        yield b"PK\3\4" + told + file.name.encode()
        yield from file.parts
        at += 30 + len(file.name) + file.size
    yield directory
    yield struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(files), len(files), len(directory), at, 0)
