"""A document with a cover: its first page, contents with pages, numbers from the second page on."""

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader

from tests.report.accessible import pdf_ua_faults, tags_of
from tests.report.test_document import document
from tests.waiting import PATIENCE
from voting.report.document import Cover, Heading, NewPage, Picture, Text, TextDocument
from voting.report.docx_file import document_docx
from voting.report.pdf import contents_pages, document_pdf


def logo() -> Picture:
    file = io.BytesIO()
    Image.new("RGB", (400, 100), "navy").save(file, "JPEG")
    return Picture(0, "SmartCoop erkende CVSO", 400, 100, file.getvalue())


COVER = Cover(
    organisation="SmartCoop erkende CVSO",
    particulars=("Coenraetsstraat 72, 1060 Brussel", "Ondernemingsnummer 0896.755.397"),
    title="Bijzonder verslag van <de> *erkende* vennootschappen",
    year="2025",
    legal_title="Bijlage bij het jaarlijks beheerverslag",
    recipient="Voor de Nationale Raad",
    contents="Inhoud",
    logo=logo(),
)


def covered() -> TextDocument:
    """A document with a cover, and headings on several pages."""
    blocks = (
        Heading("Inleiding"),
        Text("Begin."),
        NewPage(),
        Heading("Eerste"),
        Text("Midden."),
        Heading("Onder het eerste", 2),
        Text("Lager."),
        Heading("In het derde", 3),
        NewPage(),
        Heading("Laatste"),
        Text("Einde."),
    )
    return TextDocument("nl", "Verslag 2025", "", blocks, cover=COVER)


def text_on(pdf: PdfReader, page: int) -> str:
    return " ".join(pdf.pages[page - 1].extract_text().split())


def test_a_pdf_begins_with_the_cover_and_its_contents() -> None:
    content = document_pdf(covered())
    assert pdf_ua_faults(content, "nl", "Verslag 2025") == []
    pdf = PdfReader(io.BytesIO(content))
    first, second = text_on(pdf, 1), text_on(pdf, 2)
    for part in (COVER.organisation, *COVER.particulars, COVER.title, "2025", COVER.legal_title):
        assert part in first
    assert "Voor de Nationale Raad" in first
    assert "1 / 5" not in first
    assert "2 / 5" in second
    assert second.startswith("Inhoud Inleiding")
    assert "In het derde" not in second
    assert contents_pages(covered()) == [3, 4, 4, 5]
    assert "TOC" in tags_of(content)
    assert tags_of(content).count("Figure") == 1


def test_a_pdf_of_hostile_titles_and_all_blocks_is_accessible() -> None:
    content = document_pdf(replace(document(), cover=replace(COVER, logo=None, legal_title="", recipient="")))
    assert pdf_ua_faults(content, "nl", "Notulen") == []


def test_a_docx_begins_with_the_cover_and_a_field_of_contents() -> None:
    opened = docx.Document(io.BytesIO(document_docx(covered())))
    styles = {paragraph.text: paragraph.style.name for paragraph in opened.paragraphs if paragraph.text}
    assert styles["SmartCoop erkende CVSO"] == "Cover name"
    assert styles[COVER.title] == "Title"
    assert styles["2025"] == "Subtitle"
    assert styles["Inhoud"] == "TOC Heading"
    assert styles["Eerste\t4"] == "toc 1"
    assert styles["Onder het eerste\t4"] == "toc 2"
    codes = [item.text.split()[0] for item in opened.element.body.iter(qn("w:instrText"))]
    assert codes == ["TOC", *["PAGEREF"] * 4]
    begins = [
        mark for mark in opened.element.body.iter(qn("w:fldChar")) if mark.get(qn("w:fldCharType")) == "begin"
    ]
    assert [mark.get(qn("w:dirty")) for mark in begins] == ["true", None, None, None, None]
    anchors = [link.get(qn("w:anchor")) for link in opened.element.body.iter(qn("w:hyperlink"))]
    named = [mark.get(qn("w:name")) for mark in opened.element.body.iter(qn("w:bookmarkStart"))]
    assert anchors == named
    assert opened.sections[0].different_first_page_header_footer
    assert opened.sections[0].first_page_footer.is_linked_to_previous


def test_a_document_without_a_cover_has_no_contents() -> None:
    content = document_pdf(document())
    assert "TOC" not in tags_of(content)
    assert "w:instrText" not in docx.Document(io.BytesIO(document_docx(document()))).element.xml


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed on this machine")
def test_libreoffice_shows_cover_and_contents_filled_in(tmp_path: Path) -> None:
    source = tmp_path / "verslag.docx"
    source.write_bytes(document_docx(covered()))
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    shown = PdfReader(tmp_path / "verslag.pdf")
    assert len(shown.pages) == 5
    assert COVER.legal_title in text_on(shown, 1)
    assert "Verslag 2025" not in text_on(shown, 1)
    assert "Laatste" in text_on(shown, 2)
    assert text_on(shown, 2).endswith("Verslag 2025 2")
