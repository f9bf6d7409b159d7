"""Pages that are open and follow, as static/refresh.js does it: a stream, and the parts that the page marks,
each brought by the stream or asked for when one of its topics has a new version, or after some time in any
case."""

import json
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from tests.bench.asking import expect
from tests.bench.generator import Answer, Stream, Talk, Wait
from tests.bench.house import House
from tests.bench.people import HTML, JSON, Person

_MARKED = re.compile(r"<[^>]*\sdata-refresh=\"([^\"]*)\"[^>]*>")
_ATTRIBUTE = re.compile(r"\sdata-([a-z]+)=\"([^\"]*)\"")
_STREAM = re.compile(r"\sdata-stream=\"([^\"]*)\"")
STATES_EVERY = 15.0
"""Seconds after which a phone at a door asks who is where (LOOK_EVERY of static/desk/offline.js)."""


@dataclass(slots=True)
class Part:
    """A part of a page: its address, topics and seconds as its attributes have them; when it is asked for
    next, and what is known of it."""

    path: str
    topics: frozenset[str]
    spread: float = 0.3
    least: float = 0.25
    every: float = 60.0
    shared: bool = False
    accept: bytes = HTML
    due: float = 0.0
    asked_at: float = 0.0
    told: int = 0
    etag: bytes = b""

    def hear(self, changed: dict[str, int]) -> None:
        """Topics have new versions: it is asked for soon where one of them is its own."""
        versions = [version for topic, version in changed.items() if topic in self.topics]
        if versions:
            self.told = max(versions)
            earliest = max(time.monotonic(), self.asked_at + self.least)
            self.due = min(self.due, earliest + random.random() * self.spread)

    def take(self, stream: Stream) -> None:
        """Take what the stream has brought of it, if anything."""
        brought = stream.take(self.path)
        if brought is not None:
            self.etag = brought.etag.encode()
            self.due = time.monotonic() + self.every + random.random() * self.spread

    def ask(self, who: Person) -> Iterator[bytes]:
        """Ask for it once. Raises Unexpected where it is refused."""
        self.asked_at = time.monotonic()
        address = f"{self.path}?v={self.told}" if self.told else self.path
        answer: Answer = yield who.get(address, self.accept, etag=self.etag)
        expect(answer, 200, 304)
        self.etag = answer.header(b"etag") or self.etag
        self.due = time.monotonic() + self.every + random.random() * self.spread
        if self.accept == JSON and "seq" in (told := json.loads(answer.body)):
            self.path = f"{self.path.partition('?')[0]}?since={told['seq']}"


@dataclass(slots=True)
class Following:
    """How many pages follow, how often their parts have been asked for, and whether it is over."""

    pages: int = 0
    asked: int = 0
    over: bool = False


def follow(who: Person, path: str, following: Following, *others: Part) -> Talk:
    """Open a page, and follow until it is over: its parts, and ``others`` that its scripts ask for from the
    beginning."""
    page = expect((yield who.get(path))).body.decode()
    parts = [*parts_of(page), *others]
    assert parts, f"{path} has no part that changes"
    for part in others:
        yield from part.ask(who)
    for part in parts:
        part.due = part.asked_at = time.monotonic()
        part.due += part.every * random.random()
    marked = _STREAM.search(page)
    address = unescape(marked[1]) if marked else "/live/stream"
    stream = Stream(who.follow(address, *(part.path for part in parts if part.shared)))
    known = dict((yield Wait(stream)))
    following.pages += 1
    while not following.over:
        first = min(parts, key=lambda part: part.due)
        if first.due <= time.monotonic():
            yield from first.ask(who)
            following.asked += 1
            continue
        told = yield Wait(stream, first.due)
        changed = {topic: version for topic, version in told.items() if known.get(topic) != version}
        known |= changed
        for part in parts:
            part.hear(changed)
            part.take(stream)


def door_page(who: Person, hall: str, following: Following) -> Talk:
    """The page at a door, which asks who is where as well."""
    states = Part(f"/desk/{hall}/states", frozenset(), every=STATES_EVERY, spread=0.0, accept=JSON)
    return follow(who, f"/desk/{hall}/", following, states)


def console(who: Person, following: Following) -> Talk:
    """The chair's console."""
    return follow(who, "/chair/", following)


def display(house: House, following: Following) -> Talk:
    """The screen of a hall."""
    return follow(Person(b"none=0", ""), f"/display/{house.world.staff['display']}/", following)


def parts_of(page: str) -> Iterator[Part]:
    """The parts that a page marks."""
    for found in _MARKED.finditer(page):
        values = dict(_ATTRIBUTE.findall(found[0]))
        seconds = {name: float(values[name]) for name in ("spread", "least", "every") if name in values}
        topics = frozenset(values.get("topics", "agenda").split())
        yield Part(unescape(values["refresh"]), topics, **seconds, shared=" data-brought" in found[0])
