"""What PDF/UA-1 asks of a PDF, as far as its structure tells: every fault found.

veraPDF, which checks all of ISO 14289-1 that a machine can, is on neither PyPI, npm nor Debian (its makers
offer an installer, and Maven Central a jar). So what it asks of the PDFs made here is looked at with pikepdf:
the identification and title in the metadata, language, tags of the standard kinds, headings in order and in
the bookmarks, descriptions, headers of tables, fonts, and that everything drawn is read out in its order.
"""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from tests.report.reading_order import order_faults

EXPECTED_UA_PART = "1"
STANDARD = {
    *("Document", "Part", "Div", "Span", "Link", "Figure", "Caption", "P", "BlockQuote"),
    *("L", "LI", "Lbl", "LBody", "TOC", "TOCI", "Reference"),
    *("H1", "H2", "H3", "H4", "H5", "H6", "Table", "THead", "TBody", "TFoot", "TR", "TH", "TD"),
}
"""The tags of ISO 32000-1, 14.8.4 that are used here; any other must be mapped to one of them."""
HEADINGS = tuple(f"H{level}" for level in range(1, 7))


def pdf_ua_faults(content: bytes, language: str, title: str) -> list[str]:
    """Where a PDF falls short: tags, title, language, headings, tables, pictures, fonts."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            *_document_faults(pdf, language, title),
            *_tag_faults(list(_tags(pdf.Root.StructTreeRoot.K)) if "/StructTreeRoot" in pdf.Root else []),
            *_bookmark_faults(pdf),
            *_page_faults(pdf),
            *(order_faults(pdf) if "/StructTreeRoot" in pdf.Root else []),
        ]


def tags_of(content: bytes) -> list[str]:
    """The names of all tags, in reading order."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [str(tag.S)[1:] for tag in _tags(pdf.Root.StructTreeRoot.K)]


def _document_faults(pdf: pikepdf.Pdf, language: str, title: str) -> Iterator[str]:
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "not marked as tagged"
    if root.get("/MarkInfo", {}).get("/Suspects", False):
        yield "its own maker suspects the tags"
    if "/StructTreeRoot" not in root:
        yield "no structure tree"
    else:
        if "/ParentTree" not in root.StructTreeRoot:
            yield "no way from the content to its tags"
        mapped = {str(name)[1:] for name in root.StructTreeRoot.get("/RoleMap", {})}
        used = {str(tag.S)[1:] for tag in _tags(root.StructTreeRoot.K)}
        yield from (f"tag {name} of no standard kind" for name in sorted(used - STANDARD - mapped))
    if str(root.get("/Lang", "")).partition("-")[0] != language:
        yield f"language {root.get('/Lang')}"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "the title is not displayed"
    with pdf.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != EXPECTED_UA_PART:
            yield "does not say that it is PDF/UA-1"
        if metadata.get("dc:title") != title:
            yield f"title {metadata.get('dc:title')}"


def _tags(node: Any) -> Iterator[Any]:
    """The structure elements below a node, in order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        if "/K" in node:
            yield from _tags(node.K)


def _tag_faults(tags: list[Any]) -> Iterator[str]:
    names = [str(tag.S)[1:] for tag in tags]
    levels = [int(name[1]) for name in names if name in HEADINGS]
    for earlier, later in zip([0, *levels], levels, strict=False):
        if later > earlier + 1:
            yield f"H{later} follows H{earlier}"
    for tag, name in zip(tags, names, strict=True):
        if name == "LI" and {str(part.S) for part in _tags(tag.K)}.isdisjoint({"/LBody"}):
            yield "an item of a list without a body"
        if name == "Link" and "/Alt" not in tag and not _has_content(tag):
            yield "a link without a text"
        if name == "Figure" and not str(tag.get("/Alt", "")).strip():
            yield "a figure without a description"
        if name == "Table":
            inner = list(_tags(tag.K))
            heads = [item for item in inner if item.S == "/TH"]
            if not heads:
                yield "a table without headers"
            if any(not _has_scope(head) for head in heads):
                yield "a header without scope"
            known = {str(head.ID) for head in heads if "/ID" in head}
            named = {str(name) for item in inner if item.S == "/TD" for name in _headers(item)}
            if not named <= known:
                yield "a cell with a header that there is not"
            if {str(row.S) for row in inner if row.S in ("/TR", "/TD")} != {"/TR", "/TD"}:
                yield "a table without rows and cells"


def _has_content(tag: Any) -> bool:
    """Whether something drawn, or another tag, is within a tag."""
    inner = tag.get("/K", pikepdf.Array())
    each = inner if isinstance(inner, pikepdf.Array) else [inner]
    return any(isinstance(item, int) for item in each) or bool(list(_tags(inner)))


def _headers(cell: Any) -> Iterator[Any]:
    """The names of the headers of a cell."""
    attributes = cell.get("/A", pikepdf.Array())
    for item in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        yield from item.get("/Headers", pikepdf.Array())


def _bookmark_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Each heading must be a bookmark, in order."""
    tree = pdf.Root.StructTreeRoot.K if "/StructTreeRoot" in pdf.Root else pikepdf.Array()
    headings = [str(tag.get("/T", "")) for tag in _tags(tree) if str(tag.S)[1:] in HEADINGS]
    with pdf.open_outline() as outline:
        bookmarks = list(_bookmarks(outline.root))
    if bookmarks != headings:
        yield f"bookmarks {bookmarks} for the headings {headings}"


def _bookmarks(items: Any) -> Iterator[str]:
    for item in items:
        yield item.title
        yield from _bookmarks(item.children)


def _has_scope(head: Any) -> bool:
    attributes = head.get("/A", pikepdf.Array())
    each = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return any("/Scope" in item for item in each)


def _page_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, 1):
        if page.obj.get("/Tabs") != "/S" and "/Annots" in page.obj:
            yield f"page {number}: tab order"
        if "/StructParents" not in page.obj:
            yield f"page {number}: no content in the structure"
        for font in page.obj.get("/Resources", {}).get("/Font", {}).values():
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            embedded = inner.get("/FontDescriptor", {})
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(embedded.keys()):
                yield f"page {number}: a font is not embedded"
            if "/ToUnicode" not in font:
                yield f"page {number}: text cannot be read out"
