"""The process that sends letters: started by the server, started again when it ends, alive while locked.

It is given an open file that is locked, so that the lock is there from its first moment and ends with it,
however it ends; and no two that were started for one installation run at once. Read by the server's first
process before it knows the rest of the house, and so it knows nothing of it.
"""

import fcntl
import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import structlog

COMMAND = (sys.executable, "-m", "voting.cli", "send-mail", "--watch")
"""To be followed by the number of the process that starts it, and for as long as which it stays."""
LONGEST_PAUSE = 60.0
"""Seconds after which a process that ends at once each time is started again, at most."""

log = structlog.get_logger(__name__)


def is_alive(instance: Path) -> bool:
    """Whether the process that sends the letters of the installation in this folder is alive."""
    try:
        with _lock_of(instance).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


class LettersProcess:
    """The process of one installation, looked after by the server's first process."""

    def __init__(self, instance: Path) -> None:
        self._instance = instance
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = self._start_from = 0.0
        self._pause = 1.0

    def look_after(self) -> None:
        """Start it where none is alive; to be called about once a second.

        One that ends soon after its start is started again after a pause, twice as long each time.
        """
        now = time.monotonic()
        if self._process is not None and self._process.poll() is not None:
            lasted = now - self._started_at
            if lasted > LONGEST_PAUSE:
                self._pause = 1.0
            self._start_from = now + self._pause
            log.error("the process that sends letters has ended", lasted=round(lasted), again_in=self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            self._process = None
        if self._process is None and now >= self._start_from:
            self._process, self._started_at = _start_alone(self._instance), now

    def stop(self) -> None:
        """End it with the server."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


@cache
def letters_process(instance: Path) -> LettersProcess:
    """The one of an installation, the same each time the server's configuration is read."""
    return LettersProcess(instance)


def _start_alone(instance: Path) -> subprocess.Popen[bytes] | None:
    """Start the process; None where one of this installation is alive, under another server perhaps."""
    instance.mkdir(parents=True, exist_ok=True)
    with _lock_of(instance).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        command = (*COMMAND, str(os.getpid()))
        return subprocess.Popen(command, pass_fds=(file.fileno(),))  # noqa: S603 - our own command


def _lock_of(instance: Path) -> Path:
    return instance / "letters.lock"
