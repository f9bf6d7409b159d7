"""The movements of one person: what may follow what, and what a line of the file can say of them."""

from datetime import date

import pytest

from voting.register.movements import are_possible, described, in_order, last_membership

J20, J21, J23 = (("joined", date(year, 1, 1)) for year in (2020, 2021, 2023))
R21, R22, X22 = ("resigned", date(2021, 1, 1)), ("resigned", date(2022, 1, 1)), ("excluded", date(2022, 1, 1))
REFUSED_19, REFUSED_21 = (("refused", date(year, 1, 1)) for year in (2019, 2021))
STAYS_20, STAYS_21, STAYS_22 = (("leave_refused", date(year, 1, 1)) for year in (2020, 2021, 2022))


@pytest.mark.parametrize(
    ("movements", "possible"),
    [
        ([], True),
        ([J20], True),
        ([R22, J20], True),
        ([J20, R22, J23], True),
        ([J21, R21], True),
        ([REFUSED_19, J20, X22], True),
        ([R22], False),
        ([J20, J21], False),
        ([J20, R21, X22], False),
        ([J20, REFUSED_21], False),
        ([REFUSED_19, R22], False),
        ([J20, STAYS_21], True),
        ([STAYS_20, J20, STAYS_21, R22, STAYS_22], True),
        ([STAYS_21], False),
        ([J21, STAYS_20], False),
        ([J20, R21, STAYS_22], False),
        ([J20, STAYS_21, J21], False),
        ([J20, STAYS_21, ("refused", date(2022, 1, 1))], False),
    ],
)
def test_what_one_person_can_have_done(movements: list[tuple[str, date]], possible: bool) -> None:
    assert are_possible(movements) is possible


def test_of_one_day_joining_comes_first() -> None:
    assert in_order([R22, R21, J21, J20]) == [J20, J21, R21, R22]
    assert in_order([R21, STAYS_21, J21]) == [J21, STAYS_21, R21]


def test_the_last_membership_is_the_last_joining_and_how_it_ended() -> None:
    assert last_membership([]) == frozenset()
    assert last_membership([J20, R22]) == {J20, R22}
    assert last_membership([J20, R22, J23]) == {J23}
    assert last_membership([REFUSED_19, J20]) == {J20}
    assert last_membership([J20, STAYS_21, STAYS_22]) == {J20, STAYS_21, STAYS_22}
    assert last_membership([J20, STAYS_21, R22, J23]) == {J23}


def test_movements_are_told_by_day() -> None:
    assert described([X22, J20]) == "joined 01/01/2020, excluded 01/01/2022"
