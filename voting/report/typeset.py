"""Making PDFs (PDF/UA-1) from a Typst template and values, which cannot become markup.

Typst comes as one wheel without system libraries, with fonts of its own; the templates are in ``typst/``.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from voting.report.document import printable

TEMPLATES = Path(__file__).parent / "typst"
DOTS_PER_INCH = 200
BOX = "□"
_NOT_SHOWN = r'the text `"(.*?)"` could not be displayed'


def typeset(template: str, values: Mapping[str, Any]) -> bytes:
    """The PDF of a template, which reads ``values`` as JSON.

    PDF/UA-1 allows no character that the fonts do not have (an emoji in a question): such a character becomes
    a box.
    """
    written = json.dumps(_without_controls(values), ensure_ascii=False)
    try:
        return _pdf(template, written)
    except typst.TypstError as error:
        missing = {_letter(found) for found in re.findall(_NOT_SHOWN, error.diagnostic)}
        if not missing:
            raise
        return _pdf(template, written.translate({ord(letter): BOX for text in missing for letter in text}))


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


def _without_controls(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _without_controls(item) for key, item in value.items()}
    return [_without_controls(item) for item in value] if isinstance(value, list | tuple) else value


def _letter(text: str) -> str:
    """The character that Typst names in a message, perhaps written as ``\\u{7}``."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), text)


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
