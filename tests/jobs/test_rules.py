"""When a job that runs has died."""

from datetime import UTC, datetime, timedelta

from voting.jobs.models import JobState
from voting.jobs.rules import state_now

NOW = datetime(2025, 6, 17, 8, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def test_one_that_runs_and_is_silent_for_half_a_minute_has_failed() -> None:
    silent = NOW - timedelta(seconds=30)
    assert state_now("running", silent + INSTANT, NOW) is JobState.RUNNING
    assert state_now("running", silent, NOW) is JobState.FAILED
    for state in (JobState.ASKED, JobState.DONE, JobState.FAILED):
        assert state_now(state.value, NOW - timedelta(hours=9), NOW) is state
