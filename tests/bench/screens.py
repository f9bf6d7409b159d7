"""Thousands of screens follow: how soon the last of them shows what has changed, and what holding one costs.

Each screen holds a stream, which brings its part when that has changed; where it does not, it waits a random
part of its spread and asks over a second connection that it keeps, as static/refresh.js does.
"""

import random
import time
from dataclasses import dataclass, field

from tests.bench.acts import vote
from tests.bench.asking import Waits, expect
from tests.bench.generator import Stream, Talk, Wait, run
from tests.bench.house import House, house
from tests.bench.people import Person
from tests.bench.size import Size
from tests.bench.votes import Figures
from voting.web.live import now_address

DISPLAY_SPREAD, PHONE_SPREAD = 0.2, 0.3
"""Seconds over which they spread their questions (data-spread of the display and of the agenda)."""
PATIENCE = 30.0
ANYBODY = Person(b"none=0", "")


@dataclass(slots=True)
class Screens:
    """So many screens that show one part, of one topic: how many follow, and how many have seen what is
    ``wanted``."""

    house: House
    number: int
    part: str
    topic: str
    spread: float
    calm: float
    """Seconds between two rounds, twice as many before the first: topics that move often are told about once
    a second where many look on."""
    following: int = 0
    wanted: bytes = b""
    seen: int = 0
    over: bool = False
    turnout: Waits = field(default_factory=Waits)
    opening: Waits = field(default_factory=Waits)

    def screen(self, stream_path: str, *parts: str) -> Talk:
        """One screen, whose stream brings these parts, until it is over."""
        stream = Stream(ANYBODY.follow(stream_path, *parts))
        known = dict((yield Wait(stream)))
        self.following += 1
        while not self.over:
            told = yield Wait(stream, time.monotonic() + PATIENCE)
            version = told.get(self.topic)
            if version is None or known.get(self.topic) == version:
                continue
            known |= told
            if not stream.has_brought(self.part):
                yield time.monotonic() + random.random() * self.spread
            part = stream.take(self.part) or expect((yield ANYBODY.get(f"{self.part}?v={version}")))
            if self.wanted and self.wanted in part.body:
                self.seen += 1

    def until_all_see(self, wanted: bytes, begun: float, waits: Waits) -> Talk:
        """Wait until all have seen this since a moment."""
        self.wanted, self.seen = wanted, 0
        while self.seen < self.number:
            assert time.monotonic() < begun + PATIENCE, f"{self.seen} of {self.number} have seen {wanted!r}"
            yield time.monotonic() + 0.005
        waits.seconds.append(time.monotonic() - begun)
        self.wanted = b""
        yield time.monotonic() + self.calm

    def direct(self, rounds: int, phones_part: str) -> Talk:
        """Votes are cast one by one, and then opened, annulled and put again."""
        while self.following < self.number:
            yield time.monotonic() + 0.05
        yield from self.house.step("open")
        yield time.monotonic() + 2 * self.calm
        for number in range(1, rounds + 1):
            expect((yield vote(self.house, number)))
            shown = f"<strong>{number}</strong>".encode()
            yield from self.until_all_see(shown, time.monotonic(), self.turnout)
        self.part, self.topic, self.spread = phones_part, "agenda", PHONE_SPREAD
        resolution, again = self.house.world.resolutions["2"], max(self.house.world.resolutions.values()) + 1
        chair = self.house.staff["chair"]
        for _ in range(rounds):
            path, begun = f"/chair/resolutions/{resolution}", time.monotonic()
            expect((yield chair.post(f"{path}/open", {})), 303)
            yield from self.until_all_see(f'href="/resolutions/{resolution}"'.encode(), begun, self.opening)
            expect((yield chair.post(f"{path}/annul", {"reason": "again"})), 303)
            expect((yield chair.post(f"{path}/again", {})), 303)
            resolution, again = again, again + 1
            yield time.monotonic() + self.calm
        self.over = True
        yield from self.house.step("close")  # tells all that it is over


def measure_screens(database: str, size: Size) -> Figures:
    """Milliseconds until the last screen shows a vote and the last phone its ballot; kibibytes for a
    screen."""
    with house(database, max(size.rounds, 50), letters=size.letters) as served:
        display = f"/display/{served.world.staff['display']}"
        with served.app.test_request_context():
            phones_part = now_address(served.world.assembly_id, "nl")
        screens = Screens(served, size.screens, f"{display}/state", "turnout", DISPLAY_SPREAD, size.calm / 2)
        run(served.port, _looking(served, f"{display}/state"))
        worker = served.workers()[0]
        before, held = worker.memory_info().rss, 0

        def weigh() -> Talk:
            nonlocal held
            while screens.following < size.screens:
                yield time.monotonic() + 0.1
            held = worker.memory_info().rss

        talks = [screens.screen(f"{display}/stream", screens.part, phones_part) for _ in range(size.screens)]
        run(served.port, [*talks, weigh(), screens.direct(size.rounds, phones_part)])
        served.check_votes(size.rounds)
    return {
        f"screens_turnout_p95_ms_{database}": screens.turnout.share(0.95),
        f"screens_ballot_p95_ms_{database}": screens.opening.share(0.95),
        f"screen_kib_{database}": (held - before) / size.screens / 1024,
    }


def _looking(served: House, path: str) -> list[Talk]:
    """Somebody who looks at a page once, as before a screen is hung up."""

    def look() -> Talk:
        expect((yield ANYBODY.get(path)))

    return [look()]
