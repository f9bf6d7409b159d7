"""Reading the register's file: what is taken, and every fault with its line and column."""

import gzip
from datetime import date
from itertools import permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.register.files import COLUMNS, HEADINGS, faults, file, line
from voting.errors import InvalidFile
from voting.register.csv_file import read_register
from voting.register.models import Category, MovementKind, PersonKind

NEEDED = ("Lidnummer", "Naam", "Toegetreden op")
BOM = b"\xef\xbb\xbf"


def test_a_line_becomes_a_row() -> None:
    left = line(
        100002,
        Categorie="C",
        Rechtsvorm="rechtspersoon",
        Naam="Bakkerij nv",
        Voornaam="",
        Vertegenwoordiger="Jan Maes",
        Taal="FR",
        Uitgetreden_op="31/12/2024",
        Reden_uittreding="van rechtswege",
    )
    first, second = read_register(file(line(), left))
    assert (first.number, first.category, first.kind) == ("100001", Category.A, PersonKind.NATURAL)
    assert (first.joined_on, first.left_on, first.left_as) == (date(2016, 6, 1), None, None)
    assert (second.category, second.kind, second.representative) == (Category.C, PersonKind.LEGAL, "Jan Maes")
    assert (second.language, second.left_on) == ("fr", date(2024, 12, 31))
    assert second.left_as is MovementKind.LEFT_BY_LAW


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(BOM + file(line(), line(2)), id="with BOM"),
        pytest.param(file(line(), line(2), ends="\n"), id="LF"),
        pytest.param(file(line(), line(2), ends="\r"), id="CR"),
        pytest.param(gzip.compress(file(line(), line(2))), id="gzip"),
        pytest.param(gzip.compress(BOM + file(line(), line(2))), id="gzip with BOM"),
        pytest.param(file(line(), line(2)).rstrip(), id="no end of line at the end"),
        pytest.param(file(line(), "", ";" * 12, line(2), "", ""), id="empty lines"),
        pytest.param(file(line().replace("Peeters", '"Peeters"'), line(2)), id="quotes that are not needed"),
        pytest.param(file(line(" 100001 ").replace(";", " ; "), line(2)), id="spaces around values"),
        pytest.param(file(line(), line(2), headings=HEADINGS.replace(";", " ; ")), id="spaces in headings"),
    ],
)
def test_the_same_rows_however_they_are_written(content: bytes) -> None:
    assert read_register(content) == read_register(file(line(), line(2)))


def test_the_order_of_the_headings_is_free_and_others_are_passed_over() -> None:
    shuffled = [*reversed(COLUMNS), "Opmerking"]
    values = dict(zip(COLUMNS, line().split(";"), strict=True)) | {"Opmerking": "belt graag"}
    content = file(";".join(values[name] for name in shuffled), headings=";".join(shuffled))
    assert read_register(content) == read_register(file(line()))


def test_text_is_kept_as_it_is_written() -> None:
    name = '"Van ""de"" Walle; Łukasz 北\u00a0"'
    (row,) = read_register(file(line(Naam=name)))
    assert row.name == 'Van "de" Walle; Łukasz 北'
    assert read_register(file(line(Naam="De\u00a0Wit")))[0].name == "De Wit"


@pytest.mark.parametrize(
    "name",
    ['"Van\r\nde Walle"', "Peet\0ers", "Peet\u202eers", "Peet\u200bers", "Peet\u00aders", '"Van\tde Walle"'],
)
def test_signs_that_nobody_sees_are_refused_as_in_the_form(name: str) -> None:
    assert faults(file(line(1), line(2, Naam=name), line(3))) == [(3, "Naam", "not_text")]
    assert faults(file(line(1, Naam="x" * 201))) == [(2, "Naam", "too_long")]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"Categorie": "D"}, "Categorie", "category_unknown"),
        ({"Categorie": ""}, "Categorie", "value_missing"),
        ({"Categorie": "AB"}, "Categorie", "category_unknown"),
        ({"Rechtsvorm": "vzw"}, "Rechtsvorm", "kind_unknown"),
        ({"Naam": " "}, "Naam", "value_missing"),
        ({"Taal": "es"}, "Taal", "language_unknown"),
        ({"Toegetreden_op": ""}, "Toegetreden op", "value_missing"),
        ({"Toegetreden_op": "31/02/2025"}, "Toegetreden op", "date_unreadable"),
        ({"Toegetreden_op": "29/02/2023"}, "Toegetreden op", "date_unreadable"),
        ({"Toegetreden_op": "2025-13-01"}, "Toegetreden op", "date_unreadable"),
        ({"Toegetreden_op": "42522"}, "Toegetreden op", "date_serial"),
        ({"Toegetreden_op": "1/6-2016"}, "Toegetreden op", "date_unreadable"),
        ({"Toegetreden_op": "1/6/2016"}, "Toegetreden op", "date_order_unclear"),
        ({"Toegetreden_op": "01/06/16"}, "Toegetreden op", "date_short_year"),
        ({"Toegetreden_op": "12/31/2016"}, "Toegetreden op", "date_order_unclear"),
        ({"Toegetreden_op": "01/01/0000"}, "Toegetreden op", "date_unreadable"),
        ({"Toegetreden_op": "01/06/2016 10:30"}, "Toegetreden op", "date_unreadable"),
        ({"Toegetreden_op": "01/06/1249"}, "Toegetreden op", "day_outside"),
        (
            {"Uitgetreden_op": "32/01/2020", "Reden_uittreding": "ontslag"},
            "Uitgetreden op",
            "date_unreadable",
        ),
        (
            {"Uitgetreden_op": "31/05/2016", "Reden_uittreding": "ontslag"},
            "Uitgetreden op",
            "left_before_joined",
        ),
        ({"Uitgetreden_op": "31/12/2020"}, "Reden uittreding", "reason_missing"),
        (
            {"Uitgetreden_op": "31/12/2020", "Reden_uittreding": "verhuisd"},
            "Reden uittreding",
            "reason_unknown",
        ),
        ({"Reden_uittreding": "ontslag"}, "Uitgetreden op", "reason_without_date"),
        *(
            ({"E_mail": address}, "E-mail", "email_invalid")
            for address in ("an", "an@", "@example.org", "an@example", "a n@example.org", "an@@example.org")
        ),
        *(
            ({"E_mail": address}, "E-mail", "email_invalid")
            for address in ("an@example..org", "an@.org", "an@example.org,bo@example.org", "<an@example.org>")
        ),
        *(
            ({"E_mail": address}, "E-mail", "email_invalid")
            for address in ("jan@[telenet.be", "=?utf-8?q?a=0A?=@x.be", "a:b@x.be", "a(b)@x.be")
        ),
        ({"Naam": "Peet\0ers"}, "Naam", "not_text"),
    ],
)
def test_each_fault_is_named_with_its_line_and_column(
    changes: dict[str, str], column: str, code: str
) -> None:
    where = 1 if code == "date_order_unclear" else 3
    assert faults(file(line(100000), line(100001, **changes), line(100002))) == [(where, column, code)]


@pytest.mark.parametrize("number", ["", "-1", "1 2", "12345678901234567890x", "1;2".replace(";", ","), "é1"])
def test_what_cannot_be_a_number(number: str) -> None:
    assert faults(file(line(number))) == [(2, "Lidnummer", "number_invalid" if number else "value_missing")]


@pytest.mark.parametrize(
    "changes",
    [
        {"E_mail": ""},
        {"E_mail": "an.peeters+coop@sub.example.co.uk"},
        {"Uitgetreden_op": "01/06/2016", "Reden_uittreding": "uitsluiting"},
        {"Toegetreden_op": "29/02/2024"},
        {"Voornaam": ""},
    ],
)
def test_what_is_no_fault(changes: dict[str, str]) -> None:
    assert faults(file(line(**changes))) == []


def test_the_same_number_twice_names_the_first_line() -> None:
    with pytest.raises(InvalidFile) as refused:
        read_register(file(line(1), line(2), line(1), line(1)))
    found = [(fault.line, fault.column, fault.code, fault.values["first"]) for fault in refused.value.faults]
    assert found == [(4, "Lidnummer", "number_twice", 2), (5, "Lidnummer", "number_twice", 2)]


def test_all_faults_at_once_in_the_order_of_the_file() -> None:
    content = file(
        line(1, Categorie="X", E_mail="nee", Toegetreden_op="1 mei 2025"),
        line(2) + ";te veel",
        line(1),
        line(4, Uitgetreden_op="01/01/2020"),
        "te;weinig",
        line(5, Uitgetreden_op="01/01/2001", Reden_uittreding="ontslag"),
    )
    content = BOM + content.replace(b";Brussel;01/06/2016;01/01/2020", b";Bruss\xe9l;01/06/2016;01/01/2020")
    assert faults(content) == [
        (2, "Categorie", "category_unknown"),
        (2, "E-mail", "email_invalid"),
        (2, "Toegetreden op", "date_unreadable"),
        (3, "", "fields_count"),
        (4, "Lidnummer", "number_twice"),
        (5, "Gemeente", "not_utf8"),
        (5, "Reden uittreding", "reason_missing"),
        (6, "", "fields_count"),
        (7, "Uitgetreden op", "left_before_joined"),
    ]


@pytest.mark.parametrize("misspelt", NEEDED)
def test_a_misspelt_heading_is_a_missing_one_and_other_faults_are_still_found(misspelt: str) -> None:
    content = file(line(), line(2) + ";te veel", headings=HEADINGS.replace(misspelt, f"x{misspelt}"))
    assert faults(content) == [(1, misspelt, "heading_missing"), (3, "", "fields_count")]


def test_a_heading_twice() -> None:
    content = file(line() + ";x", headings=HEADINGS + ";Naam")
    assert (1, "Naam", "heading_twice") in faults(content)


@pytest.mark.parametrize("content", [b"", BOM, b"\n", b"\r\n" * 5, gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_one_fault(content: bytes) -> None:
    assert faults(content) == [(0, "", "file_empty")]


@pytest.mark.parametrize("above", ["\n", "\n;;;\n", "Vennotenregister op 1 juni 2025;;\n\n"])
def test_empty_lines_and_a_title_may_stand_above_the_headings(above: str) -> None:
    lines = [line(number) for number in range(50)]
    assert read_register(above.encode() + file(*lines)) == read_register(file(*lines))
    wrong = above.encode() + file(*lines, line(50, Taal="x"))
    assert faults(wrong) == [(above.count("\n") + 52, "Taal", "language_unknown")]


def test_only_headings_is_an_empty_register() -> None:
    assert read_register(file()) == []


@pytest.mark.parametrize("keep", [2, 10, 40, -1, -8])
def test_a_damaged_gzip(keep: int) -> None:
    assert faults(gzip.compress(file(line()))[:keep]) == [(0, "", "not_gzip")]


def test_a_gzip_with_something_behind_it() -> None:
    assert faults(gzip.compress(file(line())) + b"rest") == [(0, "", "not_gzip")]


def test_bytes_that_are_not_utf8_are_named_with_line_column_and_byte() -> None:
    content = file(line(1), line(2, Naam="Andr#"), line(3, Gemeente="Li#ge")).replace(b"#", b"\xe9")
    with pytest.raises(InvalidFile) as refused:
        read_register(BOM + content)
    found = [(fault.line, fault.column, fault.code, fault.values["byte"]) for fault in refused.value.faults]
    assert found == [(3, "Naam", "not_utf8", "0xE9"), (4, "Gemeente", "not_utf8", "0xE9")]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([line(1), line(2, Naam='"Pee"ters'), line(3)], (3, "", "quote_within")),
        ([line(1), line(2), line(3, Naam='"nooit gesloten'), line(4)], (4, "", "quote_open")),
    ],
)
def test_broken_quoting_is_named_where_it_begins(lines: list[str], fault: tuple[int, str, str]) -> None:
    assert faults(file(*lines)) == [fault]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_through_a_field_of_several_lines(end: str) -> None:
    several = f'{line(1)};"twee{end}drie{end}vier"'
    rest = (f"{line(2, Categorie='X')};", "", f"{line(3, Taal='x')};")
    assert faults(file(several, *rest, headings=f"{HEADINGS};Opmerking", ends=end)) == [
        (5, "Categorie", "category_unknown"),
        (7, "Taal", "language_unknown"),
    ]


def test_a_fault_in_a_record_of_several_lines_is_named_where_it_begins() -> None:
    assert faults(file(line(1), line(2, Naam='"een\r\ntwee"', Categorie="X"))) == [
        (3, "Categorie", "category_unknown"),
        (3, "Naam", "not_text"),
    ]


def test_a_field_that_is_far_too_long_is_a_fault() -> None:
    assert faults(file(line(1, Naam="x" * 200_000), line(2, Taal="x"))) == [
        (2, "", "quote_open"),
        (3, "Taal", "language_unknown"),
    ]


@given(st.binary(max_size=400))
@example(b"\x1f\x8b")
@example(b"\xff\xfe" + "Lidnummer".encode("utf-16-le"))
@example(b'"\0;')
@settings(max_examples=300)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    if not faults(content):
        assert isinstance(read_register(content), list)


PIECES = st.one_of(
    st.sampled_from([*';"\n\r\0é', "A", "natuurlijke persoon", "nl", "01/01/2020", "31/02/2020", "ontslag"]),
    st.text(max_size=6),
)


@given(
    st.lists(PIECES, max_size=40), st.sampled_from([HEADINGS, *map(";".join, permutations(["Naam", "Taal"]))])
)
@settings(max_examples=300)
def test_anything_under_headings_is_read_or_refused(pieces: list[str], headings: str) -> None:
    content = f"{headings}\n{line()}\n{''.join(pieces)}".encode(errors="surrogatepass")
    found = faults(content)
    assert all(number >= 0 and code for number, _, code in found)
    if not found:
        rows = read_register(content)
        assert len({row.number for row in rows}) == len(rows)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(Category),
            st.dates(date(1900, 1, 1), date(2100, 1, 1)),
            st.none() | st.tuples(st.integers(0, 5000), st.sampled_from(["ontslag", "van rechtswege"])),
            st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=10).filter(
                str.isprintable
            ),
        ),
        max_size=12,
    )
)
@settings(max_examples=100)
def test_what_is_written_soundly_is_read_back(
    members: list[tuple[Category, date, tuple[int, str] | None, str]],
) -> None:
    lines, expected = [], []
    for number, (category, joined, leaving, name) in enumerate(members):
        left = date.fromordinal(joined.toordinal() + leaving[0]) if leaving else None
        quoted = '"' + name.replace('"', '""') + '"'
        lines.append(
            line(
                number,
                Categorie=category.value,
                Naam=quoted,
                Toegetreden_op=f"{joined:%d/%m/%Y}",
                Uitgetreden_op=f"{left:%d/%m/%Y}" if left else "",
                Reden_uittreding=leaving[1] if leaving else "",
            )
        )
        expected.append((str(number), category, name, joined, left))
    rows = read_register(file(*lines))
    assert [(row.number, row.category, row.name, row.joined_on, row.left_on) for row in rows] == expected
