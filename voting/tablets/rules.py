"""When a session on a tablet is over. Pure decisions."""

from datetime import datetime, timedelta
from enum import StrEnum

IDLE = timedelta(seconds=60)
"""How long a tablet may go untouched before it locks itself."""
LATEST = IDLE + timedelta(seconds=10)
"""How long the server may hear nothing from a tablet before it takes the session to be over; longer than
``IDLE``, since the tablet tells of a touch with delay."""
CODE_LASTS = timedelta(minutes=30)
"""How long the code of a tablet can be used to enrol a device."""


class Ending(StrEnum):
    """How a session on a tablet ended."""

    VOTED = "voted"
    FINISHED = "finished"
    IDLE = "idle"
    LOCKED = "locked"
    REVOKED = "revoked"


def is_over(ended_at: datetime | None, last_seen_at: datetime, now: datetime) -> bool:
    """Whether a session that was heard of last at ``last_seen_at`` is over."""
    return ended_at is not None or now - last_seen_at >= LATEST


def code_is_valid(added_at: datetime, enrolled_at: datetime | None, now: datetime) -> bool:
    """Whether a device can still be enrolled with the code of a tablet: once, and within ``CODE_LASTS``."""
    return enrolled_at is None and now - added_at < CODE_LASTS
