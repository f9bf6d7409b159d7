"""For how long somebody stays signed in. Pure.

Where a second factor is needed a sign-in lasts a working day at most (NIST SP 800-63B-4, 2.2.3: twelve hours;
OWASP ASVS 5, 7.3), and an hour in which nothing is done on its device shuts its roles until the factor is
shown again: a meeting goes on all day, but whoever leads it does something in every hour. Devices at the
doors stay as they are, and have the roles of the day alone.
"""

from datetime import datetime, timedelta

LASTS = timedelta(days=30)
"""A sign-in ends after this time at the latest."""
WITH_FACTOR_LASTS = timedelta(hours=12)
"""One by which a second factor was shown, or must be, ends after this."""
IDLE = timedelta(hours=1)
"""So long after the last act on a device a second factor must be shown there anew."""


def has_lasted(started_at: datetime, now: datetime, *, needs_factor: bool) -> bool:
    """Whether a sign-in has lasted as long as it may."""
    return now - started_at >= (WITH_FACTOR_LASTS if needs_factor else LASTS)


def is_idle(last_act: datetime, now: datetime) -> bool:
    """Whether nothing has been done for too long since the ``last_act``."""
    return now - last_act >= IDLE
