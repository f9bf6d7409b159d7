"""When a hand-over ends. Pure decisions."""

from datetime import datetime, timedelta
from enum import StrEnum

IDLE = timedelta(seconds=60)
"""After so long without a touch the tablet locks itself."""
LATEST = IDLE + timedelta(seconds=10)
"""After so long without a word from the tablet its session is over here too: a touch is told with delay."""
CODE_LASTS = timedelta(minutes=30)
"""For so long a tablet can be enrolled with its code."""


class Ending(StrEnum):
    """How a hand-over ended."""

    VOTED = "voted"
    FINISHED = "finished"
    IDLE = "idle"
    LOCKED = "locked"
    REVOKED = "revoked"


def is_over(ended_at: datetime | None, last_seen_at: datetime, now: datetime) -> bool:
    """Whether a hand-over that was heard of last at this moment is over."""
    return ended_at is not None or now - last_seen_at >= LATEST


def code_is_valid(added_at: datetime, enrolled_at: datetime | None, now: datetime) -> bool:
    """Whether a tablet can still be enrolled with its code: once, and for a short time."""
    return enrolled_at is None and now - added_at < CODE_LASTS
