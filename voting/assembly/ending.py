"""When an assembly is over for those who serve at it, and for what their phones keep. Pure."""

import datetime as dt
from zoneinfo import ZoneInfo

ENDS = dt.timedelta(hours=30)
"""From midnight until six in the morning after its day: the last counts are signed by then."""


def over_at(day: dt.date, timezone: str) -> dt.datetime:
    """The moment at which an assembly held on a day is over."""
    return dt.datetime.combine(day, dt.time.min, ZoneInfo(timezone)) + ENDS
