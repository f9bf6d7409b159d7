"""What is kept for a time only, for how long by default, and from which day on it has expired. Pure.

The GDPR (article 5, 1 e) keeps what identifies people no longer than it is needed. How long that is, the law
does not say for an assembly: the defaults here are to be checked by each cooperative.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from voting.errors import Fault

LONGEST = 600
"""The most months that a period may have."""


class DataKind(StrEnum):
    """A kind of data that is removed when its period is over."""

    CREDENTIALS = "credentials"
    """Members' codes to sign in with, admission passes, and what sets a new password."""
    SIGN_INS = "sign_ins"
    """On which devices members were signed in, and staff whose access has ended."""
    PRESENCE = "presence"
    """Who was where from when to when: scans, conflicts, help asked for, tablets handed over."""
    PARTICIPATIONS = "participations"
    """Through which channel, in which hall and when each member voted; that they did is kept."""
    PROXIES = "proxies"
    """Who gave whom a proxy, and the scans of those on paper."""
    LETTERS = "letters"
    """The letters of the outbox, and the files of those that were set or not sent."""
    LOOKS = "looks"
    """Who on the staff looked at the register."""
    EVENTS = "events"
    """Who came to a preparatory meeting, workshop or training."""
    UPLOADS = "uploads"
    """Register files that were brought in and never applied."""


MONTHS: dict[DataKind, int] = {
    DataKind.CREDENTIALS: 3,
    DataKind.SIGN_INS: 6,
    DataKind.PRESENCE: 24,
    DataKind.PARTICIPATIONS: 6,
    DataKind.PROXIES: 24,
    DataKind.LETTERS: 12,
    DataKind.LOOKS: 24,
    DataKind.EVENTS: 24,
    DataKind.UPLOADS: 1,
}
"""The default periods: months after the assembly, the event, or the act that the data are of."""


def expired_before(today: date, months: int) -> date:
    """The day before which data have expired on ``today``, if they are kept for so many months: those of
    earlier days may be removed.

    A period ends at the end of a month: with three months, everything of a June is kept until the end of
    September.
    """
    month = today.year * 12 + today.month - 1 - months
    return date(month // 12, month % 12 + 1, 1)


def period_faults(asked: Mapping[DataKind, int | None]) -> list[Fault]:
    """What is wrong with periods, in months: none is given, or one that is not from 1 to ``LONGEST``."""
    bounds = {"minimum": 1, "maximum": LONGEST}
    return [
        Fault(0, kind, "value_missing")
        if months is None
        else Fault(0, kind, "out_of_bounds", {"value": months, **bounds})
        for kind, months in asked.items()
        if months is None or not 1 <= months <= LONGEST
    ]
