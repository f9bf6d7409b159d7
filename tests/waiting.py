"""Waiting for what must happen, and for what other processes bring about."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

PATIENCE = 180
"""Seconds after which a test says that something does not happen: so many that no slow machine needs them. A
test that passes never waits for their end."""


def until(look: Callable[[], Found], every: float = 0.05) -> Found:
    """Look again and again, every so many seconds, until what is found is true; returns that, and fails where
    it never is."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(every)
    return found
