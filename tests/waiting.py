"""Waiting for what other processes bring about."""

import time
from collections.abc import Callable


def until(holds: Callable[[], bool]) -> None:
    """Ask again and again until something holds; fail where it does not within two minutes."""
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
