"""Files as they are found in the wild: read as what they say, or refused by one sentence for each cause."""

import io
from datetime import date

import openpyxl
import pytest

from tests.register.files import HEADINGS, faults, file, line
from tests.register.test_delivered import workbook
from voting.errors import InvalidFile
from voting.register.csv_file import Choices, Row, read_register, recognised_register
from voting.register.delivery import read_delivery
from voting.register.models import Category, UploadStage

LINES = [line(number, Naam=f"Naam{number}", Toegetreden_op="13/06/2016") for number in range(1, 21)]
TEXT = file(*LINES).decode()
PLAIN = read_register(TEXT.encode())
CELLS: list[list[object]] = [list(each.split(";")) for each in TEXT.strip().split("\r\n")]


def with_column(heading: str, value: str) -> bytes:
    return file(*(f"{each};{value}" for each in LINES), headings=f"{HEADINGS};{heading}")


def quoted_whole(tail: str = "") -> bytes:
    """Each line as one quoted cell, as Excel saves what it opened as one column."""
    return "".join(f'"{each}"{tail}\r\n' for each in TEXT.strip().split("\r\n")).encode()


def changed(before: str, after: str) -> bytes:
    return TEXT.replace(before, after).encode()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"Vennotenregister;;\r\n\r\nOp 1 juni;;\r\n{TEXT}".encode(), id="title above"),
        pytest.param(TEXT.replace("\r\n", "\r\n;;;;;;;;;;;;\r\n\r\n").encode(), id="empty lines between"),
        pytest.param(TEXT.replace("\r\n", ";;;\r\n").encode(), id="separators behind each line"),
        pytest.param(file(*(each.rstrip(";") for each in LINES)), id="no separators behind the lines"),
        pytest.param(b"\xef\xbb\xbf\xef\xbb\xbf" + TEXT.encode(), id="two BOMs"),
        pytest.param(
            TEXT.replace("\r\n", "\n", 10).replace("\n", "\r", 3).encode(), id="three kinds of line ends"
        ),
        pytest.param(f"{TEXT}{HEADINGS}\r\n".encode(), id="headings repeated"),
        pytest.param(file(*LINES, headings=" *;".join([*HEADINGS.split(";"), ""])), id="headings with marks"),
        pytest.param(changed("Toegetreden op", '"Toegetreden\nop"'), id="heading of two lines"),
        pytest.param(quoted_whole(), id="lines quoted whole"),
        pytest.param(quoted_whole(",,,"), id="lines quoted whole, with separators behind"),
        pytest.param(workbook(["Vennotenregister"], [], *CELLS), id="title in a workbook"),
        pytest.param(file(*(f"{n}.0{each[len(str(n)) :]}" for n, each in enumerate(LINES, 1))), id="12.0"),
        pytest.param(file(*(f"'{each}" for each in LINES)), id="numbers with an apostrophe"),
        pytest.param(file(*(each.replace(";", ";", 1) for each in LINES)), id="plain"),
        pytest.param(changed("an@example.org", '"an@example.org; "'), id="semicolon behind an address"),
        pytest.param(changed("an@example.org", "mailto:an@example.org"), id="mailto"),
        pytest.param(changed("an@example.org", "\u200ban@example.org\ufeff"), id="unseen signs around"),
        *(
            pytest.param(changed(";A;", f";{category};"), id=category)
            for category in ("a", "Cat. A", "Categorie A", "catégorie A", "Klasse A", "CLASS A")
        ),
        *(
            pytest.param(changed(";nl;", f";{language};"), id=language)
            for language in ("néerlandais", "NL-BE", "nl_BE", "N", "Ned.", "NEDERLANDSTALIG", "Dutch")
        ),
        *(
            pytest.param(changed(";natuurlijke persoon;", f";{kind};"), id=kind)
            for kind in ("Fysieke persoon", "particulier", "PERSONNE PHYSIQUE", "natürliche Person")
        ),
        pytest.param(changed("13/06/2016;;", "13/06/2016;NULL;-"), id="words for nothing"),
    ],
)
def test_it_is_read_as_the_plain_file(content: bytes) -> None:
    assert read_register(content) == PLAIN


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "cp1252", "utf-16"])
def test_marked_letters_of_any_old_program(encoding: str) -> None:
    names = [
        "André",
        "Lefèvre",
        "Müller",
        "Garçon",
        "Zoë",
        "Élise",
        "D’Hondt" if "8" not in encoding else "D",
    ]
    content = file(*(line(number, Naam=name) for number, name in enumerate(names))).decode().encode(encoding)
    assert [row.name for row in read_register(content)] == names


def test_a_number_that_is_a_text_in_a_spreadsheet_keeps_its_zeros() -> None:
    lines = [line(f'"=""{number:05}"""') for number in range(3)]
    assert [row.number for row in read_register(file(*lines))] == ["00000", "00001", "00002"]
    assert read_register(file(line("100 105")))[0].number == "100105"
    assert read_register(file(line("2016-001")))[0].number == "2016-001"


def shares(text: str) -> list[Row] | list[tuple[int, str, str]]:
    content = with_column("Aandelen", text)
    return faults(content) or read_register(content)


def test_shares_with_decimals_that_are_none() -> None:
    for text in ("12", "12,00", "12.0", '"12,0"'):
        read = shares(text)
        assert isinstance(read[0], Row)
        assert read[0].shares == 12
    for text in ("12,5", "1.000", "12,000"):
        assert not isinstance(shares(text)[0], Row)


def test_of_several_sheets_the_one_with_the_headings_is_read() -> None:
    content = workbook(["Toelichting"], ["Dit is de export van 1 juni"])
    assert {code for _, _, code in faults(content)} == {"headings_unknown"}
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Toelichting"])
    for title in ("Leden", "Archief"):
        sheet = book.create_sheet(title)
        for cells in CELLS:
            sheet.append([f"{title}{cell}" if str(cell).startswith("Naam1") else cell for cell in cells])
    buffer = io.BytesIO()
    book.save(buffer)
    recognised = recognised_register(buffer.getvalue(), Choices())
    assert (recognised.file.sheet, recognised.file.sheets) == ("Leden", 3)
    assert read_register(buffer.getvalue())[0].name == "LedenNaam1"


@pytest.mark.parametrize(
    ("content", "code", "column"),
    [
        (f"{TEXT}Totaal;20;;;;;;;;;;;\r\n".encode(), "line_of_nobody", ""),
        (f"{TEXT}\r\nGeëxporteerd op 27/11/2026 door Jan\r\n".encode(), "line_of_nobody", ""),
        (workbook(*CELLS, [None, None, None, "Totaal", 20]), "line_of_nobody", ""),
        (workbook(*CELLS, ["Totaal", None, None, 20]), "line_of_nobody", ""),
        (TEXT.replace(";", ",", 12).encode(), "fields_count", ""),
        (changed("Naam5;", '"Naam5;'), "quote_open", ""),
        (changed("Naam5;", '"De Sok" Jan;'), "quote_within", ""),
        (changed("Naam5", "Naam\0005"), "not_text", "Naam"),
        (with_column("Naam", "x"), "heading_twice", "Naam"),
        (changed("13/06/2016", "42534"), "date_serial", "Toegetreden op"),
        (
            workbook(
                *([*cells[:10], 42534, None, None] if row else cells for row, cells in enumerate(CELLS))
            ),
            "date_serial",
            "Toegetreden op",
        ),
        (changed("13/06/2016", "13/06/16"), "date_short_year", "Toegetreden op"),
        (with_column("Geboortedatum", "06-13-55"), "date_short_year", "Geboortedatum"),
        (changed("13/06/2016", "29-02-2023"), "date_unreadable", "Toegetreden op"),
        (with_column("Geboortedatum", "31/12/1899"), "day_outside", "Geboortedatum"),
        (changed("13/06/2016;;", "13/06/2016;31/12/9999;"), "day_outside", "Uitgetreden op"),
        (changed("13/06/2016", "2016-06-13T22:00:00Z"), "date_unreadable", "Toegetreden op"),
        (file(*(line("1,00E+05") for _ in range(3))), "number_invalid", "Lidnummer"),
        (file(*(line("#N/A") for _ in range(3))), "number_invalid", "Lidnummer"),
        (changed("an@example.org", '"an@example.org; b@example.org"'), "email_invalid", "E-mail"),
        (changed(";A;", ";A-B;"), "category_unknown", "Categorie"),
        (changed(";nl;", ";Spaans;"), "language_unknown", "Taal"),
        (("titel\r\n" * 11 + TEXT).encode(), "headings_unknown", ""),
        (TEXT.replace(";", " ").encode(), "headings_unknown", ""),
    ],
)
def test_one_cause_is_one_fault(content: bytes, code: str, column: str) -> None:
    found = {(each, place) for _, place, each in faults(content)}
    assert found == {(code, column)}


def test_a_heading_in_two_languages_is_asked_about() -> None:
    delivery = read_delivery(with_column("Nom", "x"), Choices())
    assert delivery.stage is UploadStage.COLUMNS
    assert delivery.recognised.passed_over() == ["Nom"]


def test_other_columns_are_asked_about_once() -> None:
    content = with_column("Telefoon", "3,24E+10")
    assert read_delivery(content, Choices()).stage is UploadStage.COLUMNS
    assert read_delivery(content, Choices({"telefoon": ""})).stage is UploadStage.READY


def test_names_in_capitals_stay_as_they_are() -> None:
    (row,) = read_register(file(line(Naam="PEETERS", Taal="NL", Rechtsvorm="NATUURLIJKE PERSOON")))
    assert (row.name, row.language, row.category, row.joined_on) == (
        "PEETERS",
        "nl",
        Category.A,
        date(2016, 6, 1),
    )


def test_a_file_that_was_cut_off_says_so() -> None:
    with pytest.raises(InvalidFile) as refused:
        read_register(TEXT[: TEXT.rindex("Naam20")].encode())
    assert [fault.code for fault in refused.value.faults] == ["fields_count"]


def test_points_in_numbers_are_asked_about_where_all_could_be_thousands() -> None:
    content = file(line("12"), line("100.001"), line("1.100.002"))
    assert faults(content) == [(1, "Lidnummer", "number_pointed")]
    assert read_delivery(content, Choices()).stage is UploadStage.COLUMNS
    kept, left_out = (read_register(content, Choices(points=points)) for points in (True, False))
    assert [row.number for row in kept] == ["12", "100.001", "1.100.002"]
    assert [row.number for row in left_out] == ["12", "100001", "1100002"]
    for number in ("2016.001", "1.00", "A.100", "100001", "12.34"):
        assert faults(file(line("12"), line("100.001"), line(number))) == []
    assert faults(file(line("12"), line("100"))) == []
