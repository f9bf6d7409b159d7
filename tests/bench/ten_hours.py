"""Ten hours of a meeting, as many acts as they have and as fast as they go: does any memory grow?

Members vote, sign in, look and arrive, streams come and go, the chair changes what the halls see; a console,
a display and a member's phone stay open in a real Chromium all the time. After each hour what nobody holds
is thrown away, and the rest is weighed: of the process that serves, objects and bytes; of each page, the
bytes of its script, nodes and listeners.

    python -m tests.bench.ten_hours [--acts N] [--database postgresql] [--leak worker|page]

Ends with 1 where something grows: ``grows``. ``--leak`` lets something grow, to see that it is found.
"""

import argparse
import itertools
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.bench.acts import check_in, sign_in, vote
from tests.bench.asking import expect
from tests.bench.generator import Stream, Talk, Wait, run
from tests.bench.house import DATABASES, House, house
from tests.bench.people import STREAM, nobody
from tests.bench.wsgi_paths import LEAK, MEMORY
from tests.browser import FLAGS, installed

HOURS = 10
WARM = 4
"""So many hours fill what is kept up to a bound; what is there after them is held against the end."""
MEMBERS = 100
"""So few that each has done everything when it is warm: what is kept for each of them is kept then."""
CHANGES = 30
"""How often in an hour the chair changes what all pages show."""
ALLOWED = {
    "objects": (0.04, 4_000.0),
    "bytes": (0.06, 6e6),
    "JSHeapUsedSize": (0.10, 400_000.0),
    "Nodes": (0.05, 60.0),
    "JSEventListeners": (0.05, 20.0),
}
"""By what is weighed, the part and the number by which it may be more at the end than when warm: what the
allocators of Python and of the browser keep, a turn more of a list. It grows where it is more by both."""
KEEP_NODES = """
window.kept = [];
new MutationObserver(records => records.forEach(record => window.kept.push(...record.removedNodes)))
  .observe(document.body, { childList: true, subtree: true });
"""

Weights = Mapping[str, float]


def grows(weighed: Sequence[Weights]) -> list[str]:
    """What of all that was weighed, hour by hour, has grown: the median of the last three hours against that
    of the last three warm ones, by more than is ``ALLOWED``. A sentence for each; pure."""
    found = []
    for name in weighed[0]:
        part, number = ALLOWED[name.rpartition(" ")[2]]
        warm = median(hour[name] for hour in weighed[WARM - 3 : WARM])
        end = median(hour[name] for hour in weighed[-3:])
        if end > warm * (1 + part) and end > warm + number:
            found.append(f"{name} grows: {warm:,.0f} when warm, {end:,.0f} at the end")
    return found


class Day:
    """The acts of a day, hour by hour: ``acts`` of members in each, and ``CHANGES`` of the chair."""

    def __init__(self, served: House, acts: int, *, leaks: bool = False) -> None:
        self.served, self.acts, self.leaks = served, acts, leaks
        self._voters = itertools.count(1)
        self._arrivals = itertools.count(1)

    def hour(self) -> None:
        """Play one hour, in two parts."""
        for _ in range(2):
            run(self.served.port, [self._chair(), *(self._members(self.acts // 8) for _ in range(4))])

    def _chair(self) -> Talk:
        served, chair = self.served, self.served.staff["chair"]
        numbers = itertools.cycle(served.world.resolutions.values())
        for turn in range(CHANGES // 2):
            shown = {"resolution": str(next(numbers))} if turn % 3 else {}
            expect((yield chair.post("/chair/screen", shown)), 303)
            expect((yield chair.get("/chair/now")))

    def _members(self, acts: int) -> Talk:
        served, visitor = self.served, nobody(self.served.app)
        for _, turn in zip(range(acts), itertools.cycle(range(6)), strict=False):
            number = next(self._voters) % len(served.members) + 1
            who = served.member(number)
            if self.leaks:
                expect((yield who.get(LEAK)))
            if turn == 0:
                yield from sign_in(served, visitor, number)
            elif turn == 1:
                stream = Stream(who.get("/live/stream", STREAM))
                yield Wait(stream, time.monotonic() + 5)  # it is closed when this part of the hour is over
            elif turn == 2:
                arrival = next(self._arrivals) % len(served.members) + 1
                yield check_in(served, served.staff["steward"], arrival)
            elif turn == 3:
                yield vote(served, number)  # the second of a member is refused, as it is in a hall
            else:
                expect((yield who.get("/assembly" if turn == 4 else served.path("1"))))


class OpenPage:
    """A page that stays open, and what it weighs."""

    def __init__(self, name: str, page: Page) -> None:
        self.name, self._page = name, page
        self._devtools: CDPSession = page.context.new_cdp_session(page)
        self._devtools.send("Performance.enable")

    def leak(self) -> None:
        """From now on keep whatever is taken off the page."""
        self._page.evaluate(KEEP_NODES)

    def weigh(self) -> dict[str, float]:
        """Its weights, once all that nobody holds is gone."""
        self._page.wait_for_timeout(1_000)  # the browser takes in what has come
        self._devtools.send("HeapProfiler.collectGarbage")
        told = self._devtools.send("Performance.getMetrics")["metrics"]
        metrics = {one["name"]: one["value"] for one in told}
        return {
            f"{self.name} {what}": metrics[what] for what in ("JSHeapUsedSize", "Nodes", "JSEventListeners")
        }


@contextmanager
def open_pages(served: House) -> Iterator[list[OpenPage]]:
    """The chair's console, the display of a hall and a member's phone, open in Chromium."""
    address = f"http://127.0.0.1:{served.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=list(FLAGS))
        try:
            pages = []
            for name, cookie, path in (
                ("console", served.staff["chair"].cookie, "/chair/"),
                ("display", b"", f"/display/{served.world.staff['display']}"),
                ("phone", served.member(1).cookie, "/assembly"),
            ):
                context = browser.new_context(
                    viewport={"width": 360 if name == "phone" else 1280, "height": 740}
                )
                if cookie:
                    key, _, value = cookie.decode().partition("=")
                    context.add_cookies([{"name": key, "value": value, "url": address}])
                page = context.new_page()
                page.goto(f"{address}{path}")
                pages.append(OpenPage(name, page))
            yield pages
        finally:
            browser.close()


def weigh_all(served: House, pages: Iterable[OpenPage]) -> dict[str, float]:
    """What everything weighs now, by name."""
    found: dict[str, float] = {}

    def ask() -> Talk:
        told = json.loads(expect((yield served.member(1).get(MEMORY))).body)
        found.update({f"worker {what}": value for what, value in told.items()})

    run(served.port, [ask()])
    for page in pages:
        found |= page.weigh()
    return found


def ten_hours(database: str, acts: int, leak: str = "", hours: int = HOURS) -> list[dict[str, float]]:
    """Play the day; returns what was weighed after each hour, and prints it."""
    weighed = []
    with house(database, MEMBERS, present=40, letters=False) as served, open_pages(served) as pages:
        served.take_step("open")
        if leak == "page":
            for page in pages:
                page.leak()
        day = Day(served, acts, leaks=leak == "worker")
        for hour in range(1, hours + 1):
            day.hour()
            weighed.append(weigh_all(served, pages))
            told = "  ".join(f"{name} {value:,.0f}" for name, value in weighed[-1].items())
            print(f"hour {hour}: {told}", flush=True)
    return weighed


def main() -> int:
    """Play the day, and say what grows; 0 where nothing does."""
    parser = argparse.ArgumentParser(description="Ten hours of a meeting: does any memory grow?")
    parser.add_argument("--acts", type=int, default=1_200, help="of members in an hour (1200)")
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--leak", choices=("worker", "page"), default="")
    asked = parser.parse_args()
    found = grows(ten_hours(asked.database, asked.acts, asked.leak))
    print("\n".join(found) or "Nothing grows.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
