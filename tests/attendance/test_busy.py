"""Which desk is missed when it falls silent: one that was busy, while people can still arrive."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from voting.assembly.hours import Hours, doors_open, ends
from voting.attendance.busy import BUSY_WITHIN, is_missed

DAY = Hours(date(2025, 6, 17), "Europe/Brussels")
OPENS, ENDS = doors_open(DAY), ends(DAY)
MINUTES = st.timedeltas(timedelta(hours=-30), timedelta(hours=60))


@given(MINUTES, MINUTES, MINUTES)
def test_only_while_the_doors_are_open(arrived: timedelta, silent: timedelta, later: timedelta) -> None:
    now = OPENS + later
    if not OPENS <= now < ENDS:
        assert not is_missed(DAY, OPENS + arrived, OPENS + silent, now)


@given(st.timedeltas(timedelta(0), timedelta(hours=9)), st.timedeltas(timedelta(0), timedelta(hours=3)))
def test_one_that_was_busy_and_no_other(quiet: timedelta, since: timedelta) -> None:
    arrived = OPENS + timedelta(hours=1)
    silent = arrived + quiet
    assert is_missed(DAY, arrived, silent, silent + since) is (quiet <= BUSY_WITHIN)
    assert not is_missed(DAY, None, silent, silent + since), "nobody has come there"


def test_until_the_meeting_is_closed() -> None:
    arrived = datetime(2025, 6, 17, 10, tzinfo=UTC)
    closed = Hours(DAY.day, DAY.timezone, None, arrived, arrived + timedelta(hours=1))
    assert is_missed(closed, arrived, arrived, arrived + timedelta(minutes=59))
    assert not is_missed(closed, arrived, arrived, arrived + timedelta(hours=1))
