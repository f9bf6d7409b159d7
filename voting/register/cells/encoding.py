"""The bytes of a text file as text, and the name of their encoding. Pure."""

import codecs
import re
from contextlib import suppress

from voting.register.cells.opened import refused

MARKS = {
    codecs.BOM_UTF8: ("UTF-8", "utf-8"),
    codecs.BOM_UTF16_LE: ("UTF-16", "utf-16-le"),
    codecs.BOM_UTF16_BE: ("UTF-16", "utf-16-be"),
}
_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_OTHERS = re.compile(rb"[\x80-\xff]")
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ONE_BYTE = {"Windows-1252": "cp1252", "Latin-1": "latin-1", "MS-DOS (850)": "cp850", "Mac": "mac_roman"}
_ODD = re.compile(r"[A-Za-z](?![À-ÖØ-öø-ÿŠšŒœŽžŸ’–—\u00a0])[^\x00-\x7f]|[a-z][À-ÖØ-ÞŠŒŽŸ]")
"""What hardly stands in a text: behind a letter another sign, or behind a small letter a capital."""
BEGINNING = 4096
AROUND = 200_000
"""By so much of a file it is judged what it is."""


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file without its BOM, and the name of its encoding.

    A byte that is wrong in a file of UTF-8 becomes a surrogate (``wrong_byte``), so that it can be named
    where it stands. Raises InvalidFile where the file is no text.
    """
    mark = next((mark for mark in MARKS if content.startswith(mark)), None)
    if mark is None:
        name, text = _guessed(content)
    else:
        name, codec = MARKS[mark]
        text = _decoded_as(codec, content[len(mark) :])
    beginning = text[:AROUND]
    if len(_CONTROLS.findall(beginning)) * 50 > len(beginning):
        raise refused("not_a_table")
    return text, name


def wrong_byte(text: str) -> str | None:
    """The first byte of a text that is not UTF-8, such as ``0xE9``; None where there is none."""
    if text.isascii():
        return None
    found = next((sign for sign in text if "\udc80" <= sign <= "\udcff"), None)
    return found and f"0x{ord(found) - 0xDC00:02X}"


def _decoded_as(codec: str, content: bytes) -> str:
    if codec == "utf-8":
        return content.decode(errors="surrogateescape")
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise refused("encoding_damaged", encoding="UTF-16") from error


def _guessed(content: bytes) -> tuple[str, str]:
    """Name and text of a file without a BOM: UTF-16 where every other byte of its beginning is NUL, UTF-8
    where it is that, or nearly; otherwise one of the encodings of a single byte."""
    beginning = content[:BEGINNING]
    for codec, nuls in (("utf-16-le", beginning[1::2]), ("utf-16-be", beginning[::2])):
        if len(beginning) >= 4 and nuls.count(0) > 0.6 * len(nuls):
            return "UTF-16", _decoded_as(codec, content)
    try:
        return "UTF-8", content.decode()
    except UnicodeDecodeError as error:
        around = content[max(0, error.start - AROUND) : error.start + AROUND]
        apart, found = _SEVERAL_BYTES.subn(b"", around)
        if found > len(_OTHERS.findall(apart)):
            return "UTF-8", content.decode(errors="surrogateescape")
    return _of_one_byte(content, around)


def _of_one_byte(content: bytes, around: bytes) -> tuple[str, str]:
    """Name and text of a file by the encoding of a single byte that can read it and makes the likeliest text
    of what is ``around`` the first byte that is not ASCII."""

    def oddness(codec: str) -> int:
        return len(_ODD.findall(around.decode(codec, "replace")))

    codecs_of = {codec: name for name, codec in _ONE_BYTE.items()}
    for codec in sorted(codecs_of, key=oddness):
        with suppress(UnicodeDecodeError):
            return codecs_of[codec], content.decode(codec)
    raise refused("not_a_table")
