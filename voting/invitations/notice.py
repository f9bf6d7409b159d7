"""Whether invitations leave in time. Pure.

The statutory notice is a setting of the assembly, with fifteen days as its default: check it against your
statutes and the law (WVV/CSA book 6 speaks of the notice of a meeting in art. 6:70).
"""

import datetime as dt


def last_day(day: dt.date, notice_days: int) -> dt.date:
    """The last day on which an invitation to an assembly on ``day`` leaves in time."""
    return day - dt.timedelta(days=notice_days)


def is_late(day: dt.date, notice_days: int, today: dt.date) -> bool:
    """Whether an invitation that leaves today is late."""
    return today > last_day(day, notice_days)
