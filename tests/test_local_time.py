"""A time at a place is one moment, or it is asked about."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.local_time import Unclear, as_written, at_place, moments_of, near, with_choice, zone_named

BRUSSELS = ZoneInfo("Europe/Brussels")
SKIPPED = datetime.fromisoformat("2026-03-29T02:30")
TWICE = datetime.fromisoformat("2026-10-25T02:30")
FIRST, SECOND = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
SUMMER, WINTER = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
ZONES = ("Europe/Brussels", "Europe/London", "Africa/Cairo", "Australia/Lord_Howe", "UTC")
PLACES = st.sampled_from([ZoneInfo(name) for name in ZONES])
CHANGES = [
    datetime.fromisoformat(day)
    for day in ("2026-03-29", "2026-10-25", "2026-04-05", "2026-04-24", "2026-06-01")
]
NEAR_A_CHANGE = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(-1500, 1500)
)


@given(NEAR_A_CHANGE, PLACES)
def test_what_is_written_down_of_a_moment_is_that_moment(written: datetime, place: ZoneInfo) -> None:
    moment = written.replace(tzinfo=UTC)
    found = at_place(as_written(moment, place), place)
    assert not isinstance(found, Unclear)
    assert found.astimezone(UTC) == moment


@given(NEAR_A_CHANGE, PLACES)
def test_a_time_is_a_moment_that_has_this_time_or_is_asked_about(written: datetime, place: ZoneInfo) -> None:
    found, moments = at_place(written, place), moments_of(written, place)
    assert isinstance(found, Unclear) == (len(moments) != 1)
    for moment in moments:
        assert moment.astimezone(UTC).astimezone(place).replace(tzinfo=None, fold=0) == written


def test_an_hour_that_does_not_exist() -> None:
    found = at_place(SKIPPED, BRUSSELS)
    assert found == Unclear("time_does_not_exist", {"value": "02:30", "before": "01:30", "after": "03:30"})
    assert moments_of(datetime.fromisoformat("2026-03-29T01:59"), BRUSSELS) != []
    assert moments_of(datetime.fromisoformat("2026-03-29T02:00"), BRUSSELS) == []
    assert moments_of(datetime.fromisoformat("2026-03-29T03:00"), BRUSSELS) != []
    assert isinstance(at_place(SKIPPED.replace(tzinfo=SUMMER), BRUSSELS), Unclear)


def test_an_hour_that_comes_twice_is_settled_by_its_offset() -> None:
    assert at_place(TWICE, BRUSSELS) == Unclear(
        "time_twice", {"value": "02:30", "first": "+02:00", "second": "+01:00"}
    )
    for offset, moment in ((SUMMER, FIRST), (WINTER, SECOND)):
        found = at_place(TWICE.replace(tzinfo=offset), BRUSSELS)
        assert not isinstance(found, Unclear)
        assert found.astimezone(UTC) == moment
    assert isinstance(at_place(TWICE.replace(tzinfo=UTC), BRUSSELS), Unclear)


def test_an_offset_is_not_wanted_where_the_time_is_clear() -> None:
    noon = datetime.fromisoformat("2026-06-01T12:00")
    assert at_place(noon.replace(tzinfo=SUMMER), BRUSSELS) == Unclear("offset_not_wanted", {})
    assert with_choice(noon, BRUSSELS, "+02:00") == noon


def test_a_choice_is_written_as_an_offset() -> None:
    assert with_choice(TWICE, BRUSSELS, "+01:00") == TWICE.replace(tzinfo=WINTER)
    assert with_choice(TWICE, BRUSSELS, "") == TWICE
    assert with_choice(TWICE, BRUSSELS, "+03:00") == TWICE
    assert with_choice(SKIPPED, BRUSSELS, "+01:00") == SKIPPED


@pytest.mark.parametrize(("now", "moment"), [(FIRST, FIRST), (SECOND, SECOND)])
def test_somebody_who_speaks_of_it_now_means_the_nearer_one(now: datetime, moment: datetime) -> None:
    found = near(TWICE, BRUSSELS, now + timedelta(minutes=20))
    assert not isinstance(found, Unclear)
    assert found.astimezone(UTC) == moment
    assert isinstance(near(SKIPPED, BRUSSELS, now), Unclear)


def test_a_zone_that_is_none() -> None:
    assert zone_named("Europe/Brussels").key == BRUSSELS.key
    assert zone_named("../etc/passwd") == ZoneInfo("UTC")
