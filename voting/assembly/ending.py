"""When an assembly is over for those who serve at it, and for what their phones keep. Pure."""

import datetime as dt
from zoneinfo import ZoneInfo

NIGHT = dt.timedelta(hours=6)
"""A day of serving ends at six in the morning after it: the last counts are signed by then."""


def over_at(day: dt.date, timezone: str) -> dt.datetime:
    """The moment at which an assembly held on a day is over."""
    return dt.datetime.combine(day, dt.time.min, ZoneInfo(timezone)) + dt.timedelta(days=1) + NIGHT


def ends_at(day: dt.date, timezone: str, given_at: dt.datetime | None) -> dt.datetime:
    """The moment at which what was given for an assembly (access, the roll on a phone) ends: when that is
    over; where it was given later, when the day of serving is over on which it was given."""
    served = (given_at.astimezone(ZoneInfo(timezone)) - NIGHT).date() if given_at else day
    return over_at(max(day, served), timezone)
