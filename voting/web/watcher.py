"""What is wrong is written into the log even where nobody asks: every few seconds the server looks."""

import fcntl
import time
from collections.abc import Callable
from io import BufferedWriter
from pathlib import Path

import gevent
import structlog
from flask import Flask

from voting.logs import AGAIN_AFTER, Recurring
from voting.web.health import VOTES_GO_ON, Faults, faults_of_this_process, find_faults, message_of
from voting.web.metrics import write_numbers

log = structlog.get_logger(__name__)

LOOKS_EVERY = 3.0
"""Seconds between two looks."""


class Telling:
    """The lines about what is wrong: one when it begins, one each ``AGAIN_AFTER`` seconds while it lasts, and
    one when it is over. ``seconds`` is the clock by which that is measured."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._told_at: dict[str, float] = {}

    def tell(self, faults: Faults) -> None:
        """Tell what has been found now."""
        for code in [code for code in self._told_at if code not in faults]:
            del self._told_at[code]
            log.info("it is well again", code=code)
        for code, about in faults.items():
            told_at = self._told_at.get(code)
            if told_at is None or self._seconds() - told_at >= AGAIN_AFTER:
                self._told_at[code] = self._seconds()
                write = log.warning if code in VOTES_GO_ON else log.error
                write("something is wrong", code=code, message=message_of(code, about))


def start_watching(app: Flask, alive: Callable[[], bool]) -> None:
    """Look every few seconds for as long as ``alive()``. Each process of an installation on a machine tells
    of itself, and one of them for all what else there is."""

    def watch() -> None:
        telling, trouble = Telling(), Recurring("what is wrong cannot be found out")
        lock = _Turn(Path(app.instance_path) / "watcher.lock")
        while alive():
            try:
                with app.app_context():
                    write_numbers(app)
                    telling.tell(find_faults() if lock.is_ours() else faults_of_this_process())
            except Exception as error:
                trouble.tell(error)
            gevent.sleep(LOOKS_EVERY)

    gevent.spawn(watch)


class _Turn:
    """Which process does what one does for all: whoever has the lock, until it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: BufferedWriter | None = None

    def is_ours(self) -> bool:
        """Whether it is this process, which takes the turn where nobody has it."""
        if self._held is not None:
            return True
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._held = file
        return True
