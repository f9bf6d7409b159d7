"""A hall votes: so many phones with open streams, from the moment at which the chair presses "open" until the
last of them shows its receipt."""

import random
import time

from tests.bench.acts import CHOICES, cookie, vote
from tests.bench.asking import Waits, expect, insist
from tests.bench.generator import Stream, Talk, Wait, run
from tests.bench.house import SERVING, House, house
from tests.bench.people import HTML
from tests.bench.size import Size
from tests.bench.votes import Figures
from voting.web.live import now_address

SPREAD = 0.3
"""Seconds over which the phones spread their questions (data-spread of the agenda's page)."""


class Hall:
    """The phones of one hall: how many follow, and when each has its ballot and its receipt."""

    def __init__(self, house: House, phones: int) -> None:
        self.house, self.phones = house, phones
        self.following = 0
        self.opened_at = 0.0
        self.waits = Waits()
        self.ballots: list[float] = []
        self.receipts: list[float] = []
        with house.app.test_request_context():
            self.now = now_address(house.world.assembly_id, "nl")

    def phone(self, number: int) -> Talk:
        """One phone, as the browser does it: it follows; takes the part of the page that has changed, which
        comes with the stream or is asked for, and opens the ballot; sends it, and opens the page that asks to
        confirm it; casts it, and opens the receipt."""
        who, path = self.house.member(number), self.house.path("1")
        stream = Stream(who.follow("/live/stream", self.now))
        known = (yield Wait(stream))["agenda"]
        self.following += 1
        while True:
            told = yield Wait(stream)
            if told.get("agenda", known) == known:
                continue
            known = told["agenda"]
            if not stream.has_brought(self.now):
                yield time.monotonic() + random.random() * SPREAD
            part = stream.take(self.now) or expect((yield who.get(f"{self.now}?v={known}")))
            if f'href="{path}"'.encode() in part.body:
                break
        page = expect((yield who.get(path)))
        assert f'action="{path}/check"'.encode() in page.body
        self.ballots.append(time.monotonic() - self.opened_at)
        sent = expect((yield who.post(f"{path}/check", {"choice": CHOICES[number % 3]})), 303)
        where = sent.header(b"location").decode()
        page = expect((yield who.get(where, HTML, cookie(sent))))
        assert f'action="{path}/vote"'.encode() in page.body
        yield from insist(vote(self.house, number), self.waits)
        expect((yield who.get(f"{path}/receipt")))
        self.receipts.append(time.monotonic() - self.opened_at)

    def chair(self) -> Talk:
        """Opens the vote, once all phones follow."""
        while self.following < self.phones:
            yield time.monotonic() + 0.05
        yield time.monotonic() + 1.0
        self.opened_at = time.monotonic()
        yield from self.house.step("open")


def measure_hall(database: str, size: Size) -> Figures:
    """Seconds until the last ballot is open, and until the last receipt is shown."""
    with house(database, size.phones, workers=SERVING[database], letters=size.letters) as served:
        hall = Hall(served, size.phones)
        phones = [hall.phone(number) for number in range(1, size.phones + 1)]
        run(served.port, [*phones, hall.chair()])
        served.check_votes(size.phones)
        empty = served.empty_view_per_s(size.empty)
    seconds = max(hall.receipts)
    return {
        f"hall_seconds_{database}": seconds,
        f"hall_last_ballot_seconds_{database}": max(hall.ballots),
        f"hall_busy_{database}": hall.waits.busy,
        f"hall_empty_views_a_phone_{database}": seconds * empty / size.phones,
    }
