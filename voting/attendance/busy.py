"""Which desk is missed when it falls silent: one that was busy, while people can still arrive. Pure."""

from datetime import datetime, timedelta

from voting.assembly.hours import Hours, doors_open, why_nobody

BUSY_WITHIN = timedelta(minutes=10)
"""A desk was busy where somebody arrived at its venue so shortly before it fell silent, or since."""


def is_missed(hours: Hours, last_arrival: datetime | None, silent_since: datetime, now: datetime) -> bool:
    """Whether the silence of a venue's desks is worth telling. ``last_arrival``: when somebody arrived there
    last, None where nobody has; ``silent_since``: when its desks were last heard of."""
    if last_arrival is None or why_nobody(doors_open(hours), hours, now) is not None:
        return False
    return silent_since - last_arrival <= BUSY_WITHIN
