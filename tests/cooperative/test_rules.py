"""What is entered of the cooperative is checked as a whole, its enterprise number by its check digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.cooperative.rules import (
    LONGEST,
    Particulars,
    enterprise_number_in,
    faults_of,
    is_enterprise_number,
)

KNOWN = ["0403170701", "0200065765", "0999999922", "1000000021"]
"""Numbers whose check digits are right, of both series."""


@pytest.mark.parametrize("digits", KNOWN)
def test_what_has_its_check_digits_is_one(digits: str) -> None:
    assert is_enterprise_number(digits)


@given(st.sampled_from(KNOWN), st.integers(0, 9), st.integers(1, 9))
def test_one_digit_changed_is_none(digits: str, place: int, by: int) -> None:
    changed = str((int(digits[place]) + by) % 10)
    assert not is_enterprise_number(digits[:place] + changed + digits[place + 1 :])


@pytest.mark.parametrize(
    "wrong", ["", "403170701", "04031707010", "2000000000", "0403170701 ", "O403170701", "٠403170701"]
)
def test_what_is_none(wrong: str) -> None:
    assert not is_enterprise_number(wrong)


@pytest.mark.parametrize(
    "typed", ["0403.170.701", "BE0403170701", "be 0403.170.701", "0403 170 701", "BE-0403-170-701"]
)
def test_it_is_typed_in_many_ways(typed: str) -> None:
    assert enterprise_number_in(typed) == "0403170701"


def test_what_cannot_be_read_stays_as_it_was_typed() -> None:
    assert enterprise_number_in("BE 12") == "BE 12"


def test_every_fault_is_told_at_once() -> None:
    details = Particulars(
        legal_form={"nl": "c\u202ev"},
        enterprise_number="0403170702",
        email="nobody",
        website="a b",
        address="x" * (LONGEST + 1),
        articles={"notice": "2" * 41},
    )
    assert {(fault.column, fault.code) for fault in faults_of(details)} == {
        ("name", "value_missing"),
        ("legal_form.nl", "not_text"),
        ("enterprise_number", "enterprise_number_invalid"),
        ("email", "email_invalid"),
        ("website", "website_invalid"),
        ("address", "too_long"),
        ("articles.notice", "too_long"),
    }
    assert faults_of(Particulars(name={"nl": "De Molen"})) == []
    for typed in ("two", "0", "100"):
        [fault] = faults_of(Particulars(name={"nl": "De Molen"}, terms_at_most=typed))
        assert (fault.column, fault.code) == ("terms_at_most", "out_of_bounds")
    assert faults_of(Particulars(name={"nl": "De Molen"}, terms_at_most="2")) == []
