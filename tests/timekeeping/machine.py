"""A machine whose clock a test sets, and what has passed on it."""

from datetime import UTC, datetime, timedelta

from voting.clock import SteadyClock

STARTED = datetime(2025, 6, 17, 7, 0, tzinfo=UTC)


class Machine:
    """Its system's clock and what has passed since it was started; ``process`` makes the clock of a process
    on it."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.wrong = 0.0

    def system(self) -> datetime:
        """What its clock says."""
        return self.right() + timedelta(seconds=self.wrong)

    def right(self) -> datetime:
        """The true moment."""
        return STARTED + timedelta(seconds=self.passed)

    def process(self) -> SteadyClock:
        """The clock of a process that begins now."""
        return SteadyClock(self.system, lambda: self.passed)
