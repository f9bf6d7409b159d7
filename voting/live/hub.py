"""The hub of one process: which version each topic has, and who is to be told of the next."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from voting.live.answering import Answering
from voting.live.topics import PACED, Topic

MOST_SCREENS = 9_000
"""Open streams that one process holds; whoever comes after them asks from time to time instead."""
REMEMBERED = 64
SCREENS_A_SECOND = 2_000
"""How many screens one process can bring up to date in a second: the pace of what changes all the time."""
SLOWEST = 5.0
"""Seconds between two versions of a paced topic, at most."""

Versions = Mapping[Topic, int]


class Subscription:
    """One open screen: the topics that have changed since it last looked, each once."""

    def __init__(self) -> None:
        self._changed: dict[Topic, int] = {}
        self._told = threading.Event()

    def tell(self, versions: Versions) -> None:
        """Add to what the screen does not know yet; a version that it has not seen gives way to the next."""
        self._changed.update(versions)
        self._told.set()

    def wait(self, seconds: float) -> dict[Topic, int]:
        """What has changed, as soon as something has; nothing where nothing did in this time."""
        self._told.wait(seconds)
        self._told.clear()
        changed, self._changed = self._changed, {}
        return changed


class Hub:
    """The versions of all topics, and the screens that follow them.

    A version is a number that is not used twice for a topic, nor again after a restart: the milliseconds
    since 1970 at which the change was noticed, or later. ``seconds`` measures the pace of what changes all
    the time.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._versions = dict.fromkeys(Topic, _milliseconds())
        self._recent: deque[int] = deque(self._versions.values(), REMEMBERED)
        self._published_at = dict.fromkeys(Topic, -SLOWEST)
        self._subscriptions: set[Subscription] = set()
        self._touched: set[Topic] = set()
        self.answering = Answering()
        self.ticking = False
        """Whether somebody collects what has been touched, and tells it a few times a second."""
        self.closed = False
        self.commits = 0
        """How often this process has written."""

    @property
    def versions(self) -> dict[Topic, int]:
        """The version of each topic."""
        return dict(self._versions)

    @property
    def screens(self) -> int:
        """How many screens are following."""
        return len(self._subscriptions)

    @property
    def full(self) -> bool:
        """Whether no more screens can follow."""
        return len(self._subscriptions) >= MOST_SCREENS

    def knows(self, version: int, patience: float = 0.0) -> bool:
        """Whether this process has been told of a version, as far as it remembers, or is within so many
        seconds: another process may have been faster."""
        until = time.monotonic() + patience
        while version not in self._recent:
            if time.monotonic() >= until:
                return False
            time.sleep(0.02)
        return True

    def touch(self, topics: Iterable[Topic]) -> None:
        """Something has been written: to be told at the next tick, or at once where nobody is ticking."""
        if self.ticking:
            self._touched.update(topics)
        else:
            self.publish(self.next_versions(topics))

    def take_touched(self) -> frozenset[Topic]:
        """What has been touched since the last time, and is not to wait for its pace."""
        now, pace = self._seconds(), min(self.screens / SCREENS_A_SECOND, SLOWEST)
        due = {
            topic for topic in self._touched if topic not in PACED or now - self._published_at[topic] >= pace
        }
        self._touched -= due
        return frozenset(due)

    def next_versions(self, topics: Iterable[Topic]) -> dict[Topic, int]:
        """A version for each of the topics that none has had yet."""
        return {topic: max(_milliseconds(), self._versions[topic] + 1) for topic in topics}

    def publish(self, versions: Versions) -> None:
        """Tell every screen that the topics have these versions now."""
        if versions:
            self._versions.update(versions)
            self._recent.extend(versions.values())
            self._published_at.update(dict.fromkeys(versions, self._seconds()))
            for subscription in tuple(self._subscriptions):
                subscription.tell(versions)

    @contextmanager
    def subscribe(self) -> Iterator[Subscription]:
        """Follow all topics for as long as this lasts."""
        subscription = Subscription()
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def close(self) -> None:
        """End every stream: the process is about to stop."""
        self.closed = True
        for subscription in tuple(self._subscriptions):
            subscription.tell({})


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000
