"""How long a job is kept, and when one that runs is taken to have died. Pure."""

from datetime import datetime, timedelta

from voting.jobs.models import JobState

KEPT = timedelta(days=1)
"""How long a job can be fetched after it was asked for."""
STALLED = timedelta(seconds=30)
"""A job whose process has given no sign of life for this long has died with it."""


def state_now(state: str, moved_at: datetime, now: datetime) -> JobState:
    """The state of a job as it is known now: one that runs and gives no sign of life has failed."""
    if state == JobState.RUNNING and now - moved_at >= STALLED:
        return JobState.FAILED
    return JobState(state)
