"""The pieces of a long document, joined into one PDF with one structure for whoever does not see it.

Typst takes 60 kB of memory for each row of a table that it sets at once. The pieces are joined as they come,
so that no more than one of them is in memory beside what is written; libraries that join PDFs lose the
structure by which a table is read aloud, or hold all of it. Knows the PDF that Typst writes and no other:
objects that lie open, with a table of their places.
"""

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

TOGETHER = 100
"""Objects that are compressed together."""
PAGES, STRUCTURE, DOCUMENT, FIRST_FREE = 1, 2, 3, 4
"""The numbers of the objects that the pieces have in common, and the first of all others."""
_TEXT = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))*\)"
_TOKEN = re.compile(_TEXT + rb"|<[0-9A-Fa-f]*>|(\d+) 0 R|(/StructParents? )(\d+)", re.S)
_NAME = re.compile(rb"\((U\d+x\d+y\d+)\)")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_STREAM = b">>\nstream\n"


def joined(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """One PDF of all pages of the pieces, part by part, with the title and all else about it from the first.
    Raises ValueError for what is no PDF of Typst's."""
    whole = _Whole()
    for piece in pieces:
        whole.add(_objects(piece), _trailer(piece))
        yield whole.taken()
    whole.finish()
    yield whole.taken()


class _Whole:
    """The PDF that is written: the bytes not yet taken, where objects lie, what is gathered of the pieces."""

    def __init__(self) -> None:
        self._written = bytearray(b"%PDF-1.7\n%\x80\x80\x80\x80\n\n")
        self._taken = 0
        self._places = array("Q", bytes(8 * 3 * FIRST_FREE))
        self._open: list[tuple[int, bytes]] = []
        self._pages = bytearray()
        self._kids = bytearray()
        self._parents = bytearray()
        self._names: list[bytes] = []
        self._count = self._next_key = self._pieces = 0
        self._root = self._info = b""
        self._role_map = b""
        self._metadata: tuple[int, bytes] | None = None

    def add(self, objects: Mapping[int, bytes], trailer: bytes) -> None:
        """Take in the objects of a piece, under new numbers."""
        root = _found(rb"/Root (\d+) 0 R", trailer)
        catalog = objects[int(root)]
        pages, structure = (
            int(_found(rb"/Pages (\d+) 0 R", catalog)),
            int(_found(rb"/StructTreeRoot (\d+) 0 R", catalog)),
        )
        document = int(_found(rb"/K\[(\d+) 0 R\]", objects[structure]))
        info, metadata = (
            int(_found(rb"/Info (\d+) 0 R", trailer)),
            int(_found(rb"/Metadata (\d+) 0 R", catalog)),
        )
        about = {int(root), info, metadata}
        numbers = {pages: PAGES, structure: STRUCTURE, document: DOCUMENT}
        free = len(self._places) // 3
        for number in objects:
            if number not in numbers and not (self._pieces and number in about):
                numbers[number] = free
                free += 1
        self._places.extend([0] * (3 * free - len(self._places)))
        renamed = {number: self._renamed(objects[number], numbers) for number in objects if number in numbers}
        self._count += int(_found(rb"/Count (\d+)", renamed[pages]))
        self._pages += _found(rb"/Kids\[([^\]]*)\]", renamed[pages]) + b" "
        self._kids += _found(rb"/K\[([^\]]*)\]", renamed[document]) + b" "
        tree = renamed[structure]
        for key, of in re.findall(rb"(\d+) (\d+ 0 R)", _found(rb"/ParentTree<</Nums\[([^\]]*)\]>>", tree)):
            self._parents += b"%d %b " % (int(key) + self._next_key, of)
        if b"/IDTree" in tree:
            self._names += re.findall(rb"\([^)]*\)\d+ 0 R", _found(rb"/IDTree<</Names\[([^\]]*)\]>>", tree))
        self._next_key += int(_found(rb"/ParentTreeNextKey (\d+)", tree))
        if not self._pieces:
            self._root, self._info = b"%d 0 R" % numbers[int(root)], b"%d 0 R" % numbers[info]
            self._role_map = _found(rb"/RoleMap(<<[^>]*>>)", tree)
            self._metadata = numbers[metadata], objects[metadata]
            about = {metadata}
        for number, content in renamed.items():
            if numbers[number] >= FIRST_FREE and number not in about:
                self._write(numbers[number], content)
        self._pieces += 1

    def taken(self) -> bytes:
        """What has been written since this was asked last."""
        written = bytes(self._written)
        self._taken += len(written)
        self._written.clear()
        return written

    def finish(self) -> None:
        """Write what the pieces have in common, and where each object lies."""
        self._write(PAGES, b"<</Type/Pages/Count %d/Kids[%b]>>" % (self._count, bytes(self._pages)))
        names = b"/IDTree<</Names[%b]>>" % b"".join(sorted(self._names)) if self._names else b""
        self._write(
            STRUCTURE,
            b"<</Type/StructTreeRoot/RoleMap%b/K[%d 0 R]/ParentTree<</Nums[%b]>>%b/ParentTreeNextKey %d>>"
            % (self._role_map, DOCUMENT, bytes(self._parents), names, self._next_key),
        )
        self._write(
            DOCUMENT, b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (STRUCTURE, bytes(self._kids))
        )
        if self._metadata:
            number, content = self._metadata
            _before, stream = content.split(_STREAM, 1)
            told = re.sub(
                rb"<xmpTPg:NPages>\d+",
                b"<xmpTPg:NPages>%d" % self._count,
                stream.removesuffix(b"\nendstream"),
            )
            head = b"<</Length %d/Type/Metadata/Subtype/XML" % len(told)
            self._write(number, head + _STREAM + told + b"\nendstream")
        self._close()
        self._write_places()

    def _renamed(self, content: bytes, numbers: Mapping[int, int]) -> bytes:
        """An object in which others have their new numbers, the cells of tables and the pages too."""

        def new(found: re.Match[bytes]) -> bytes:
            if found[1]:
                return b"%d 0 R" % numbers.get(int(found[1]), 0)
            if found[2]:
                return b"%b%d" % (found[2], int(found[3]) + self._next_key)
            if name := _NAME.fullmatch(found[0]):
                return b"(%05d%b)" % (self._pieces, name[1])
            return found[0]

        head, mark, stream = content.partition(_STREAM)
        return _TOKEN.sub(new, head) + mark + stream

    def _write(self, number: int, content: bytes) -> None:
        if _STREAM in content:
            self._place(number, 1, self._taken + len(self._written), 0)
            self._written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
            return
        self._open.append((number, content))
        if len(self._open) == TOGETHER:
            self._close()

    def _close(self) -> None:
        """Write the objects that are compressed together."""
        if not self._open:
            return
        holder, start = len(self._places) // 3, 0
        self._places.extend([0] * 3)
        heads, bodies = bytearray(), bytearray()
        for index, (number, content) in enumerate(self._open):
            self._place(number, 2, holder, index)
            heads += b"%d %d " % (number, start)
            bodies += content + b"\n"
            start = len(bodies)
        packed = zlib.compress(bytes(heads + bodies))
        head = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d" % (
            len(self._open),
            len(heads),
            len(packed),
        )
        self._open.clear()
        self._write(holder, head + _STREAM + packed + b"\nendstream")

    def _place(self, number: int, kind: int, where: int, index: int) -> None:
        self._places[3 * number : 3 * number + 3] = array("Q", (kind, where, index))

    def _write_places(self) -> None:
        number, start = len(self._places) // 3, self._taken + len(self._written)
        self._places.extend([1, start, 0])
        places = bytearray()
        for at in range(0, len(self._places), 3):
            kind, where, index = self._places[at : at + 3]
            places += b"%c%b%b" % (kind, where.to_bytes(5), index.to_bytes(2))
        packed = zlib.compress(bytes(places))
        head = b"<</Type/XRef/Size %d/W[1 5 2]/Root %b/Info %b/Filter/FlateDecode/Length %d" % (
            number + 1,
            self._root,
            self._info,
            len(packed),
        )
        self._written += b"%d 0 obj\n%b%b%b\nendstream\nendobj\n" % (number, head, _STREAM, packed)
        self._written += b"startxref\n%d\n%%%%EOF" % start


def _objects(piece: bytes) -> dict[int, bytes]:
    """The content of each object by its number."""
    table = _table(piece)
    lines = piece[table:].split(b"trailer")[0].split(b"\n")[2:]
    places = {number: int(line[:10]) for number, line in enumerate(lines) if line[17:18] == b"n"}
    ends = sorted([*places.values(), table])
    end_of = dict(pairwise(ends))
    return {number: _content(piece[start : end_of[start]]) for number, start in places.items()}


def _content(written: bytes) -> bytes:
    head, _obj, content = written.partition(b" 0 obj\n")
    if not head.isdigit():
        raise ValueError("no object of a PDF")
    return content[: content.rindex(b"\nendobj")]


def _table(piece: bytes) -> int:
    return int(_found(rb"startxref\s+(\d+)\s+%%EOF", piece[-100:]))


def _trailer(piece: bytes) -> bytes:
    return piece[piece.rindex(b"trailer") :]


def _found(pattern: bytes, content: bytes) -> bytes:
    found = re.search(pattern, content)
    if found is None:
        raise ValueError(f"no {pattern!r} in the PDF")
    return found[1]
