"""Parts of pages that are alike for many screens: made once after each change, and kept for all of them."""

import hashlib
import json
import threading
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from voting.clock import Clock
from voting.live.hub import Hub
from voting.live.topics import PACED, Topic

LONGEST = timedelta(seconds=5)
"""How long a fragment is kept where nothing changes but the time."""
MOST = 1_000
"""The most fragments that are kept; then all are dropped."""
PATIENCE = 0.5
"""Seconds to wait for a version that a screen has heard of from another process."""


@dataclass(frozen=True)
class Fragment:
    """A part of a page as bytes, its ETag, and further headers of the answer."""

    body: bytes
    etag: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def as_json(self) -> bytes:
        """All of it on one line, for a stream."""
        told = {"text": self.body.decode(), "headers": {"ETag": self.etag, **self.headers}}
        return json.dumps(told, ensure_ascii=False).encode()


def fragment(text: str, headers: Mapping[str, str] | None = None) -> Fragment:
    """A fragment from its HTML and headers."""
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
        self._asking: dict[str, threading.Lock] = {}

    @property
    def kept(self) -> int:
        """How many are kept."""
        return len(self._kept)

    def has_made(self, path: str) -> bool:
        """Whether there is one for a path, be it outdated."""
        return path in self._kept

    def find(self, path: str, told: int | None) -> Fragment | None:
        """The fragment that is kept for a path, or None where there is none, or one of its topics has changed
        since it was made.

        ``told`` is the version of which the screen has heard, if any: if this process has not, it waits up to
        ``PATIENCE`` to hear of it, and gives None if it does not.
        """
        if path not in self._kept or not self._knows(told, PATIENCE):
            return None
        return self._current(path)

    def get(
        self, path: str, topics: Sequence[Topic], told: int | None, make: Callable[[], Fragment]
    ) -> Fragment:
        """The fragment for a path: the one that is kept or, where one of its ``topics`` has changed, a new
        one, which one caller makes while the others wait.

        Where ``told`` is a version of which this process has still not heard, the fragment is made for this
        screen alone, and not kept.
        """
        if not self._knows(told, 0):
            return make()
        if len(self._making) >= MOST:
            self._making.clear()
            self._asking.clear()
            self._kept.clear()
        with self._making.setdefault(path, threading.Lock()):
            if found := self._current(path):
                return found
            versions, made_at = self._versions(topics), self._clock()
            made = make()
            self._kept[path] = _Kept(made, topics, versions, made_at)
            return made

    def follow(self, path: str, changed: Container[Topic], ask: Callable[[str], bool]) -> Fragment | None:
        """The fragment for a path as it is now, for a screen that has just been told of what has changed:
        where none is at hand one caller asks for it, while the others wait. ``ask`` has it made, and says
        whether it was.

        None where it is made of nothing that has changed, or there is none.
        """
        kept = self._kept.get(path)
        if kept is None or not any(topic in changed for topic in kept.topics):
            return None
        with self._asking.setdefault(path, threading.Lock()):
            if (found := self._current(path)) or path not in self._kept:
                return found
            if not ask(path):
                self._kept.pop(path, None)
            made = self._kept.get(path)
            return made.fragment if made else None

    def _knows(self, told: int | None, patience: float) -> bool:
        return told is None or self._hub.knows(told, patience)

    def _current(self, path: str) -> Fragment | None:
        kept = self._kept.get(path)
        if kept is None or kept.versions != self._versions(kept.topics):
            return None
        return kept.fragment if kept.made_at <= self._clock() < kept.made_at + LONGEST else None

    def _versions(self, topics: Sequence[Topic]) -> tuple[int, ...]:
        """What tells a fragment from an older one: of a paced topic the version that screens have been told,
        of another the moment at which it has changed, so that nobody sees what was before their own act."""
        versions = self._hub.versions
        return tuple(
            versions[topic] if topic in PACED else self._hub.changed_at((topic,)) for topic in topics
        )
