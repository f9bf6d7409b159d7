"""What we have written ourselves is read as it was, whatever was in it."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.damage import damaged
from tests.fuzz.readers import FILES
from voting.errors import InvalidFile
from voting.register.columns import FIELDS
from voting.register.csv_file import Choices
from voting.register.dates import DateOrder
from voting.register.delivery import read_delivery
from voting.register.findings import choices_as_text, findings_of, read_choices, read_findings, seen_in
from voting.spreadsheet import as_csv, guard_formula, unguard_formula

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    st.builds(
        Choices,
        st.dictionaries(st.text(), st.sampled_from(("", *FIELDS))),
        st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(DateOrder)),
        st.dictionaries(st.sampled_from(FIELDS), TEXTS),
        st.sampled_from((None, True, False)),
    )
)
def test_what_somebody_has_said_of_a_file(choices: Choices) -> None:
    assert read_choices(choices_as_text(choices)) == choices


@pytest.mark.parametrize("name", ["register", "register in UTF-16"])
def test_what_was_seen_in_a_damaged_file(name: str, pytestconfig: pytest.Config) -> None:
    @given(damaged(FILES[name].sound))
    @settings(max_examples=5_000 if pytestconfig.getoption("full") else 60)
    def holds(content: bytes) -> None:
        try:
            delivery = read_delivery(content, Choices())
        except InvalidFile:
            return
        kept = read_findings(findings_of(delivery, None))
        assert (kept.seen, kept.faults, kept.preview) == (
            seen_in(delivery.recognised),
            delivery.faults,
            None,
        )

    holds()


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=3), max_size=5))
def test_a_table_that_goes_out_and_comes_in(rows: list[list[str]]) -> None:
    text = as_csv(["a", "b", "c"], rows).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))[1:]
    assert [[unguard_formula(cell) for cell in line] for line in lines] == rows
    assert all(unguard_formula(guard_formula(cell)) == cell for row in rows for cell in row)
