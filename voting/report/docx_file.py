"""A document as DOCX, with the styles that word processors know: headings, lists and tables stay editable."""

import io
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from xml.sax.saxutils import escape

from docx import Document as new_docx
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph

from voting.report.chart import bar_chart
from voting.report.document import (
    TEXT_WIDTH,
    Block,
    Cell,
    Chart,
    Heading,
    Items,
    Listing,
    NewPage,
    Paragraph,
    Picture,
    Signatures,
    Span,
    Table,
    Text,
    TextDocument,
    printable,
)
from voting.report.docx_cover import add_contents, add_cover, mark_headings
from voting.report.docx_rows import place_of_rows, with_rows
from voting.report.pdf import contents_pages
from voting.report.typeset import svg_as_png

TERRITORY = {"nl": "nl-BE", "fr": "fr-BE", "de": "de-BE", "en": "en-GB"}
LONG = 1_000
"""Rows beyond which a table is written by parts."""
SHORT = 15
"""The most rows of a table that is kept on one page."""
LETTER, CELL_MARGINS = 0.28, 0.6
"""In centimetres: the width of a wide bold letter, and the margins of a cell."""
INK = RGBColor(0x1C, 0x2B, 0x27)
DXA = 567
"""Twentieths of a point, the unit of a table's widths, in a centimetre."""


def document_docx(document: TextDocument) -> bytes:
    """The document as a DOCX file."""
    docx, rows = new_docx(), dict[int, Iterator[str]]()
    _set_up(docx, document)
    if document.cover:
        add_cover(docx, document.cover)
        headings = [heading for _place, heading in document.headings]
        add_contents(docx, document.cover.contents, zip(headings, contents_pages(document), strict=True))
    else:
        _add_opening(docx, document)
    for block, following in zip_longest(document.blocks, document.blocks[1:]):
        _add(docx, block, rows)
        if isinstance(block, Paragraph) and isinstance(following, Listing):
            docx.paragraphs[-1].paragraph_format.keep_with_next = True
    if document.cover:
        mark_headings(docx)
    file = io.BytesIO()
    docx.save(file)
    return with_rows(file, rows) if rows else file.getvalue()


def _add_opening(docx: Docx, document: TextDocument) -> None:
    if document.letterhead:
        docx.add_paragraph(printable("\n".join(document.letterhead)))
    docx.add_heading(document.title, 0)
    if document.subtitle:
        docx.add_paragraph(document.subtitle, style="Subtitle")


def _set_up(docx: Docx, document: TextDocument) -> None:
    properties = docx.core_properties
    properties.title, properties.language = document.title, document.language
    properties.author = properties.comments = ""
    section = docx.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    normal = docx.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), TERRITORY[document.language])
    normal.element.get_or_add_rPr().append(language)
    for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption"):
        docx.styles[name].font.color.rgb = INK
    link = docx.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.font.color.rgb = True, INK
    _number_pages(section.footer.paragraphs[0], document.title)


def _number_pages(paragraph: DocxParagraph, title: str) -> None:
    paragraph.style = None  # the usual style of a footer has tab stops for a page of another width
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{title}\t")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    paragraph._p.append(number)


def _add(docx: Docx, block: Block, rows: dict[int, Iterator[str]]) -> None:
    """Add a block; the ``rows`` of a long table, which are written at the end, are kept by number."""
    match block:
        case Heading():
            docx.add_heading(printable(block.text), block.level)
        case Text():
            for paragraph in block.paragraphs:
                written = docx.add_paragraph()
                written.add_run(printable(paragraph)).bold = block.strong or None
                written.paragraph_format.keep_with_next = block.strong or None
        case Items():
            for item in block.items:
                docx.add_paragraph(printable(item), style="List Bullet")
        case Paragraph():
            written = docx.add_paragraph(style="Quote" if block.quoted else None)
            _add_spans(written, block.spans)
        case Listing():
            _add_listing(docx, block)
        case Table():
            _add_table(docx, block, rows)
        case Chart():
            _add_chart(docx, block)
        case Picture():
            _add_picture(docx, block)
        case Signatures():
            for place, role in enumerate(block.roles, 1):
                line = docx.add_paragraph(f"\n{role}\n\n\n")
                line.add_run("_" * 40)
                line.paragraph_format.keep_together = True
                line.paragraph_format.keep_with_next = place < len(block.roles)
        case NewPage():
            docx.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _add_spans(paragraph: DocxParagraph, spans: Sequence[Span]) -> None:
    for span in spans:
        run = paragraph.add_run(printable(span.text), _character_style(span))
        run.italic = (span.emphasis and run.style.name != "Emphasis") or None
        if span.address:
            run.bold = span.strong or None
            link = OxmlElement("w:hyperlink")
            to = paragraph.part.relate_to(span.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link.set(qn("r:id"), to)
            link.append(run._r)
            paragraph._p.append(link)


def _character_style(span: Span) -> str | None:
    """The style that says what a stretch of text is; what else it is, is formatted."""
    if span.address:
        return "Hyperlink"
    return "Strong" if span.strong else "Emphasis" if span.emphasis else None


def _add_listing(docx: Docx, listing: Listing, level: int = 1) -> None:
    """Add a list and those below it, by the styles for lists, which know three levels."""
    style = "List Bullet" if listing.first is None else "List Number"
    style += f" {level}" if level > 1 else ""
    numbers = None if listing.first is None else _numbers_from(docx, style, listing.first)
    for item in listing.items:
        written = docx.add_paragraph(style=style)
        _add_spans(written, item.spans)
        if numbers is not None:
            written._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbers
        for below in item.below:
            _add_listing(docx, below, min(level + 1, 3))


def _numbers_from(docx: Docx, style: str, first: int) -> int:
    """The key of a new numbering that begins at ``first``: all lists of one style would go on counting."""
    numbering = docx.part.numbering_part.element
    of_style = docx.styles[style].element.pPr.numPr.numId.val
    kind = numbering.num_having_numId(of_style).abstractNumId.val
    number = numbering.add_num(kind)
    number.add_lvlOverride(ilvl=0).add_startOverride(first)
    return int(number.numId)


def _add_chart(docx: Docx, chart: Chart) -> None:
    docx.add_paragraph(printable(chart.title), style="Caption").paragraph_format.keep_with_next = True
    docx.add_picture(io.BytesIO(svg_as_png(bar_chart(chart))), width=Cm(14.5))
    shape = docx.inline_shapes[-1]._inline.docPr
    shape.set("descr", printable(chart.description))
    shape.set("title", printable(chart.title))


def _add_picture(docx: Docx, picture: Picture) -> None:
    width, _height = picture.centimetres
    docx.add_picture(io.BytesIO(picture.content), width=Cm(width))
    docx.inline_shapes[-1]._inline.docPr.set("descr", printable(picture.description))


def _add_table(docx: Docx, table: Table, long: dict[int, Iterator[str]]) -> None:
    """Add a table, as XML written at once: 2,000 rows added cell by cell would take minutes."""
    if table.caption:
        docx.add_paragraph(printable(table.caption), style="Caption").paragraph_format.keep_with_next = True
    widths = [round(width * DXA) for width in _column_widths(table)]
    rows = _rows(table, widths)
    if len(table.rows) > LONG:
        long[len(long)] = rows
        rows = iter([place_of_rows(len(long) - 1)])
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    xml = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0"'
        f' w:noHBand="0" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )
    docx.element.body.insert_element_before(parse_xml(xml), "w:sectPr")
    docx.add_paragraph()


def _rows(table: Table, widths: list[int]) -> Iterator[str]:
    """The rows of a table, its header first, as XML."""
    first = table.rows[0].cells if table.rows else [Cell("", False)] * (len(table.header) - 1)
    numbers = [False, *(cell.number for cell in first)]
    head = [Cell(name, number) for name, number in zip(table.header, numbers, strict=True)]
    last = len(table.rows) - 1 if len(table.rows) <= SHORT else 0
    yield _row(head, widths, header=True, keep=last > 0)
    for place, row in enumerate(table.rows):
        yield _row([Cell(row.head, False), *row.cells], widths, strong=row.total, keep=place < last)


def _column_widths(table: Table) -> list[float]:
    """The width of each column in centimetres: no word is broken, if there is room for that.

    The reader may have a wider font, so letters are taken to be wide ones.
    """
    wanted = [TEXT_WIDTH * width / sum(table.widths) for width in table.widths]
    needed = [letters * LETTER + CELL_MARGINS for letters in table.longest_words]
    spare = TEXT_WIDTH - sum(needed)
    if spare < 0:
        return wanted
    beyond = [max(0.0, wish - need) for wish, need in zip(wanted, needed, strict=True)]
    if not sum(beyond):
        return [need + spare / len(needed) for need in needed]
    return [need + spare * more / sum(beyond) for need, more in zip(needed, beyond, strict=True)]


def _row(
    cells: list[Cell], widths: list[int], *, header: bool = False, strong: bool = False, keep: bool = False
) -> str:
    """One row; ``keep`` holds it on the page of the next."""
    together = "<w:keepNext/>" if keep else ""
    repeat = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if header else "<w:trPr><w:cantSplit/></w:trPr>"
    bold = "<w:rPr><w:b/></w:rPr>" if header or strong else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E2EFE9"/>' if header else ""
    written = [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p>'
        f'<w:pPr>{together}<w:spacing w:before="40" w:after="40"/>'
        f'<w:jc w:val="{"right" if cell.number else "left"}"/>'
        f'</w:pPr><w:r>{bold}<w:t xml:space="preserve">{escape(printable(cell.written))}</w:t></w:r></w:p>'
        "</w:tc>"
        for cell, width in zip(cells, widths, strict=True)
    ]
    return f"<w:tr>{repeat}{''.join(written)}</w:tr>"
