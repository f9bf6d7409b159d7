"""How far long work is, told by whoever does it to whoever follows it.

Whoever does it need not know who does: a process that does one job follows the whole of it, a terminal's
bar perhaps, or nobody.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
Follow = Callable[[int, int], object]
"""Is told how much is done, and of how much."""

_followers: list[Follow] = []


@contextmanager
def followed(follow: Follow) -> Iterator[None]:
    """In this block, tell how far the work of this process is."""
    _followers.append(follow)
    try:
        yield
    finally:
        _followers.remove(follow)


def tell_progress(done: int, total: int) -> None:
    """Say that so much is done, of so much."""
    for follow in _followers:
        follow(done, total)


def each_told(items: Iterable[Item], total: int, before: int = 0) -> Iterator[Item]:
    """The items, while it is told how many of the ``total`` are done; so many were ``before`` these."""
    for done, item in enumerate(items, before):
        tell_progress(done, total)
        yield item
