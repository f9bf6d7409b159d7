"""From when somebody can be present at an assembly, in a hall or at a distance, and until when. Pure."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from voting.assembly.ending import over_at
from voting.errors import Code


@dataclass(frozen=True, slots=True)
class Hours:
    """The ``day`` of an assembly in its ``timezone``, the hour that is set for it (``opens_at``), and when
    the chair opened and closed the meeting; None: not set, or not yet."""

    day: dt.date
    timezone: str
    opens_at: dt.datetime | None = None
    opened_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None


def day_begins(hours: Hours) -> dt.datetime:
    """The moment (UTC) at which the day of an assembly begins where it is held."""
    return dt.datetime.combine(hours.day, dt.time.min, ZoneInfo(hours.timezone)).astimezone(dt.UTC)


def doors_open(hours: Hours) -> dt.datetime:
    """The moment from which somebody can be present in a hall: the day begins, or the chair has opened the
    meeting before."""
    return min(day_begins(hours), hours.opened_at or day_begins(hours))


def online_opens(hours: Hours) -> dt.datetime:
    """The moment from which somebody can be present at a distance: the hour that is set or, without one, the
    beginning of the day; or the chair has opened the meeting before."""
    set_for = hours.opens_at or day_begins(hours)
    return min(set_for, hours.opened_at or set_for)


def ends(hours: Hours) -> dt.datetime:
    """The moment from which nobody is present any more: the chair has closed the meeting, or the staff's day
    is over."""
    return hours.closed_at or over_at(hours.day, hours.timezone)


def why_nobody(opens: dt.datetime, hours: Hours, moment: dt.datetime) -> Code | None:
    """Why nobody can become present at a moment, where one can from ``opens`` on; None where one can."""
    if moment < opens:
        return Code.NOT_BEGUN
    return Code.MEETING_CLOSED if moment >= ends(hours) else None
