"""Parts of pages that are the same for many screens: made once for each change, then kept."""

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from voting.clock import Clock
from voting.live.hub import Hub
from voting.live.topics import Topic

LONGEST = timedelta(seconds=5)
"""How long a fragment is kept where nothing changes but the time."""
MOST = 1_000
"""Fragments that are kept at once."""
PATIENCE = 0.5
"""Seconds for which a version that another process has told of is waited for."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a page as bytes, the tag by which a browser knows that it has it already, and what else its
    answer says."""

    body: bytes
    etag: str
    headers: Mapping[str, str] = field(default_factory=dict)


def fragment(text: str, headers: Mapping[str, str] | None = None) -> Fragment:
    """The fragment that a text makes."""
    body = text.encode()
    told = repr(sorted((headers or {}).items())).encode()
    return Fragment(body, f'"{hashlib.sha256(body + told).hexdigest()[:32]}"', headers or {})


@dataclass(slots=True)
class _Kept:
    fragment: Fragment
    topics: Sequence[Topic]
    versions: tuple[int, ...]
    made_at: datetime


class Fragments:
    """The fragments of one process, by the path of their address."""

    def __init__(self, hub: Hub, clock: Clock) -> None:
        self._hub = hub
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._making: dict[str, threading.Lock] = {}

    def find(self, path: str, told: int | None) -> Fragment | None:
        """The fragment that is kept, unless one of its topics has changed since it was made.

        ``told`` is the version that the screen has heard of, if any: where this process has not, it waits a
        moment to hear of it.
        """
        if path not in self._kept or not self._knows(told, PATIENCE):
            return None
        return self._current(path)

    def get(
        self, path: str, topics: Sequence[Topic], told: int | None, make: Callable[[], Fragment]
    ) -> Fragment:
        """The fragment of this path, made anew where one of its topics has changed; by one, for all.

        Where ``told`` is a version that this process still has not heard of, it is made for this screen
        alone.
        """
        if not self._knows(told, 0):
            return make()
        if len(self._making) >= MOST:
            self._making.clear()
            self._kept.clear()
        with self._making.setdefault(path, threading.Lock()):
            if found := self._current(path):
                return found
            versions, made_at = self._versions(topics), self._clock()
            made = make()
            self._kept[path] = _Kept(made, topics, versions, made_at)
            return made

    def _knows(self, told: int | None, patience: float) -> bool:
        return told is None or self._hub.knows(told, patience)

    def _current(self, path: str) -> Fragment | None:
        kept = self._kept.get(path)
        if kept is None or kept.versions != self._versions(kept.topics):
            return None
        return kept.fragment if kept.made_at <= self._clock() < kept.made_at + LONGEST else None

    def _versions(self, topics: Sequence[Topic]) -> tuple[int, ...]:
        versions = self._hub.versions
        return tuple(versions[topic] for topic in topics)
