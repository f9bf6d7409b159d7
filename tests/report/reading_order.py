"""Whether all that is drawn on a PDF's pages is read out, once, in the order in which it is drawn."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pikepdf

PAINTS = {
    *("Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "BI", "INLINE IMAGE"),
}
"""Operators that put something on the page (ISO 32000-1, annex A)."""
OUTSIDE = "content that is neither in the structure nor an artifact"


def order_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """What is drawn and in no tag, what a tag names and is not drawn, and what is read in another order."""
    tagged = _tagged_content(pdf)
    for number, page in enumerate(pdf.pages, 1):
        drawn, loose = _drawn(page)
        read = tagged[page.obj.objgen]
        if loose:
            yield f"page {number}: {OUTSIDE}"
        if Counter(read) != Counter(drawn):
            yield f"page {number}: what is drawn and what is read out are not the same"
        elif read != drawn:
            yield f"page {number}: read out in another order than it is drawn"


def _drawn(page: pikepdf.Page) -> tuple[list[int], bool]:
    """The numbers of the marked content of a page in order, and whether anything is drawn outside of it."""
    marks: list[int | None] = []
    numbers: list[int] = []
    loose = False
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            marks.append(_mark(instruction.operands, marks))
            if operator == "BDC" and isinstance(mark := marks[-1], int) and mark >= 0 and mark not in numbers:
                numbers.append(mark)
        elif operator == "EMC":
            marks.pop()
        elif operator in PAINTS and not any(mark is not None for mark in marks):
            loose = True
    return numbers, loose


def _mark(operands: Any, outer: list[int | None]) -> int | None:
    """The number of marked content; -1 for an artifact; that of what is around it for a mark without one."""
    if str(operands[0]) == "/Artifact":
        return -1
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
        return int(properties.MCID)
    return outer[-1] if outer else None


def _tagged_content(pdf: pikepdf.Pdf) -> dict[tuple[int, int], list[int]]:
    """By page, the numbers of the marked content that the structure names, in reading order."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)

    def walk(node: Any, page: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child, page)
        elif isinstance(node, pikepdf.Dictionary):
            page = node.get("/Pg", page)
            if "/MCID" in node:
                found[page.objgen].append(int(node.MCID))
            elif "/K" in node:
                walk(node.K, page)
        elif page is not None:
            found[page.objgen].append(int(node))

    walk(pdf.Root.StructTreeRoot.K, None)
    return found
