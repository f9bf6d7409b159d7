"""How long what identifies people is kept, and from which day on it has expired."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.errors import Fault
from voting.retention.rules import LONGEST, MONTHS, DataKind, expired_before, period_faults

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def test_the_periods_by_default() -> None:
    assert {kind.value: months for kind, months in MONTHS.items()} == {
        "credentials": 3,
        "sign_ins": 6,
        "presence": 24,
        "participations": 6,
        "proxies": 24,
        "letters": 12,
        "looks": 24,
        "events": 24,
        "uploads": 1,
    }
    assert LONGEST == 600


@pytest.mark.parametrize(
    ("today", "months", "first_kept"),
    [
        (date(2025, 9, 30), 3, date(2025, 6, 1)),
        (date(2025, 10, 1), 3, date(2025, 7, 1)),
        (date(2025, 1, 31), 1, date(2024, 12, 1)),
        (date(2025, 12, 15), 12, date(2024, 12, 1)),
        (date(2025, 1, 1), 24, date(2023, 1, 1)),
        (date(2025, 6, 17), 0, date(2025, 6, 1)),
    ],
)
def test_a_period_ends_with_a_month(today: date, months: int, first_kept: date) -> None:
    assert expired_before(today, months) == first_kept


@given(DAYS, st.integers(0, LONGEST))
def test_a_longer_period_and_an_earlier_day_never_remove_more(today: date, months: int) -> None:
    first_kept = expired_before(today, months)
    assert first_kept.day == 1
    assert expired_before(today, months + 1) == (first_kept - timedelta(days=1)).replace(day=1)
    assert expired_before(today - timedelta(days=1), months) <= first_kept


def test_periods_are_from_one_month_to_the_longest_and_each_that_is_not_is_told() -> None:
    bounds = {"minimum": 1, "maximum": 600}
    asked: dict[DataKind, int | None] = {
        DataKind.LOOKS: 0,
        DataKind.EVENTS: 601,
        DataKind.PRESENCE: None,
        DataKind.LETTERS: 1,
    }
    assert period_faults({**asked, DataKind.PROXIES: 600}) == [
        Fault(0, "looks", "out_of_bounds", {"value": 0, **bounds}),
        Fault(0, "events", "out_of_bounds", {"value": 601, **bounds}),
        Fault(0, "presence", "value_missing"),
    ]
