"""What each page costs: processor time of the process that serves, and statements, for one request.

``python -m tests.bench.cost [--database sqlite|postgresql] [--times 300] [--only NAME]``: on both databases,
one page after the other, beside the empty view in the same run. Judge by the ratios: they hold anywhere.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.bench.acts import check, check_in, sign_in, vote
from tests.bench.asking import expect, hammer_with
from tests.bench.follow import parts_of
from tests.bench.generator import Talk, run
from tests.bench.house import DATABASES, House, house
from tests.bench.people import nobody
from tests.bench.wsgi_paths import EMPTY, STATEMENTS

WARMING = 8
"""Turns that are not counted."""
HANDS = 8
"""Connections that ask at the same time."""
NEEDED = ("empty view", "vote")
"""What is asked for in any case: the measure of all, and what the receipts need."""


@dataclass(frozen=True, slots=True)
class Page:
    """Something that is asked for: a ``turn``, of one or more requests, gets a number of its own."""

    name: str
    turn: Callable[[House, int], Talk]


def once(request: Callable[[House, int], bytes]) -> Callable[[House, int], Talk]:
    """A turn of one request."""

    def turn(house: House, number: int) -> Talk:
        expect((yield request(house, number)), 200)

    return turn


def of_member(path: Callable[[House], str]) -> Callable[[House, int], Talk]:
    """A page of a member, another for each turn."""
    return once(lambda house, number: house.member(number).get(path(house)))


def of_staff(name: str, path: str) -> Callable[[House, int], Talk]:
    """A page of somebody on the staff."""
    return once(lambda house, _: house.staff[name].get(path))


_NUMBERS: dict[int, str] = {}
"""By port the address of the numbers at a door, which stands in its page."""


def door_numbers(house: House, _: int) -> Talk:
    """The numbers at a door, as long as nothing changes."""
    who = house.staff["steward"]
    if house.port not in _NUMBERS:
        page = expect((yield who.get("/desk/BRU/"))).body.decode()
        _NUMBERS[house.port] = next(part.path for part in parts_of(page) if "numbers" in part.path)
    expect((yield who.get(_NUMBERS[house.port])))


PAGES = (
    Page("empty view", of_member(lambda _: EMPTY)),
    Page("agenda", of_member(lambda _: "/assembly")),
    Page("ballot page", of_member(lambda house: house.path("1"))),
    Page("check", check),
    Page("vote", once(vote)),
    Page("receipt", of_member(lambda house: f"{house.path('1')}/receipt")),
    Page("sign-in by link", lambda house, number: sign_in(house, nobody(house.app), number)),
    Page("check-in", once(lambda house, number: check_in(house, house.staff["steward"], number))),
    Page("door page", of_staff("steward", "/desk/BRU/")),
    Page("door numbers", door_numbers),
    Page("door states", of_staff("steward", "/desk/BRU/states")),
    Page("door states, what is new", of_staff("steward", "/desk/BRU/states?since=1")),
    Page("console", of_staff("chair", "/chair/")),
    Page("console now", of_staff("chair", "/chair/now")),
    Page(
        "display fragment",
        once(lambda house, _: house.staff["chair"].get(f"/display/{house.world.staff['display']}/state")),
    ),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one turn of a page costs: milliseconds of the processor, and statements."""

    milliseconds: float
    statements: float


def costs(house: House, times: int, only: str = "") -> Iterator[tuple[str, Cost]]:
    """Ask for each page so many times, the members in turn, and say what it costs."""
    for page in PAGES:
        if only in page.name or page.name in NEEDED:
            yield page.name, _measure(house, page, times)


def _measure(house: House, page: Page, times: int) -> Cost:
    hammer_with(house.port, [page.turn(house, number) for number in range(1, WARMING + 1)], 1)
    statements, seconds = _statements(house), house.processor_seconds()
    turns = range(WARMING + 1, WARMING + times + 1)
    hammer_with(house.port, [page.turn(house, number) for number in turns], HANDS)
    took, sent = house.processor_seconds() - seconds, _statements(house) - statements
    return Cost(1000 * took / times, sent / times)


def _statements(house: House) -> int:
    told: list[int] = []

    def ask() -> Talk:
        answer = yield house.member(1).get(STATEMENTS)
        told.append(int(expect(answer, 200).body))

    run(house.port, [ask()])
    return told[0]


def main() -> None:
    """Measure all pages, and print them as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=DATABASES)
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--only", default="", help="a part of a page's name")
    asked = parser.parse_args()
    for database in [asked.database] if asked.database else DATABASES:
        with house(database, asked.times + WARMING) as served:
            served.take_step("open")
            print(f"\n{database}: by request    ms   times the empty view   statements")
            empty = None
            for name, cost in costs(served, asked.times, asked.only):
                empty = empty or cost.milliseconds
                ratio = cost.milliseconds / empty
                print(f"  {name:20}{cost.milliseconds:7.2f}{ratio:12.1f}{cost.statements:19.1f}", flush=True)


if __name__ == "__main__":
    main()
