"""Ways to ask a server, and what is said of how long it took. Whatever is refused ends a bench at once."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.bench.generator import Answer, Talk, run

BUSY = 503
AGAIN = 2.0
"""Seconds after which a page sends something again (PAUSE of static/vote.js)."""
AT_ONCE = 64
"""Connections over which a crowd asks."""


class Unexpected(Exception):
    """An answer that a bench must not have measured: a refusal or a failure."""


def expect(answer: Answer, *statuses: int) -> Answer:
    """The answer, if it has one of these statuses (without any: 200). Raises Unexpected."""
    refusal = answer.header(b"refusal").decode()
    if refusal or answer.status not in (statuses or (200,)):
        raise Unexpected(f"{answer.status} {refusal} {answer.content[:300]!r}")
    return answer


def insist(request: bytes, waits: "Waits") -> Generator[bytes | float, Any, Answer]:
    """Send something until it is taken, as the pages of voters and doors do where the server is too busy; how
    often it was is counted. Any other refusal is Unexpected."""
    while True:
        answer: Answer = yield request
        if answer.status != BUSY:
            return expect(answer)
        waits.busy += 1
        yield time.monotonic() + AGAIN


@dataclass(slots=True)
class Waits:
    """How many seconds each answer took, and how often the server said that it was too busy."""

    seconds: list[float] = field(default_factory=list)
    busy: int = 0

    def share(self, part: float) -> float:
        """The milliseconds within which this part of all (0 to 1) was answered; 0 where there was nothing."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0

    @property
    def slowest(self) -> float:
        """The most milliseconds."""
        return 1000 * max(self.seconds, default=0.0)


def one_after_the_other(requests: Iterator[bytes], waits: Waits, *statuses: int) -> Talk:
    """Take one request after the other of those that are left, until there is none."""
    for request in requests:
        answer = expect((yield request), *statuses)
        waits.seconds.append(answer.seconds)


def hammer(
    port: int, requests: Iterable[bytes], *statuses: int, connections: int = AT_ONCE
) -> tuple[float, Waits]:
    """Send all requests over so many connections, each the next as soon as it has an answer; returns how many
    were answered in a second, and how long each took."""
    left, waits = iter(list(requests)), Waits()
    took = run(port, [one_after_the_other(left, waits, *statuses) for _ in range(connections)])
    return len(waits.seconds) / took, waits


def hammer_with(port: int, talks: Iterable[Talk], connections: int = AT_ONCE) -> float:
    """Let many talk one after the other over so many connections; returns how many were done in a second."""
    waiting, done = iter(list(talks)), 0

    def each(left: Iterator[Talk]) -> Talk:
        nonlocal done
        for talk in left:
            yield from talk
            done += 1

    took = run(port, [each(waiting) for _ in range(connections)])
    return done / took


@dataclass(slots=True)
class Pace:
    """So many requests a second, whether those before have been answered or not, from when it has ``begun``.
    How long each took is counted from the moment at which it was due; what is not sent after ``most`` seconds
    is left out."""

    requests: Sequence[bytes]
    rate: float
    most: float
    waits: Waits = field(default_factory=Waits)
    begun: float | None = None
    _turn: int = 0

    def hands(self, number: int) -> list[Talk]:
        """So many connections, over which one request after the other is sent."""
        return [self._hand() for _ in range(number)]

    def _hand(self) -> Talk:
        while self.begun is None:
            yield time.monotonic() + 0.05
        while self._turn < len(self.requests) and time.monotonic() < self.begun + self.most:
            due, request = self.begun + self._turn / self.rate, self.requests[self._turn]
            self._turn += 1
            yield due
            yield from insist(request, self.waits)
            self.waits.seconds.append(time.monotonic() - due)


@dataclass(slots=True)
class Others:
    """What others do all the time, each at a pace of their own, until ``over``: how long they wait, by what
    they do."""

    waits: dict[str, Waits] = field(default_factory=dict)
    over: bool = False

    def go_on(self, what: str, request: Callable[[], bytes], pause: float, *statuses: int) -> Talk:
        """Somebody who sends one request every so many seconds, or as soon as the one before is answered."""
        waits, due = self.waits.setdefault(what, Waits()), time.monotonic()
        while not self.over:
            yield due
            answer = expect((yield request()), *statuses)
            waits.seconds.append(answer.seconds)
            due = max(due + pause, time.monotonic())

    def forget(self) -> None:
        """Count from now on only."""
        for waits in self.waits.values():
            waits.seconds.clear()

    @property
    def slowest(self) -> float:
        """The most milliseconds that anybody waited."""
        return max((waits.slowest for waits in self.waits.values()), default=0.0)
