"""One document as PDF and DOCX: everything in both, whatever the texts are, and readable by a machine."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.text.run import Run
from pypdf import PdfReader

from tests.report.accessible import pdf_ua_faults, tags_of
from tests.waiting import PATIENCE
from voting.report.document import (
    Cell,
    Chart,
    Heading,
    Items,
    Listing,
    ListItem,
    NewPage,
    Paragraph,
    Signatures,
    Span,
    Table,
    TableRow,
    Text,
    TextDocument,
)
from voting.report.docx_file import document_docx
from voting.report.pdf import document_pdf

HOSTILE = [
    "*bold* #text $x$",
    "<w:t>&amp;",
    "= heading",
    "\\ back",
    '"quoted"',
    "@label <x>",
    "a\x07bell",
    "日本 👍🏽 ok",
]


def document(language: str = "nl", hostile: str = "gewoon") -> TextDocument:
    rows = tuple(
        TableRow(f"{number}", (Cell(f"Naam {number} {hostile}", number=False), Cell("7")))
        for number in range(60)
    )
    return TextDocument(
        language,
        "Notulen",
        "17/06/2025",
        (
            Heading("Opkomst"),
            Heading("Per jaar", 2),
            Text(f"Eerste alinea.\n\nTweede alinea: {hostile}"),
            Items(("Een punt", hostile)),
            Heading("In drie", 3),
            Paragraph((Span(hostile, strong=True), Span(" sterk\nen"), Span(" schuin", emphasis=True))),
            Paragraph((Span("Gezegd"),), quoted=True),
            Listing((ListItem((Span("Onder"),), (Listing((ListItem((Span(hostile),)),), 3),)),)),
            Paragraph((Span(hostile, strong=True, address="https://voorbeeld.be/?a=1&b=2"),)),
            Listing((ListItem((Span("Weer"),)),), 1),
            Chart("Opkomst", (("2024", 1.0, "1,0 %"), (hostile, None, "–")), "2024: 1,0 %"),
            Table(
                ("Wat", "Aantal"),
                (
                    TableRow("Vennoten", (Cell("45.598", note="getekend: 45.597"),)),
                    TableRow("Totaal", (Cell("1"),), True),
                ),
                hostile,
            ),
            Signatures(("De voorzitter",)),
            NewPage(),
            Heading("Bijlage"),
            Table(("Nummer", "Naam", "Getal"), rows),
        ),
    )


@pytest.mark.parametrize("language", ["nl", "fr", "en", "de"])
def test_a_pdf_is_accessible(language: str) -> None:
    pdf = document_pdf(document(language))
    assert pdf_ua_faults(pdf, language, "Notulen") == []
    tags = tags_of(pdf)
    assert [name for name in tags if name in ("H1", "H2", "H3")] == ["H1", "H2", "H3", "H1"]
    assert tags.count("Table") == 2
    assert tags.count("Figure") == 1
    assert tags.count("L") == 4
    assert tags.count("Link") == 1


def test_the_faults_are_found() -> None:
    with pikepdf.open(io.BytesIO(document_pdf(document()))) as pdf:
        del pdf.Root.MarkInfo
        del pdf.Root.Lang
        for tag in pdf.objects:
            if isinstance(tag, pikepdf.Dictionary) and tag.get("/S") == "/Figure":
                del tag.Alt
            if isinstance(tag, pikepdf.Dictionary) and tag.get("/S") == "/TH":
                tag.S = pikepdf.Name.TD
        damaged = io.BytesIO()
        pdf.save(damaged)
    faults = set(pdf_ua_faults(damaged.getvalue(), "nl", "Iets anders"))
    assert {"not marked as tagged", "language None", "title Notulen"} <= faults
    assert {"a figure without a description", "a table without headers"} <= faults


@pytest.mark.parametrize("hostile", HOSTILE)
def test_texts_stay_texts(hostile: str) -> None:
    made = document(hostile=hostile)
    written = "".join(page.extract_text() for page in PdfReader(io.BytesIO(document_pdf(made))).pages)
    plain = "".join(letter for letter in hostile if letter >= " ")
    shown = re.sub("日|本|👍🏽", "□", plain)
    assert shown[:7] in written
    opened = docx.Document(io.BytesIO(document_docx(made)))
    assert f"Tweede alinea: {plain}" in [
        "".join(letter for letter in paragraph.text if letter >= " ") for paragraph in opened.paragraphs
    ]
    assert opened.tables[1].rows[1].cells[1].text == f"Naam 0 {plain}"
    assert [plain in run.text for run in runs_of(opened, "Hyperlink")] == [True]


def runs_of(opened: DocxDocument, style: str) -> list[Run]:
    """The runs of a document that have a style for characters, those of links among them."""
    found = [Run(run, paragraph) for paragraph in opened.paragraphs for run in paragraph._p.iter(qn("w:r"))]
    return [run for run in found if run.style.name == style]


def test_a_docx_has_what_word_processors_know() -> None:
    opened = docx.Document(io.BytesIO(document_docx(document())))
    assert opened.core_properties.title == "Notulen"
    assert opened.core_properties.language == "nl"
    styles = [paragraph.style.name for paragraph in opened.paragraphs]
    assert styles.count("Heading 1") == 2
    assert styles.count("Heading 3") == 1
    assert styles.count("List Bullet") == 3
    assert styles.count("List Number 2") == styles.count("List Number") == 1
    assert styles.count("Quote") == 1
    assert [run.text for run in runs_of(opened, "Emphasis")] == [" schuin"]
    assert [run.text for run in runs_of(opened, "Strong")] == ["gewoon"]
    targets = [link.address for paragraph in opened.paragraphs for link in paragraph.hyperlinks]
    assert targets == ["https://voorbeeld.be/?a=1&b=2"]
    figures, annex = opened.tables
    assert figures.rows[1].cells[1].text == "45.598 (getekend: 45.597)"
    assert len(annex.rows) == 61
    assert "w:tblHeader" in annex.rows[0]._tr.xml
    assert opened.inline_shapes[0]._inline.docPr.get("descr") == "2024: 1,0 %"


def test_what_begins_a_list_stays_with_it() -> None:
    listed = Listing((ListItem((Span("one"),)),))
    blocks = (Paragraph((Span("These are:"),)), listed, Paragraph((Span("Nothing follows."),)))
    written = docx.Document(io.BytesIO(document_docx(TextDocument("en", "Lists", "", blocks))))
    kept = {one.text: one.paragraph_format.keep_with_next for one in written.paragraphs}
    assert kept["These are:"]
    assert not kept["Nothing follows."]
    lines = tuple(Paragraph((Span(f"Line {number}"),)) for number in range(36))
    for number in range(20):
        pages = PdfReader(
            io.BytesIO(document_pdf(TextDocument("en", "Lists", "", lines[: 20 + number] + blocks)))
        ).pages
        (page,) = (page for page in pages if "These are:" in page.extract_text())
        assert "one" in page.extract_text(), number


def test_a_docx_can_hold_a_table_of_nothing() -> None:
    nothing = TextDocument("nl", "Notulen", "", (Table(("Nummer", "Naam"), ()),))
    assert [len(table.rows) for table in docx.Document(io.BytesIO(document_docx(nothing))).tables] == [1]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed on this machine")
def test_a_docx_opens_in_libreoffice(tmp_path: Path) -> None:
    source = tmp_path / "notulen.docx"
    source.write_bytes(document_docx(document()))
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    shown = "".join(page.extract_text() for page in PdfReader(tmp_path / "notulen.pdf").pages)
    for text in (
        "Notulen",
        "Opkomst",
        "3. gewoon",
        "1. Weer",
        "45.598 (getekend: 45.597)",
        "Naam 59 gewoon",
        "De voorzitter",
    ):
        assert text in shown


def test_the_rows_of_long_tables_stand_where_they_belong_in_a_docx() -> None:
    """However long a table is, and whatever is in it: as many rows as it has, each once and in order."""
    long = [
        Table(
            ("Wie", "Getal"),
            tuple(TableRow(f"{name} {n} <!--rows 1-->", (Cell(f"{n}"),)) for n in range(1_200)),
        )
        for name in ("eerste & één", "tweede")
    ]
    short = Table(("Wie", "Getal"), (TableRow("kort", (Cell("1"),)),))
    blocks = (long[0], Heading("Ertussen", 1), short, long[1])
    opened = docx.Document(io.BytesIO(document_docx(TextDocument("nl", "T", "", blocks))))
    assert [
        [[text.text for text in row.iter(qn("w:t"))] for row in table._tbl.tr_lst] for table in opened.tables
    ] == [
        [["Wie", "Getal"], *([row.head, *(cell.written for cell in row.cells)] for row in table.rows)]
        for table in (long[0], short, long[1])
    ]
    assert opened.tables[0]._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None


def loose(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    page.contents_add(b"BT /f0 12 Tf (x) Tj ET")


def another_order(pdf: pikepdf.Pdf) -> None:
    kids = pdf.Root.StructTreeRoot.K[0].K
    kids.append(kids[0])
    del kids[0]


def left_out(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot.K[0].K[0]


def no_bookmarks(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Outlines


def of_no_kind(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].K[1].S = pikepdf.Name("/Something")


def lost_header(pdf: pikepdf.Pdf) -> None:
    for tag in pdf.objects:
        if isinstance(tag, pikepdf.Dictionary) and tag.get("/S") == "/TH":
            tag.ID = pikepdf.String("another")


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (loose, "page 1: content that is neither in the structure nor an artifact"),
        (another_order, "page 1: read out in another order than it is drawn"),
        (left_out, "page 1: what is drawn and what is read out are not the same"),
        (no_bookmarks, "bookmarks [] for the headings"),
        (of_no_kind, "tag Something of no standard kind"),
        (lost_header, "a cell with a header that there is not"),
    ],
)
def test_each_fault_is_found(damage: Callable[[pikepdf.Pdf], None], fault: str) -> None:
    with pikepdf.open(io.BytesIO(document_pdf(document()))) as pdf:
        damage(pdf)
        damaged = io.BytesIO()
        pdf.save(damaged)
    found = pdf_ua_faults(damaged.getvalue(), "nl", "Notulen")
    assert any(item.startswith(fault) for item in found), found


def test_no_word_of_a_table_is_wider_than_its_column() -> None:
    """As far as the page is wide enough for all of them; so word processors break lines between words."""
    header = ("Voorstel tot besluit", "Uitslag", "Stembiljetten", "Hernieuwd")
    table = Table(
        header,
        (TableRow("Een lange titel van een voorstel " * 3, (Cell("Aangenomen"), Cell("1"), Cell("2"))),),
    )
    opened = docx.Document(io.BytesIO(document_docx(TextDocument("nl", "T", "", (table,)))))
    widths = [cell.width.cm for cell in opened.tables[0].rows[0].cells]
    assert sum(widths) == pytest.approx(16.6, abs=0.1)
    for width, letters in zip(widths, table.longest_words, strict=True):
        assert width >= 0.27 * letters + 0.4
    assert widths[0] == max(widths), "and the longest text has the room that is left"
