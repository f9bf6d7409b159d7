"""Registers as administrations deliver them: packed, encoded, separated and headed in many ways."""

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.register.files import COLUMNS, HEADINGS, faults, file, line
from voting.errors import InvalidFile
from voting.register.csv_file import Choices, read_register, recognised_register
from voting.register.headings import CANONICAL, SYNONYMS, field_of
from voting.register.models import MovementKind, PersonKind

DATA = Path(__file__).parents[1] / "data" / "register"
MEGABYTE = 1024 * 1024
LINES = [line(1, Naam="Éluard", Gemeente="Liège"), line(2, Naam="Müller", Toegetreden_op="31/12/2019")]
TEXT = file(*LINES).decode()
PLAIN = read_register(file(*LINES))

FRENCH = (
    "N° de coopérateur;Catégorie;Forme juridique;Nom;Prénom;Représentant;Courriel;Langue;Code postal;Commune;"
    "Date d'adhésion;Date de sortie;Motif de sortie"
)
GERMAN = (
    "Mitglieds-Nr.;Kategorie;Rechtsform;Nachname;Vorname;Vertreter;E-Mail-Adresse;Sprache;PLZ;Ort;"
    "Beigetreten am;Ausgetreten am;Austrittsgrund"
)
ENGLISH = (
    "Member number;Category;Legal form;Last name;First name;Representative;Email address;Language;"
    "Postal code;City;Joined on;Left on;Reason for leaving"
)


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def workbook(*rows: list[object], sheets: int = 1) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for _ in range(sheets - 1):
        book.create_sheet().append(["something", "else"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["register-excel-dates.csv", "register-sep-line.csv"])
def test_what_excel_writes_in_belgium_is_read(name: str) -> None:
    (row,) = read_register((DATA / name).read_bytes())
    assert (row.number, row.name, row.joined_on) == ("900020", "Mol", date(2016, 6, 1))


def test_equal_texts_are_in_memory_once() -> None:
    lines = recognised_register(file(*(line(number) for number in range(1, 4))), Choices()).lines
    columns = list(zip(*(cells for _, cells in lines), strict=True))
    different = [len({id(cell) for cell in column}) for column in columns]
    assert different == [3, *[1] * (len(columns) - 1)]


def test_a_workbook_that_libreoffice_saved() -> None:
    content = (DATA / "libreoffice.xlsx").read_bytes()
    first, second, third, fourth = read_register(content)
    assert (first.name, first.joined_on, first.birth_date) == ("Şahin", date(2016, 6, 1), date(1980, 12, 31))
    assert (second.name, second.left_on, second.left_as) == (
        "Lefèvre",
        date(2024, 12, 31),
        MovementKind.RESIGNED,
    )
    assert (third.kind, third.representative, third.postcode) == (PersonKind.LEGAL, "Jörg Müller", "4700")
    assert (fourth.number, fourth.postcode, fourth.first_name) == ("900103", "0612", "Dvořák")
    recognised = recognised_register(content, Choices())
    assert (recognised.file.sheet, recognised.file.sheets) == ("small", 1)
    assert recognised.passed_over() == ["Opmerking"]


@pytest.mark.parametrize(
    ("content", "encoding", "separator"),
    [
        (TEXT.encode("utf-8-sig"), "UTF-8", ";"),
        (TEXT.encode("cp1252"), "Windows-1252", ";"),
        (TEXT.encode("latin-1"), "Windows-1252", ";"),
        (TEXT.replace("Brussel", "Brussel\x81").encode("latin-1"), "Latin-1", ";"),
        (TEXT.encode("utf-16"), "UTF-16", ";"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16", ";"),
        (TEXT.encode("utf-16-le"), "UTF-16", ";"),
        (TEXT.encode("utf-16-be"), "UTF-16", ";"),
        (TEXT.replace(";", ",").encode(), "UTF-8", ","),
        (TEXT.replace(";", "\t").encode("utf-16"), "UTF-16", "\t"),
        (TEXT.replace(";", "|").encode(), "UTF-8", "|"),
        (b"sep=;\r\n" + TEXT.encode(), "UTF-8", ";"),
        (b'"sep=;"\r\n' + TEXT.encode(), "UTF-8", ";"),
        (b"\xef\xbb\xbfSEP=^\n" + TEXT.replace(";", "^").encode(), "UTF-8", "^"),
        (b"sep=,,,,\r\n" + TEXT.replace(";", ",").encode(), "UTF-8", ","),
        (zipped(register__csv=TEXT.encode("cp1252")), "Windows-1252", ";"),
        (gzip.compress(TEXT.encode("utf-16")), "UTF-16", ";"),
    ],
)
def test_encodings_separators_and_packings(content: bytes, encoding: str, separator: str) -> None:
    table = recognised_register(content, Choices()).file
    assert (table.encoding, table.separator) == (encoding, separator)
    if encoding != "Latin-1":
        assert read_register(content) == PLAIN


def test_a_separator_within_quotes_is_none() -> None:
    content = file(*(each.replace("Éluard", '"Éluard; P; Q; R"') for each in LINES)).decode()
    assert read_register(content.replace(";", ",").encode())[0].name == "Éluard, P, Q, R"


@pytest.mark.parametrize("headings", [FRENCH, GERMAN, ENGLISH, FRENCH.upper(), ENGLISH.replace(" ", "_")])
def test_headings_of_four_languages(headings: str) -> None:
    assert read_register(file(*LINES, headings=headings)) == PLAIN


def test_no_heading_means_two_things_in_one_language() -> None:
    for language in ("nl", "fr", "de", "en"):
        for name, by_language in SYNONYMS.items():
            for heading in by_language[language].split(","):
                assert field_of(heading, {}) == name, heading


def test_every_word_of_a_line_may_be_of_another_language() -> None:
    (row,) = read_register(
        file(
            line(
                Rechtsvorm="Personne physique",
                Taal="néerlandais",
                Uitgetreden_op="1.2.2020",
                Reden_uittreding="Démission",
            )
        )
    )
    assert (row.kind, row.language, row.left_on) == (PersonKind.NATURAL, "nl", date(2020, 2, 1))
    assert row.left_as is MovementKind.RESIGNED


def test_what_a_person_has_said_of_a_heading_holds() -> None:
    content = file(*LINES, headings=HEADINGS.replace("Gemeente", "Waar").replace("Naam", "Wie"))
    assert faults(content) == [(1, "Naam", "heading_missing")]
    assert read_register(content, Choices({"waar": "municipality", "wie": "name"})) == PLAIN
    passed = recognised_register(file(*LINES), Choices({"naam": ""}))
    assert passed.passed_over() == ["Naam"]


def test_of_two_headings_for_one_field_that_of_the_administration_counts() -> None:
    content = file(*(f"{each};ander" for each in LINES), headings=f"{HEADINGS};Familienaam")
    assert read_register(content) == PLAIN
    other = read_register(content, Choices({"naam": "", "familienaam": "name"}))
    assert [row.name for row in other] == ["ander", "ander"]
    with pytest.raises(InvalidFile) as refused:
        read_register(content, Choices({"familienaam": "name"}))
    assert [fault.code for fault in refused.value.faults] == ["headings_alike"]
    content = file(
        *(f"{each};ander" for each in LINES), headings=f"{HEADINGS.replace('Naam', 'Nom')};Familienaam"
    )
    assert faults(content) == [(1, "Nom", "headings_alike")]


def test_a_workbook_with_days_numbers_and_a_title() -> None:
    def person(name: str) -> list[object]:
        return ["A", "natuurlijke persoon", name, "An", None, "an@example.org", "nl"]

    rows: list[list[object]] = [
        ["Vennotenregister"],
        [],
        list(COLUMNS),
        [1, *person("Éluard"), 1000.0, "Liège", date(2016, 6, 1), None],
        [2, *person("Müller"), "1000", "Brussel", "31/12/2019", "", ""],
    ]
    content = workbook(*rows, sheets=3)
    assert read_register(content) == PLAIN == read_register(zipped(register__xlsx=content))
    recognised = recognised_register(content, Choices())
    assert recognised.file.sheets == 3
    assert {len(cells) for _, cells in recognised.lines} == {len(COLUMNS)}
    rows[4][3] = "Mül\nler"
    assert faults(workbook(*rows)) == [(5, "Naam", "not_text")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bytes(range(256)) * 40, "not_a_table"),
        (b"%PDF-1.7\n" + b"x" * 500, "not_a_table"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 500, "not_a_table"),
        (b"<html><table><tr><td>Naam</td></tr></table></html>", "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "workbook_old"),
        (
            zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content__xml=b"<x/>"),
            "workbook_other",
        ),
        (zipped(a__csv=b"1", b__csv=b"2"), "archive_of_many"),
        (zipped(), "not_a_table"),
        (b"PK\x03\x04" + b"\0" * 100, "workbook_damaged"),
        (workbook(["Naam"])[:-30], "workbook_damaged"),
        (workbook([]), "file_empty"),
        (b"\xff\xfe" + "Naam;Taal".encode("utf-16-le") + b"\0", "encoding_damaged"),
        (b"nombre;apellido;idioma\nAna;Paz;es\nEva;Sol;es\n" * 100, "headings_unknown"),
    ],
)
def test_what_is_no_register_has_one_fault(content: bytes, code: str) -> None:
    assert [found for _, _, found in faults(content)] == [code]


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(bytes(300 * MEGABYTE), 1),
        zipped(register__csv=bytes(70 * MEGABYTE)),
        zipped(xl__workbook__xml=b"<x/>").replace(b"xl.", b"xl/"),
        bytes(65 * MEGABYTE),
    ],
    ids=["gzip", "zip", "workbook", "plain"],
)
def test_what_unpacks_to_too_much_is_refused(content: bytes) -> None:
    if content.startswith(b"PK") and len(content) < 1000:
        content = zipped(**{"xl/workbook__xml": b"<x/>", "xl/worksheets/sheet1__xml": bytes(140 * MEGABYTE)})
    assert [code for _, _, code in faults(content)] == ["unpacks_too_large"]


@pytest.mark.parametrize(
    "content",
    [b"Naam;Taal\n" + b";\n" * 2_000_000, b"Naam;Taal\n" + b";" * 9_000_000, b"a;b\n" * 400_000],
    ids=["empty lines", "cells", "lines"],
)
def test_more_than_a_register_can_have_is_refused(content: bytes) -> None:
    assert [code for _, _, code in faults(content)] == ["too_many_lines"]


def test_a_cell_far_away_takes_no_memory() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"], book.worksheets[0]["XFD1048576"] = "Naam", "x"
    buffer = io.BytesIO()
    book.save(buffer)
    assert {code for _, _, code in faults(buffer.getvalue())} == {"heading_missing", "for_all_unsaid"}
    wide = workbook(["Naam", *(f"x{number}" for number in range(220))])
    assert [code for _, _, code in faults(wide)] == ["too_many_columns"]


def test_faults_are_not_gathered_without_end() -> None:
    found = faults(file(*[";".join("x" * 13)] * 20_000))
    assert [code for _, column, code in found if not column] == ["too_many_faults"]
    assert len(found) < 100_020


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1/06/2016", date(2016, 6, 1)),
        ("1-6-2016", date(2016, 6, 1)),
        ("01.06.2016", date(2016, 6, 1)),
        ("1.6.2016", date(2016, 6, 1)),
        ("2016-06-01", date(2016, 6, 1)),
        ("2016-6-1", date(2016, 6, 1)),
        ("2016/06/01", date(2016, 6, 1)),
        ("2016-06-01T00:00:00", date(2016, 6, 1)),
        ("1/06/2016 0:00", date(2016, 6, 1)),
        ("1/06/2016 00:00:00", date(2016, 6, 1)),
        ("31/1/2016", date(2016, 1, 31)),
        ("5/5/2016", date(2016, 5, 5)),
    ],
)
def test_a_day_is_read_however_it_is_written_here(written: str, day: date) -> None:
    (row,) = read_register(file(line(Toegetreden_op=written)))
    assert row.joined_on == day


@settings(max_examples=60)
@given(
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    st.sampled_from(";,\t|"),
    st.sampled_from([HEADINGS, FRENCH, GERMAN, ENGLISH]),
    st.lists(st.text("abcéèüß ,;|\t\"'’-", min_size=1, max_size=12), min_size=1, max_size=6),
)
def test_a_register_is_read_the_same_however_it_is_delivered(
    encoding: str, separator: str, headings: str, names: list[str]
) -> None:
    names = [name.replace("\t", " ") for name in names]
    expected = [f"n{name}".strip() for name in names]
    quoted = [f"n{name}".replace('"', '""') for name in names]
    values = [line(number, Naam="#", Toegetreden_op="31/12/2019") for number in range(len(names))]
    lines = [
        each.replace(";", separator).replace("#", f'"{name}"')
        for each, name in zip(values, quoted, strict=True)
    ]
    content = "\r\n".join([headings.replace(";", separator), *lines, ""]).encode(encoding)
    assert [row.name for row in read_register(content)] == expected


@settings(max_examples=200)
@given(st.binary(max_size=300), st.sampled_from([b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=", b""]))
def test_any_bytes_behind_any_beginning_are_read_or_refused(content: bytes, beginning: bytes) -> None:
    assert all(code for _, _, code in faults(beginning + content))


def test_every_field_has_a_heading_of_the_administration() -> None:
    assert set(CANONICAL.values()) >= set(COLUMNS)
