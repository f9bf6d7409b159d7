"""Whether invitations are sent in time. Pure.

How many days before an assembly its members must be invited is a setting of the assembly, fifteen by default:
check it against your statutes and the law (WVV/CSA book 6, art. 6:70).
"""

import datetime as dt


def last_day(day: dt.date, notice_days: int) -> dt.date:
    """The last day on which an invitation to an assembly on ``day`` is in time."""
    return day - dt.timedelta(days=notice_days)


def is_late(day: dt.date, notice_days: int, today: dt.date) -> bool:
    """Whether an invitation that is sent today is too late."""
    return today > last_day(day, notice_days)
