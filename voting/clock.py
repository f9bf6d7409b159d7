"""What time it is, for the whole application.

The served application uses the system's clock. Only ``voting rehearse`` hands ``create_app`` another
one, in its own process: no request, setting or environment variable can.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def seconds_of_boot() -> float:
    """Seconds since the machine was started, those included for which it slept: no clock that is set moves
    it, and all processes of the machine read the same."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class SteadyClock:
    """The present moment, in UTC, by a system's clock that is not followed where it jumps: what has passed
    since is added to the moment at which it was believed last.

    ``origin`` is the moment at which ``elapsed`` was 0, in seconds since 1970. Whoever watches the clock sets
    it (``voting.timekeeping``), so that all processes of a machine have the same.
    """

    def __init__(self, system: Clock = system_clock, elapsed: Callable[[], float] = seconds_of_boot) -> None:
        self._system, self._elapsed = system, elapsed
        self.origin = self.system_origin()

    def __call__(self) -> datetime:
        """The present moment."""
        return datetime.fromtimestamp(self.origin + self._elapsed(), UTC)

    def system_origin(self) -> float:
        """What ``origin`` would be by what the system's clock says now."""
        return self._system().timestamp() - self._elapsed()
