"""When an assembly is over for those who serve at it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from voting.assembly.ending import ends_at, over_at

DAY = date(2025, 6, 17)
OVER = datetime(2025, 6, 18, 4, 0, tzinfo=UTC)
"""Six in the morning after it, in Brussels."""


def test_it_is_over_at_six_in_the_morning_after_it_where_it_is_held() -> None:
    assert over_at(DAY, "Europe/Brussels") == OVER
    assert over_at(DAY, "UTC") == OVER + timedelta(hours=2)


@pytest.mark.parametrize(
    ("given_at", "ends"),
    [
        (None, OVER),
        (datetime(2025, 6, 1, 12, tzinfo=UTC), OVER),
        (OVER - timedelta(microseconds=1), OVER),
        (OVER, OVER + timedelta(days=1)),
        (datetime(2025, 6, 20, 12, tzinfo=UTC), OVER + timedelta(days=3)),
    ],
)
def test_what_is_given_later_ends_when_that_day_of_serving_is_over(
    given_at: datetime | None, ends: datetime
) -> None:
    assert ends_at(DAY, "Europe/Brussels", given_at) == ends
