"""A document as PDF/UA-1.

Typst sets it, as it sets the admission passes: it refuses to write a PDF/UA-1 that has no title, no language
or a picture without a description, tags tables and headings by itself, and brings its fonts along, without
any library of the system's (WeasyPrint needs Pango). One library for everything that is printed.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import accumulate
from typing import Any

from voting.progress import each_told
from voting.report.chart import bar_chart
from voting.report.document import (
    Block,
    Chart,
    Cover,
    Heading,
    Picture,
    Table,
    TableRow,
    Text,
    TextDocument,
)
from voting.report.typeset import forget_what_was_set, heading_pages, pages_of, typeset, typeset_in_pieces

ROWS = 500
"""The most rows of a table that are set at once: of more, Typst takes hundreds of megabytes."""


def document_pdf(document: TextDocument) -> bytes:
    """The PDF, with tags, title, language, and numbered pages. A long list is set in pieces, first to count
    their pages."""
    place = _long_table(document)
    if place is None:
        return typeset("document", _document(document))
    number = len(range(0, len(_rows(document, place)), ROWS))
    counts = [_counted(piece) for piece in each_told(_pieces(document, place), 2 * number)]
    before = [0, *accumulate(counts)]
    numbered = (
        piece | {"first_page": first + 1, "last_page": before[-1]}
        for piece, first in zip(_pieces(document, place), before, strict=False)
    )
    return b"".join(typeset_in_pieces("document", each_told(numbered, 2 * number, number)))


def _counted(piece: dict[str, Any]) -> int:
    pages = pages_of("document", piece)
    forget_what_was_set()
    return pages


def contents_pages(document: TextDocument) -> list[int]:
    """The page in the PDF of each heading in the contents."""
    return heading_pages("document", _document(document))


def _long_table(document: TextDocument) -> int | None:
    """Where among the blocks the table is that is set in pieces: the last, after which no heading comes."""
    for place, block in reversed(list(enumerate(document.blocks))):
        if isinstance(block, Heading) or document.cover:
            return None
        if isinstance(block, Table) and len(block.rows) > ROWS:
            return place
    return None


def _rows(document: TextDocument, place: int) -> tuple[TableRow, ...]:
    table = document.blocks[place]
    return table.rows if isinstance(table, Table) else ()


def _pieces(document: TextDocument, place: int) -> Iterator[dict[str, Any]]:
    """The document in pieces, each with so many rows of its long table; one after the other, so that they are
    not in memory together."""
    table, rows = document.blocks[place], _rows(document, place)
    assert isinstance(table, Table)  # noqa: S101 - what _long_table finds
    widths = table.widths
    for start in range(0, len(rows), ROWS):
        part = replace(table, rows=rows[start : start + ROWS], caption="" if start else table.caption)
        before = document.blocks[:place] if not start else ()
        after = document.blocks[place + 1 :] if start + ROWS >= len(rows) else ()
        values = _document(replace(document, blocks=(*before, part, *after)))
        values["blocks"][len(before)]["widths"] = widths
        yield values | {"continued": start > 0}


def _document(document: TextDocument) -> dict[str, Any]:
    return {
        "language": document.language,
        "title": document.title,
        "subtitle": document.subtitle,
        "letterhead": document.letterhead,
        "cover": document.cover and _cover(document.cover),
        "blocks": [_values(block) for block in document.blocks],
        "continued": False,
        "first_page": 1,
        "last_page": None,
    }


def _values(block: Block) -> dict[str, Any]:
    if isinstance(block, Picture):
        return _picture(block)
    if isinstance(block, Table):
        return _table(block)
    values = {"kind": type(block).__name__, **asdict(block)}
    if isinstance(block, Chart):
        values["svg"] = bar_chart(block)
    if isinstance(block, Text):
        values["paragraphs"] = block.paragraphs
    return values


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "Table",
        "header": table.header,
        "rows": [
            {
                "head": row.head,
                "cells": [
                    {"text": each.text, "number": each.number, "note": each.note} for each in row.cells
                ],
                "total": row.total,
            }
            for row in table.rows
        ],
        "caption": table.caption,
        "signed": table.signed,
        "widths": table.widths,
    }


def _row(row: TableRow) -> dict[str, Any]:
    cells = [{"text": cell.text, "number": cell.number, "note": cell.note} for cell in row.cells]
    return {"head": row.head, "cells": cells, "total": row.total}


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
