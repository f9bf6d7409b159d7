"""A document as PDF/UA-1.

Typst sets it, as it sets the admission passes: it refuses to write a PDF/UA-1 that has no title, no language
or a picture without a description, tags tables and headings by itself, and brings its fonts along, without
any library of the system's (WeasyPrint needs Pango). One library for everything that is printed.
"""

from dataclasses import asdict, replace
from typing import Any

from voting.report.chart import bar_chart
from voting.report.document import Block, Chart, Cover, Picture, Table, Text, TextDocument
from voting.report.typeset import heading_pages, typeset


def document_pdf(document: TextDocument) -> bytes:
    """The PDF, with tags, title, language, and numbered pages."""
    return typeset("document", _document(document))


def contents_pages(document: TextDocument) -> list[int]:
    """The page in the PDF of each heading in the contents."""
    return heading_pages("document", _document(document))


def _document(document: TextDocument) -> dict[str, Any]:
    return {
        "language": document.language,
        "title": document.title,
        "subtitle": document.subtitle,
        "letterhead": document.letterhead,
        "cover": document.cover and _cover(document.cover),
        "blocks": [_values(block) for block in document.blocks],
    }


def _values(block: Block) -> dict[str, Any]:
    if isinstance(block, Picture):
        return _picture(block)
    values = {"kind": type(block).__name__, **asdict(block)}
    if isinstance(block, Chart):
        values["svg"] = bar_chart(block)
    if isinstance(block, Table):
        values["widths"] = block.widths
    if isinstance(block, Text):
        values["paragraphs"] = block.paragraphs
    return values


def _cover(cover: Cover) -> dict[str, Any]:
    logo = cover.logo and _picture(cover.logo) | {"width": cover.logo_width}
    return {**asdict(replace(cover, logo=None)), "logo": logo}


def _picture(picture: Picture) -> dict[str, Any]:
    """A picture within an SVG, since values are texts; Typst puts its bytes into the PDF as they are."""
    size = f'width="{picture.width}" height="{picture.height}"'
    return {
        "kind": "Picture",
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="{picture.data}"/></svg>',
        "width": picture.centimetres[0],
        "description": picture.description,
    }
