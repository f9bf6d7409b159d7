"""Making PDFs (PDF/UA-1) from a Typst template and values, which cannot become markup.

Typst comes as one wheel without system libraries, with fonts of its own; the templates are in ``typst/``.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import typst

from voting.report.document import BOX, printable
from voting.report.joined_pdf import joined

TEMPLATES = Path(__file__).parent / "typst"
DOTS_PER_INCH = 200
AGES = 11
SKINS = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""What colours the sign before it, and is one with it."""
_NOT_SHOWN = re.compile(r'the text `"((?:\\.|[^"\\])+)"` could not be displayed')


def typeset(template: str, values: Mapping[str, Any]) -> bytes:
    """The PDF of a template, which reads ``values`` as JSON.

    PDF/UA-1 allows no character that the fonts do not have (an emoji in a question): such a character becomes
    a box, and no other does.
    """
    shown: Any = _each_text(values, printable)
    while True:
        try:
            return _pdf(template, json.dumps(shown, ensure_ascii=False))
        except typst.TypstError as error:
            not_shown = {_character(found) for found in _NOT_SHOWN.findall(error.diagnostic)} - {"\t", "\n"}
            for pattern in _patterns(not_shown):
                before, shown = shown, _each_text(shown, partial(pattern.sub, BOX))
                if shown != before:
                    break
            else:
                raise


def typeset_in_pieces(template: str, pieces: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """One PDF, part by part, of a template that is set for each of several values, whose pages follow each
    other: so much is in memory as one of them takes."""

    def each() -> Iterator[bytes]:
        for values in pieces:
            yield typeset(template, values)
            forget_what_was_set()

    return joined(each())


def forget_what_was_set() -> None:
    """Let Typst give back the memory of what it has set: it keeps what it may need again until it has set ten
    documents without it."""
    for _ in range(AGES):
        _nothing().compile(pdf_standards=["ua-1"])


@cache
def _nothing() -> typst.Compiler:
    return typst.Compiler(str(TEMPLATES / "nothing.typ"), root=str(TEMPLATES), ignore_system_fonts=True)


def pages_of(template: str, values: Mapping[str, Any]) -> int:
    """How many pages the PDF has of a template that marks its last one ``<pages>``."""
    return int(_told(template, values, "<pages>"))


def heading_pages(template: str, values: Mapping[str, Any]) -> list[int]:
    """On which page each heading of the contents stands, of a template that marks these ``<contents>``."""
    return [int(page) for page in _told(template, values, "<contents>")]


def _told(template: str, values: Mapping[str, Any], mark: str) -> Any:
    """What a template says under a mark."""
    found = typst.query(
        str(TEMPLATES / f"{template}.typ"),
        mark,
        field="value",
        one=True,
        root=str(TEMPLATES),
        sys_inputs={"values": json.dumps(_each_text(values, printable), ensure_ascii=False)},
        ignore_system_fonts=True,
    )
    return json.loads(found)


def _patterns(not_shown: set[str]) -> Iterator[re.Pattern[str]]:
    """What becomes a box of the characters that Typst has named as not shown: the first of these patterns
    that is found.

    It names a sign that can be shown together with a mark on it that can not (E and U+20E3): there only the
    mark becomes a box, since the sign stands in other words too.
    """
    marks = {character for character in not_shown if _is_mark(character)}
    signs = not_shown - marks
    if marks and signs:
        yield re.compile(f"(?<={_any_of(signs)}){_any_of(marks)}+")
    if marks:
        yield re.compile(f"{_any_of(marks)}+")
    if signs:
        yield re.compile(f"{_any_of(signs)}{BOX}?")


def _is_mark(character: str) -> bool:
    """Whether a character is set upon the one before it, or begins with what is (U+0E33), or colours it."""
    return character in SKINS or unicodedata.category(unicodedata.normalize("NFKD", character)[0])[0] in "MC"


def _any_of(characters: set[str]) -> str:
    return f"[{re.escape(''.join(sorted(characters)))}]"


def _pdf(template: str, values: str) -> bytes:
    pdf = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        sys_inputs={"values": values},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    if not isinstance(pdf, bytes):
        raise TypeError("one document was asked for")
    return pdf


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(item, change) for key, item in value.items()}
    return [_each_text(item, change) for item in value] if isinstance(value, list | tuple) else value


def _character(named: str) -> str:
    """The character that Typst names in a message, perhaps written as ``\\u{7}``, ``\\t`` or ``\\\\``."""
    code = re.fullmatch(r"\\u\{([0-9a-f]+)\}", named)
    return chr(int(code[1], 16)) if code else {"\\t": "\t", "\\n": "\n", "\\r": "\r"}.get(named, named[-1])


def svg_as_png(svg: str) -> bytes:
    """An SVG picture as PNG, for formats that cannot contain SVG."""
    png = typst.compile(
        str(TEMPLATES / "picture.typ"),
        root=str(TEMPLATES),
        sys_inputs={"svg": svg},
        ignore_system_fonts=True,
        format="png",
        ppi=DOTS_PER_INCH,
    )
    if not isinstance(png, bytes):
        raise TypeError("one picture was asked for")
    return png
