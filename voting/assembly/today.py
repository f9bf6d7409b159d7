"""Which day it is where an assembly is held. Pure."""

import datetime as dt
from zoneinfo import ZoneInfo


def today_at(timezone: str, now: dt.datetime) -> dt.date:
    """The day, in an assembly's time zone, of a moment."""
    return now.astimezone(ZoneInfo(timezone)).date()
