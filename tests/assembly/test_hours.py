"""When an assembly meets: from when somebody can be present, in a hall or at a distance, and until when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.assembly.hours import Hours, day_begins, doors_open, ends, online_opens, why_nobody
from voting.errors import Code

DAY = date(2025, 6, 17)
ZONES = ("Europe/Brussels", "UTC", "America/Sao_Paulo", "Pacific/Auckland")
BEGINS = datetime(2025, 6, 16, 22, 0, tzinfo=UTC)
TEN = datetime(2025, 6, 17, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def hours(**moments: datetime) -> Hours:
    return Hours(DAY, "Europe/Brussels", **moments)


def test_without_an_hour_it_is_the_day_itself_where_the_assembly_is_held() -> None:
    assert day_begins(hours()) == doors_open(hours()) == online_opens(hours()) == BEGINS
    assert ends(hours()) == datetime(2025, 6, 18, 4, 0, tzinfo=UTC), "six in the morning after it"


def test_with_an_hour_the_doors_are_open_before_it_and_taking_part_online_begins_with_it() -> None:
    assert doors_open(hours(opens_at=TEN)) == BEGINS
    assert online_opens(hours(opens_at=TEN)) == TEN


@pytest.mark.parametrize(
    ("opened_at", "doors", "online"),
    [
        (TEN - 30 * SECOND, BEGINS, TEN - 30 * SECOND),
        (TEN + 30 * SECOND, BEGINS, TEN),
        (BEGINS - timedelta(days=1), BEGINS - timedelta(days=1), BEGINS - timedelta(days=1)),
    ],
)
def test_the_chair_can_open_it_before(opened_at: datetime, doors: datetime, online: datetime) -> None:
    opened = hours(opens_at=TEN, opened_at=opened_at)
    assert (doors_open(opened), online_opens(opened)) == (doors, online)


def test_once_it_is_closed_nobody_comes() -> None:
    closed = hours(opened_at=TEN, closed_at=TEN + 60 * SECOND)
    assert ends(closed) == TEN + 60 * SECOND
    assert [why_nobody(TEN, closed, TEN + by * SECOND) for by in (-1, 0, 59, 60, 61)] == [
        *(Code.NOT_BEGUN, None, None),
        *(Code.MEETING_CLOSED, Code.MEETING_CLOSED),
    ]


moments = st.datetimes(datetime(2025, 6, 15), datetime(2025, 6, 20), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them so
maybe = st.none() | moments


@given(st.sampled_from(ZONES), maybe, maybe, maybe, moments)
def test_whatever_is_set_nobody_is_present_before_or_after(
    zone: str,
    opens_at: datetime | None,
    opened_at: datetime | None,
    closed_at: datetime | None,
    moment: datetime,
) -> None:
    meeting = Hours(DAY, zone, opens_at, opened_at, closed_at)
    for opens in (doors_open(meeting), online_opens(meeting)):
        begun = (opened_at is not None and moment >= opened_at) or moment >= (opens_at or day_begins(meeting))
        if opens == online_opens(meeting):
            assert (why_nobody(opens, meeting, moment) is Code.NOT_BEGUN) == (not begun)
        if why_nobody(opens, meeting, moment) is None:
            assert opens <= moment < ends(meeting)
    assert doors_open(meeting) <= online_opens(meeting) or opens_at is not None
