"""The cover and the contents of a document as DOCX: with styles, and a field that word processors renew."""

import io
from collections.abc import Iterable, Iterator
from itertools import count

from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as DocxParagraph

from voting.report.document import DEPTH, TEXT_WIDTH, Cover, Heading, printable

FIELD = f' TOC \\o "1-{DEPTH}" \\h \\z \\u '
COVER_STYLES = {"Cover name": (15, 6, True), "Cover line": (11, 2, False), "Cover text": (12, 12, False)}
"""By name, the styles of the cover: size, space below in points, whether bold."""
ABOVE_TITLE, BELOW_TITLE = Pt(150), Pt(24)


def add_cover(docx: Docx, cover: Cover) -> None:
    """Add the cover as a page of its own, which has no number."""
    section = docx.sections[0]
    section.different_first_page_header_footer = True
    for name, (size, below, bold) in COVER_STYLES.items():
        style = docx.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = docx.styles["Normal"]
        style.font.size, style.font.bold = Pt(size), bold or None
        style.paragraph_format.space_after = Pt(below)
    if cover.logo:
        docx.add_picture(io.BytesIO(cover.logo.content), width=Cm(cover.logo_width))
        docx.inline_shapes[-1]._inline.docPr.set("descr", printable(cover.logo.description))
    docx.add_paragraph(printable(cover.organisation), style="Cover name")
    for line in cover.particulars:
        docx.add_paragraph(printable(line), style="Cover line")
    style = docx.styles["Title"]
    style.font.size, style.font.bold = Pt(28), True
    for line in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(line)
    title = docx.add_heading(printable(cover.title), 0)
    title.paragraph_format.space_before, title.paragraph_format.space_after = ABOVE_TITLE, BELOW_TITLE
    docx.add_paragraph(cover.year, style="Subtitle").paragraph_format.space_after = BELOW_TITLE
    for text in filter(None, (cover.legal_title, cover.recipient)):
        docx.add_paragraph(printable(text), style="Cover text")
    _end_page(docx)


def add_contents(docx: Docx, heading: str, headings: Iterable[tuple[Heading, int]]) -> None:
    """Add the contents as a field: an entry for each heading as it stands now, whose page is a field too.

    Until a word processor has brought it up to date it has the page of each heading in the PDF.
    ``mark_headings`` gives the headings the bookmarks to which the entries lead.
    """
    style = docx.styles["TOC Heading"]
    style.font.size = Pt(16)
    docx.add_paragraph(printable(heading), style=style)
    for level in range(1, DEPTH + 1):
        entry = docx.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        entry.base_style, entry.font.bold = docx.styles["Normal"], level == 1 or None
        entry.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        entry.paragraph_format.space_before, entry.paragraph_format.space_after = Pt(4), Pt(0)
        entry.paragraph_format.tab_stops.add_tab_stop(
            Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
    paragraph = None
    for number, (one, page) in enumerate(headings, 1):
        paragraph = docx.add_paragraph(style=f"toc {one.level}")
        if number == 1:
            _extend(paragraph._p, _field_begins(FIELD, outdated=True))
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark(number))
        _extend(link, [_run(printable(one.text)), _run(tab=True), *_page_of(bookmark(number), page)])
        paragraph._p.append(link)
    if paragraph is not None:
        paragraph._p.append(_mark("end"))
    _end_page(docx)


def mark_headings(docx: Docx) -> None:
    """Give each heading of the contents the bookmark of its entry."""
    numbers = count(1)
    levels = [f"Heading {level}" for level in range(1, DEPTH + 1)]
    for paragraph in docx.paragraphs:
        if paragraph.style is not None and paragraph.style.name in levels:
            _put_bookmark(paragraph, next(numbers))


def bookmark(number: int) -> str:
    """The name of the bookmark of a heading."""
    return f"_Toc{number:08}"


def _put_bookmark(paragraph: DocxParagraph, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), bookmark(number))
    paragraph._p.insert(1, start)
    paragraph._p.append(end)


def _end_page(docx: Docx) -> None:
    docx.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _page_of(name: str, page: int) -> Iterator[BaseOxmlElement]:
    """The field for the page on which a bookmark stands."""
    yield from _field_begins(f" PAGEREF {name} \\h ", outdated=False)
    yield _run(str(page))
    yield _mark("end")


def _field_begins(code: str, *, outdated: bool) -> Iterator[BaseOxmlElement]:
    begin = _mark("begin")
    if outdated:
        begin[0].set(qn("w:dirty"), "true")
    yield begin
    run, text = OxmlElement("w:r"), OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = code
    run.append(text)
    yield run
    yield _mark("separate")


def _mark(kind: str) -> BaseOxmlElement:
    run, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    return run


def _run(text: str = "", *, tab: bool = False) -> BaseOxmlElement:
    run, inner = OxmlElement("w:r"), OxmlElement("w:tab" if tab else "w:t")
    if not tab:
        inner.text = text
        inner.set(qn("xml:space"), "preserve")
    run.append(inner)
    return run


def _extend(parent: BaseOxmlElement, children: Iterable[BaseOxmlElement]) -> None:
    for child in children:
        parent.append(child)
