"""Pages that are open and follow, as static/refresh.js does it: a stream, and parts that are asked for when
one of their topics has a new version, or after some time in any case."""

import json
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.asking import expect
from tests.bench.generator import Stream, Talk, Wait
from tests.bench.house import House
from tests.bench.people import HTML, JSON, STREAM, Person


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: its address, topics (none: it is only asked for every so many seconds), and the
    seconds as its attributes have them."""

    path: str
    topics: frozenset[str]
    spread: float = 0.3
    least: float = 0.25
    every: float = 60.0
    accept: bytes = HTML


@dataclass(slots=True)
class Following:
    """How many pages follow, how often their parts have been asked for, and whether it is over."""

    pages: int = 0
    asked: int = 0
    over: bool = False


def follow(who: Person, stream_path: str, parts: Sequence[Part], following: Following) -> Talk:
    """One page that is open, until it is over."""
    stream = Stream(who.get(stream_path, STREAM))
    known = dict((yield Wait(stream)))
    following.pages += 1
    begun = time.monotonic()
    due = [begun + random.random() * part.every for part in parts]
    asked_at, told, etags = [begun] * len(parts), [0] * len(parts), [b""] * len(parts)
    while not following.over:
        first = min(range(len(parts)), key=due.__getitem__)
        if due[first] > time.monotonic():
            versions = yield Wait(stream, due[first])
            for number, part in enumerate(parts):
                changed = {
                    topic: version
                    for topic, version in versions.items()
                    if topic in part.topics and known.get(topic) != version
                }
                if changed:
                    told[number] = max(changed.values())
                    earliest = max(time.monotonic(), asked_at[number] + part.least)
                    due[number] = min(due[number], earliest + random.random() * part.spread)
            known |= versions
            continue
        part, asked_at[first] = parts[first], time.monotonic()
        answer = yield who.get(_address(part, told[first]), part.accept, etag=etags[first])
        expect(answer, 200, 304)
        following.asked += 1
        etags[first] = answer.header(b"etag") or etags[first]
        due[first] = time.monotonic() + part.every + random.random() * part.spread


def _address(part: Part, told: int) -> str:
    return f"{part.path}?v={told}" if told else part.path


def door_page(who: Person, hall: str, following: Following) -> Talk:
    """The page at a door: the numbers, what became of what was asked, and who is where (of which a phone is
    told what has changed since it asked last; here since it asked first, which is more)."""
    opened = expect((yield who.get(f"/desk/{hall}/")))
    since = json.loads(expect((yield who.get(f"/desk/{hall}/states", JSON))).body)["seq"]
    numbers = frozenset({"presence", "conflicts", "agenda"})
    parts = (
        Part(numbers_in(opened.body), numbers, spread=1.0, every=20.0),
        Part(f"/desk/{hall}/asked", frozenset({"conflicts"})),
        Part(f"/desk/{hall}/states?since={since}", frozenset(), every=15.0, spread=0.0, accept=JSON),
    )
    yield from follow(who, "/live/stream", parts, following)


def numbers_in(page: bytes) -> str:
    """The address of the numbers in the page at a door."""
    found = re.search(rb'data-refresh="(/desk/[^"]*/numbers[^"]*)"', page)
    assert found
    return found[1].decode()


def console(who: Person, following: Following) -> Talk:
    """The chair's console."""
    everything = frozenset({"agenda", "turnout", "presence", "discussion", "trouble"})
    parts = (
        Part("/chair/now", everything, spread=0.1, least=0.5, every=10.0),
        Part("/chair/side", frozenset({"discussion"}), spread=0.1, least=0.5),
        Part("/chair/rest", frozenset({"agenda"}), spread=0.1),
    )
    return follow(who, "/live/stream", parts, following)


def display(house: House, following: Following) -> Talk:
    """The screen of a hall."""
    code = house.world.staff["display"]
    topics = frozenset({"agenda", "turnout", "presence", "discussion"})
    parts = (Part(f"/display/{code}/state", topics, spread=0.2, every=10.0),)
    return follow(Person(b"none=0", ""), f"/display/{code}/stream", parts, following)
