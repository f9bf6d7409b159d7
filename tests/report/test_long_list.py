"""A long list is set in pieces and read as one document: its pages, its structure, what it says."""

import io
from collections.abc import Iterator

import pikepdf
import pytest
from pypdf import PdfReader

from tests.report.accessible import pdf_ua_faults
from voting.progress import followed
from voting.report.document import Cell, Table, TableRow, Text, TextDocument
from voting.report.joined_pdf import joined
from voting.report.pdf import ROWS, document_pdf

NAMES = ("(Jan) 12 0 R", "<Ann>", "\\Cem", "Élodie", "(((Deep)")
MEMBERS = 2 * ROWS + 20


@pytest.fixture(scope="module")
def told() -> list[tuple[int, int]]:
    """How far it was, as it was told."""
    return []


@pytest.fixture(scope="module")
def pdf(told: list[tuple[int, int]]) -> bytes:
    """A list of so many members that it is set in three pieces."""
    rows = tuple(
        TableRow(
            f"{number}",
            (Cell(NAMES[number % len(NAMES)], number=False), Cell("x" if number % 7 else "", number=False)),
        )
        for number in range(1, MEMBERS + 1)
    )
    blocks = (Text("Before."), Table(("Number", "Name", "Signature"), rows, signed=True), Text("After."))
    with followed(lambda done, total: told.append((done, total))):
        return document_pdf(TextDocument("nl", "List (1)", "Of members", blocks, ("House",)))


def cells(root: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    """The cells of all rows but the headings, in the order of the structure."""
    [whole] = root.K
    for part in whole.K:
        if part.S == "/Table":
            [_head, body] = part.K
            for row in body.K:
                yield from row.K


def test_it_is_one_sound_file(pdf: bytes) -> None:
    assert pikepdf.open(io.BytesIO(pdf)).check_pdf_syntax() == []
    assert pdf_ua_faults(pdf, "nl", "List (1)") == []


def test_its_pages_are_numbered_through(pdf: bytes) -> None:
    pages = PdfReader(io.BytesIO(pdf)).pages
    for number, page in enumerate(pages, 1):
        assert page.extract_text().rstrip().endswith(f"List (1) {number} / {len(pages)}")


def test_it_says_everything_once(pdf: bytes) -> None:
    lines = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).splitlines()
    numbers = [int(line.split()[0]) for line in lines if line.split() and line.split()[0].isdigit()]
    assert numbers == list(range(1, MEMBERS + 1))
    for said in ("House", "Of members", "Before.", "After."):
        assert lines.count(said) == 1


def test_each_cell_is_found_from_its_page_and_its_heading(pdf: bytes) -> None:
    opened = pikepdf.open(io.BytesIO(pdf))
    root = opened.Root.StructTreeRoot
    parents, names = root.ParentTree.Nums, root.IDTree.Names
    tree = {int(parents[at]): parents[at + 1] for at in range(0, len(parents), 2)}
    known = [str(names[at]) for at in range(0, len(names), 2)]
    assert known == sorted(set(known))
    assert sorted(tree) == list(range(len(tree)))
    found = list(cells(root))
    assert len(found) == 3 * MEMBERS
    for cell in found[:: 3 * ROWS // 4]:
        [heading] = cell.A[0].Headers
        assert str(heading) in known
        if "/Pg" in cell and len(cell.K):
            assert tree[int(cell.Pg.StructParents)][int(cell.K[0])].objgen == cell.objgen


def test_it_is_told_how_far_it_is(pdf: bytes, told: list[tuple[int, int]]) -> None:
    assert told == [(done, 6) for done in range(6)]


def test_what_is_no_pdf_of_ours_is_not_joined() -> None:
    with pytest.raises(ValueError, match="in the PDF"):
        list(joined([b"%PDF-1.4 something else"]))
