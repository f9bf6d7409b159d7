"""From when until when members can ask in writing before the meeting (WVV/CSA art. 6:77). Pure."""

import datetime as dt
from datetime import datetime
from zoneinfo import ZoneInfo


def asking_until(questions_close: datetime | None, day: dt.date, timezone: str) -> datetime:
    """The moment until which questions are taken: the deadline that is set, else the beginning of the
    assembly's day."""
    return questions_close or datetime.combine(day, dt.time(), ZoneInfo(timezone)).astimezone(dt.UTC)


def is_taken(
    frozen_at: datetime | None, cancelled_at: datetime | None, until: datetime, now: datetime
) -> bool:
    """Whether a question is taken now: from the convocation until the deadline, unless it was cancelled."""
    return frozen_at is not None and cancelled_at is None and now < until
