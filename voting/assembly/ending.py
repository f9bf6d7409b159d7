"""When an assembly is over for those who serve at it, and for what their phones keep. Pure."""

import datetime as dt
from zoneinfo import ZoneInfo

NIGHT = dt.timedelta(hours=6)
"""The staff's day ends at six in the morning after it: by then the last counts are signed."""


def over_at(day: dt.date, timezone: str) -> dt.datetime:
    """The moment (UTC) at which an assembly that is held on a day is over for those who work at it."""
    return dt.datetime.combine(day, dt.time.min, ZoneInfo(timezone)) + dt.timedelta(days=1) + NIGHT


def ends_at(day: dt.date, timezone: str, given_at: dt.datetime | None) -> dt.datetime:
    """The moment (UTC) until which something lasts that was given out for an assembly: a role, or the roll on
    a phone.

    That is ``over_at``; where it was given out (``given_at``) after that, the end of the day on which it was.
    """
    served = (given_at.astimezone(ZoneInfo(timezone)) - NIGHT).date() if given_at else day
    return over_at(max(day, served), timezone)
