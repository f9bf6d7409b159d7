"""The hub of one process: it knows the version of each topic, and tells the open screens of each new one."""

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from voting.clock import Clock, system_clock
from voting.live.answering import Answering
from voting.live.beats import Beats, Task
from voting.live.pages import Pages
from voting.live.topics import PACED, SECONDS_BETWEEN, Topic

MOST_SCREENS = 9_000
"""The most streams that one process holds open; screens beyond them ask from time to time instead."""
REMEMBERED = 4_096
"""So many of the last versions are remembered one by one: for minutes, whatever happens."""
SCREENS_A_SECOND = 2_000
"""How many screens one process can bring up to date in a second; the more there are, the less often a paced
topic is told."""
SLOWEST = 5.0
"""The most seconds between two versions of a paced topic."""
DEAF_AFTER = 3.0
"""Seconds without a look at what others have written after which a process no longer knows of it."""
CUT_OFF_AFTER = 20.0
"""Seconds after which a process that still hears nothing is taken to be cut off from the database by itself:
one database taking another's place is over by then. Its screens do better elsewhere."""

Versions = Mapping[Topic, int]


class Subscription:
    """What one open screen has not been told yet: topics with their versions, the latest of each."""

    def __init__(self) -> None:
        self._changed: dict[Topic, int] = {}
        self._told = threading.Event()

    def tell(self, versions: Versions) -> None:
        """Add versions that the screen is to be told of; a later version of a topic replaces one that it has
        not been told."""
        self._changed.update(versions)
        self._told.set()

    def wait(self, seconds: float) -> dict[Topic, int]:
        """Wait until there is something to tell, at most so many ``seconds``; returns it, empty where nothing
        came."""
        self._told.wait(seconds)
        self._told.clear()
        changed, self._changed = self._changed, {}
        return changed


class Hub:
    """The versions of all topics, and the screens that follow them.

    A version is a number that a topic never has twice, not even after a restart: the milliseconds since 1970
    at which the change was noticed, or more. ``seconds`` is the clock by which pace and age are measured,
    ``clock`` that of the installation.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic, clock: Clock = system_clock) -> None:
        self.seconds = seconds
        self._versions = dict.fromkeys(Topic, _milliseconds())
        self._recent = dict.fromkeys(self._versions.values())
        self._oldest = min(self._recent)
        self._published_at = dict.fromkeys(Topic, -SLOWEST)
        self._subscriptions: set[Subscription] = set()
        self._touched: set[Topic] = set()
        self._moments = itertools.count(1)
        self._changed_at = dict.fromkeys(Topic, 0)
        self._looked_at: float | None = None
        self._found_out_at = seconds()
        self.answering = Answering(clock)
        self.beats = Beats(seconds)
        self.pages = Pages()
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
        """Whether as many screens follow as there may be."""
        return len(self._subscriptions) >= MOST_SCREENS

    def knows(self, version: int, patience: float = 0.0) -> bool:
        """Whether this process has been told of a version, or it is one of long ago, from before what is
        remembered or before this process began; waits up to ``patience`` seconds for it, since another
        process may have been faster."""
        until = time.monotonic() + patience
        while version >= self._oldest and version not in self._recent:
            if time.monotonic() >= until:
                return False
            time.sleep(0.02)
        return True

    @property
    def follows(self) -> bool:
        """Whether this process knows what others have written, up to a moment ago: somebody looks, and has
        found something out lately."""
        return self._looked_at is not None and self.seconds() - self._looked_at < DEAF_AFTER

    def looked(self, found_out: bool = True) -> None:
        """Note that somebody has just looked for what other processes have written, or could not."""
        self._looked_at = self.seconds() if found_out else None
        if found_out:
            self._found_out_at = self.seconds()
            self.beats.beat(Task.SCREENS)

    @property
    def cut_off(self) -> bool:
        """Whether this process should know what others have written, and has found out nothing for long."""
        return self.ticking and self.seconds() - self._found_out_at >= CUT_OFF_AFTER

    def moment(self) -> int:
        """A number for now: higher than that of each known change, lower than that of each to come."""
        return next(self._moments)

    def changed_at(self, topics: Iterable[Topic]) -> int:
        """The moment at which one of the topics has last changed, as far as this process knows; before all
        others without a topic. A change of its own counts at once, although the screens are told of it
        later."""
        return max((self._changed_at[topic] for topic in topics), default=-1)

    def learn(self, versions: Versions) -> None:
        """Take in the versions of topics that another process has written to, and tell every screen."""
        self._note_change(versions)
        self.publish(versions)

    def touch(self, topics: Iterable[Topic]) -> None:
        """Note that what the topics are made of has been written. They get a new version at the next tick or,
        where no ticker runs, at once."""
        topics = frozenset(topics)
        self._note_change(topics)
        if self.ticking:
            self._touched.update(topics)
        else:
            self.publish(self.next_versions(topics))

    def take_touched(self) -> frozenset[Topic]:
        """The topics touched since the last call; a paced one stays for a later call until its pace has
        passed."""
        now = self.seconds()
        due = {topic for topic in self._touched if now - self._published_at[topic] >= self._pace(topic)}
        self._touched -= due
        return frozenset(due)

    def _pace(self, topic: Topic) -> float:
        """The seconds between two versions of a topic, by how many screens follow."""
        least = SECONDS_BETWEEN[topic] if self.screens else 0.0
        return max(least, min(self.screens / SCREENS_A_SECOND, SLOWEST)) if topic in PACED else least

    def next_versions(self, topics: Iterable[Topic]) -> dict[Topic, int]:
        """For each topic a version that it has not had yet."""
        return {topic: max(_milliseconds(), self._versions[topic] + 1) for topic in topics}

    def publish(self, versions: Versions) -> None:
        """Set the versions of topics, and tell every screen of them."""
        if versions:
            self._versions.update(versions)
            self._remember(versions.values())
            self._published_at.update(dict.fromkeys(versions, self.seconds()))
        shown: dict[Topic, int] = {
            topic: version for topic, version in versions.items() if topic is not Topic.ACCESS
        }
        if shown:
            for subscription in tuple(self._subscriptions):
                subscription.tell(shown)

    def _remember(self, versions: Iterable[int]) -> None:
        self._recent |= dict.fromkeys(versions)
        while len(self._recent) > REMEMBERED:
            self._oldest = next(iter(self._recent)) + 1
            del self._recent[self._oldest - 1]

    def _note_change(self, topics: Iterable[Topic]) -> None:
        self._changed_at.update(dict.fromkeys(topics, self.moment()))

    @contextmanager
    def subscribe(self) -> Iterator[Subscription]:
        """A context in which a screen follows all topics."""
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
