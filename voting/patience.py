"""How long one waits for the database: a request no longer than somebody looks at a page that does nothing,
what nobody looks at, or takes long by itself, much longer.

What counts is the time spent waiting for answers of the database, for its locks or to reach it; what the
process itself computes meanwhile is not counted.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

REQUEST = 10.0
"""Seconds that a request waits for the database in all: its page sends again after 20."""
RUNNING = 60.0
"""The same where whoever runs the assembly changes something: closing a vote writes each of its ballots."""
ALONE = 600.0
"""Seconds that one answer is waited for where no request waits: long work, a command, what is due by the
clock."""


class _Patience:
    """How many seconds are left."""

    def __init__(self, left: float) -> None:
        self.left = left


_PATIENCE: ContextVar[_Patience | None] = ContextVar("patience", default=None)


@contextmanager
def waiting_at_most(seconds: float | None) -> Iterator[None]:
    """Wait for the database so many seconds in all within the block; None: as where no request waits."""
    token = _PATIENCE.set(None if seconds is None else _Patience(seconds))
    try:
        yield
    finally:
        _PATIENCE.reset(token)


def wait_at_most(seconds: float | None) -> None:
    """Wait for the database so many seconds in all, from now on."""
    _PATIENCE.set(None if seconds is None else _Patience(seconds))


def seconds_left() -> float:
    """How long may still be waited; never less than 0."""
    patience = _PATIENCE.get()
    return ALONE if patience is None else max(patience.left, 0.0)


@contextmanager
def counted() -> Iterator[float]:
    """Count the time of the block as waiting; the seconds that are left for it."""
    began = time.monotonic()
    try:
        yield seconds_left()
    finally:
        if (patience := _PATIENCE.get()) is not None:
            patience.left -= time.monotonic() - began
