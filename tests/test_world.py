"""The world that tests are held in."""

from datetime import UTC, datetime

import pytest

from tests.world import ASSEMBLY, held_at


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), "2026-07-01"),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), "2026-07-02"),  # midnight in Brussels
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027-01-01"),
    ],
)
def test_an_assembly_of_today_is_held_today_where_it_is(moment: datetime, day: str) -> None:
    assert f"\ndate = {day}\n" in held_at(ASSEMBLY, moment)
