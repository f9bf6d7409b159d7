"""Tables for a spreadsheet: what goes in comes out, and no text is ever a formula."""

import csv
import io
import weakref
from collections.abc import Iterator
from datetime import date

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voting.spreadsheet import as_csv, as_xlsx, csv_parts, unguard_formula, write_xlsx

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "http://x"]
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula(text: str) -> None:
    header, row = lines_of(as_csv([text], [[text]]))
    assert header == row
    assert row[0][0] not in "=+-@\t\r"
    assert row[0].removeprefix("'") == text
    cell = openpyxl.load_workbook(io.BytesIO(as_xlsx({"a": (["x"], [[text]])})))["a"]["A2"]
    assert cell.data_type == "s"
    assert not cell.hyperlink


@given(st.lists(st.tuples(TEXTS, st.integers(-(10**9), 10**9)), max_size=5))
@example([("'=", 0)])
def test_what_goes_in_comes_out(rows: list[tuple[str, int]]) -> None:
    read = lines_of(as_csv(["text", "number"], rows))[1:]
    assert [(unguard_formula(text), int(number)) for text, number in read] == rows
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx({"a": (["text", "number"], rows)})))["a"]
    found = [(text or "", number) for text, number in sheet.iter_rows(min_row=2, values_only=True)]
    assert found == rows


def test_days_are_days() -> None:
    assert lines_of(as_csv(["day"], [[date(2025, 6, 17)], [None]]))[1:] == [["2025-06-17"], [""]]
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx({"a": (["day"], [[date(2025, 6, 17)]])})))["a"]
    assert sheet["A2"].value.date() == date(2025, 6, 17)


class Part(list[list[str]]):
    """Rows of which one can know whether anybody still has them."""


def parts(number: int, held: list[int]) -> Iterator[Part]:
    """So many parts of a table; ``held`` tells how many of them there were each time that one was asked
    for."""
    made: list[weakref.ref[Part]] = []
    for _ in range(number):
        held.append(sum(one() is not None for one in made))
        part = Part([["a", "b"]] * 100)
        made.append(weakref.ref(part))
        yield part
        del part


def test_a_long_table_is_written_part_by_part() -> None:
    file, held = io.BytesIO(), list[int]()
    write_xlsx(file, "Long", ["one", "two"], parts(20, held))
    assert max(held) <= 1
    rows = list(openpyxl.load_workbook(io.BytesIO(file.getvalue())).worksheets[0].values)
    assert rows == [("one", "two"), *[("a", "b")] * 2_000]
    held.clear()
    written = list(csv_parts(["one", "two"], parts(20, held)))
    assert max(held) <= 1
    assert b"".join(written) == as_csv(["one", "two"], [["a", "b"]] * 2_000)
