"""Whether invitations are sent in time. Pure.

How many days there are between the day on which invitations leave and the day of the assembly, is a setting
of the assembly, fifteen by default. Neither of these two days counts. Check it against your statutes and the
law (WVV/CSA book 6, art. 6:70).
"""

import datetime as dt


def last_day(day: dt.date, notice_days: int) -> dt.date:
    """The last day on which an invitation to an assembly on ``day`` is in time: with ``notice_days`` whole
    days between the two."""
    return day - dt.timedelta(days=notice_days + 1)


def is_late(day: dt.date, notice_days: int, today: dt.date) -> bool:
    """Whether an invitation that is sent today is too late."""
    return today > last_day(day, notice_days)
