"""A process beside the server, for one installation: started by it, started again when it ends, alive while
locked.

It is given an open file that is locked, so that the lock is there from its first moment and ends with it,
however it ends; and no two that were started for one installation run at once. Read by the server's first
process before it knows the rest of the house, and so it knows nothing of it.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import structlog

LONGEST_PAUSE = 60.0
"""Seconds after which a process that ends at once each time is started again, at most."""
ENDS_WITHIN = 6.0
"""Seconds that a process may take to end when it is told to; after them it is killed."""

log = structlog.get_logger(__name__)


class Companion:
    """One process beside the server: its ``name`` is that of its lock in the folder of the ``instance``;
    ``arguments`` are those of ``voting``, to be followed by the number of the process that starts it, and for
    as long as which it stays; ``does`` is what it does, for the log; ``renewed_by`` is the signal at which it
    finishes what it has begun, and ends."""

    def __init__(
        self,
        instance: Path,
        name: str,
        arguments: tuple[str, ...],
        does: str,
        renewed_by: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.instance = instance
        self.name = name
        self.arguments = arguments
        self.does = does
        self.renewed_by = renewed_by
        self._told_to_end = False
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = self._start_from = 0.0
        self._pause = 1.0

    @property
    def command(self) -> tuple[str, ...]:
        """How it is started."""
        return (sys.executable, "-m", "voting.cli", *self.arguments)

    @cached_property
    def _lock(self) -> Path:
        return self.instance / f"{self.name}.lock"

    def is_alive(self) -> bool:
        """Whether one of this installation is alive, whoever has started it."""
        try:
            with self._lock.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def look_after(self) -> None:
        """Start it where none is alive; to be called about once a second.

        One that ends soon after its start is started again after a pause, twice as long each time.
        """
        now = time.monotonic()
        if self._has_ended() and self._told_to_end:
            self._process = None
            self._pause, self._start_from = 1.0, now
        elif self._has_ended():
            lasted = now - self._started_at
            if lasted > LONGEST_PAUSE:
                self._pause = 1.0
            self._start_from = now + self._pause
            log.error(f"the process that {self.does} has ended", lasted=round(lasted), again_in=self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            self._process = None
        if self._process is None and now >= self._start_from:
            self._process, self._started_at = self._start_alone(), now
            self._told_to_end = False

    def renew(self) -> None:
        """Let it finish what it has begun, and end; ``look_after`` then starts another, of the code that
        there is by then."""
        self._tell(self.renewed_by)

    def end(self) -> None:
        """Let it end with the server."""
        self._tell(signal.SIGTERM)

    def wait(self, seconds: float) -> None:
        """Wait so long at most until it has ended; then it is killed."""
        if self._process is not None:
            try:
                self._process.wait(max(seconds, 0.0))
            except subprocess.TimeoutExpired:
                log.error(f"the process that {self.does} does not end: it is killed")
                self._process.kill()
                self._process.wait()

    def _tell(self, what: signal.Signals) -> None:
        if self._process is not None:
            self._told_to_end = True
            self._process.send_signal(what)

    def _has_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _start_alone(self) -> subprocess.Popen[bytes] | None:
        """Start the process; None where one of this installation is alive, under another server perhaps."""
        self.instance.mkdir(parents=True, exist_ok=True)
        with self._lock.open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return None
            command = (*self.command, str(os.getpid()))
            return subprocess.Popen(command, pass_fds=(file.fileno(),))  # noqa: S603 - our own command


def wait_for_end(companions: Iterable[Companion]) -> None:
    """Wait until all have ended, ``ENDS_WITHIN`` seconds at most; then they are killed."""
    last = time.monotonic() + ENDS_WITHIN
    for companion in companions:
        companion.wait(last - time.monotonic())
