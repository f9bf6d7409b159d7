"""Small files that become large when they are read, and what reads them in a process that has little memory.

Run as a module it reads one, named on the command line, and writes what became of it.
"""

import io
import resource
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.gate.warm import ROOT
from tests.waiting import PATIENCE
from voting.ballot.definition import read_definition
from voting.ballot.pictures import LONGEST_SIDE, MOST_PIXELS, small_picture
from voting.errors import InvalidFile
from voting.events.csv_file import read_events
from voting.mail.bounces import read_bounces
from voting.register.cells.opening import opened_file
from voting.report.pictures import for_print

ROOM = 384 * 1024**2
"""Bytes of addresses that reading may take: some are never used."""
REFUSED = "refused"

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    f'xmlns:r="{OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def workbook(rows: str) -> bytes:
    """A workbook with this between the tags of its one sheet."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in (PARTS | {"xl/worksheets/sheet1.xml": SHEET.format(rows)}).items():
            archive.writestr(name, content)
    return file.getvalue()


def png(width: int, height: int) -> bytes:
    """A black picture of so many pixels with transparency, in few bytes."""
    line, packer = bytes(1 + 4 * width), zlib.compressobj(9)
    packed = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )


def encoded(form: str, pixels: int) -> bytes:
    """A square picture of this format with nearly so many pixels, which stands on its side."""
    side, turned = int(pixels**0.5), Image.Exif()
    turned[0x0112] = 6
    file = io.BytesIO()
    Image.new("RGB", (side, side)).save(file, form, exif=turned, quality=10)
    return file.getvalue()


BOMBS: dict[str, tuple[Callable[[bytes], object], Callable[[], bytes]]] = {
    "one column of pixels": (small_picture, lambda: png(1, 30_000_000)),
    "one line of pixels": (small_picture, lambda: png(30_000_000, 1)),
    "the longest side": (small_picture, lambda: png(LONGEST_SIDE + 1, 10)),
    "a square of pixels": (for_print, lambda: png(6_300, 6_300)),
    "a large WebP": (for_print, lambda: encoded("WEBP", 39_000_000)),
    "lines quoted as a whole": (
        lambda content: opened_file(content, lambda _: 0),
        lambda: b'"a;b"\n' * 9_000_000,
    ),
    "cells, all different": (
        lambda content: opened_file(content, lambda _: 0),
        lambda: b"\n".join(
            b";".join(b"%d" % number for number in range(line, line + 26)) for line in range(0, 3_900_000, 26)
        ),
    ),
    "attributes of one tag": (
        lambda content: opened_file(content, lambda _: 0),
        lambda: workbook("<row " + " ".join(f'a{number}="1"' for number in range(600_000)) + "/>"),
    ),
    "events": (read_events, lambda: b"Soort;Titel;Datum;Gemeente;Deelnemers\n" + b"x;y;z;w;v\n" * 1_500_000),
    "keys of a definition": (
        read_definition,
        lambda: b"".join(b"k%d=1\n" % number for number in range(1_500_000)),
    ),
    "a key of many parts": (read_definition, lambda: b".".join([b"a"] * 500_000) + b"=1"),
    "mail of many messages": (lambda content: list(read_bounces(content)), lambda: b"From \na\n" * 900_000),
    "mail of many lines": (lambda content: list(read_bounces(content)), lambda: b"A: b\n" * 9_000_000),
}
"""By name what reads a file, and what makes it. Each took more than twice as much."""

LARGE: dict[str, tuple[Callable[[bytes], object], Callable[[], bytes]]] = {
    "the largest JPEG": (for_print, lambda: encoded("JPEG", MOST_PIXELS["JPEG"])),
    "the largest PNG": (small_picture, lambda: png(4_000, MOST_PIXELS["PNG"] // 4_000)),
    "the largest WebP": (small_picture, lambda: encoded("WEBP", MOST_PIXELS["WEBP"])),
}
"""What may be as large as it is, and is taken."""


def read_in_little(name: str) -> str:
    """What becomes of one of them in a process of its own: ``REFUSED``, "taken", or how it died."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.bombs", name],
        cwd=ROOT,
        capture_output=True,
        timeout=PATIENCE,
        text=True,
    )
    return made.stdout.strip() or f"{made.returncode}: {made.stderr[-300:]}"


def _read(name: str) -> str:
    read, make = (BOMBS | LARGE)[name]
    content = make()
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + ROOM, now + ROOM))
    try:
        return "taken" if read(content) is not None else REFUSED
    except InvalidFile:
        return REFUSED


if __name__ == "__main__":
    print(_read(sys.argv[1]))
