"""Setting a document as PDF: accessible (PDF/UA-1), from a template and values that cannot become markup.

Typst comes as one wheel without system libraries, with its own fonts; the templates are in ``typst/``.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "typst"


def typeset(template: str, values: Mapping[str, Any]) -> bytes:
    """The PDF of a template, which reads ``values`` as JSON: texts stay texts, whatever is in them."""
    pdf = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        sys_inputs={"values": json.dumps(values)},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    if not isinstance(pdf, bytes):
        raise TypeError("one document was asked for")
    return pdf
