"""What each page costs: processor time of the process that serves, and statements, for one request.

``python -m tests.bench.cost [--database sqlite|postgresql] [--times 300] [--only NAME]``: on both databases,
one page after the other, beside the empty view in the same run. Judge by the ratios: they hold anywhere.
"""

import argparse
import itertools
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.bench.generator import Answer, Talk, run
from tests.bench.hall import DATABASES, House, house
from tests.bench.people import JSON, Person
from tests.bench.wsgi import EMPTY, STATEMENTS
from tests.world import KEY
from voting.attendance.passes import pass_token

AT_ONCE = 8
"""Connections that ask at the same time."""


def expect(answer: Answer, *statuses: int) -> Answer:
    """The answer, if it has one of these statuses (200 or 303). Raises AssertionError for a refusal."""
    refusal = answer.header(b"refusal").decode()
    assert not refusal, refusal
    assert answer.status in (statuses or (200, 303)), answer.status
    return answer


def filled_in(answer: Answer) -> bytes:
    """The cookie of a ballot that was filled in, as the browser sends it on."""
    return b"; " + answer.header(b"set-cookie").partition(b";")[0]


@dataclass(frozen=True, slots=True)
class Page:
    """Something that is asked for: by ``turn``, which gets a number that no other turn has, in one or more
    requests."""

    name: str
    turn: Callable[[House, int], Talk]


def once(request: Callable[[House, int], bytes], *statuses: int) -> Callable[[House, int], Talk]:
    """A turn of one request."""

    def turn(house: House, number: int) -> Talk:
        expect((yield request(house, number)), *statuses)

    return turn


def member(house: House, number: int) -> Person:
    """The member of a turn."""
    return house.members[str(number)]


def check(house: House, number: int) -> Talk:
    """A ballot is filled in, and the page comes that asks to confirm it."""
    who, path = member(house, number), house.path("1")
    answer = expect((yield who.post(f"{path}/check", {"choice": "for"})), 303)
    expect((yield who.get(f"{path}/check", cookies=filled_in(answer))), 200)


def vote_request(house: House, number: int) -> bytes:
    """A vote as the page casts it."""
    fields = {
        "channel": "online",
        "choice": ("for", "against", "abstain")[number % 3],
        "attempt": secrets.token_urlsafe(16),
    }
    return member(house, number).post(f"{house.path('1')}/vote", fields, JSON)


def sign_in(house: House, number: int) -> Talk:
    """The link of an invitation, its button, and on to the first page: all but that page itself."""
    code = house.world.codes[str(number)]
    nobody = Person(b"lang=nl", "")
    page = expect((yield nobody.get(f"/in/{code}")), 200)
    cookie = page.header(b"set-cookie").partition(b";")[0]
    token = page.body.split(b'name="csrf_token" value="')[1].split(b'"')[0].decode()
    answer = expect((yield Person(cookie, token).post("/sign-in", {"code": code})), 303)
    who = Person(answer.header(b"set-cookie").partition(b";")[0], "")
    expect((yield who.get("/home")), 303)


def check_in_request(house: House, number: int) -> bytes:
    """An arrival as the scanner sends it."""
    token = pass_token(KEY.encode(), house.world.assembly_id, str(number))
    fields = {"member": token, "nonce": f"bench-{number:08}"}
    return house.staff["steward"].post("/desk/BRU/check-in", fields, JSON)


def staff(name: str, path: str) -> Callable[[House, int], Talk]:
    """A page of somebody on the staff."""
    return once(lambda house, _: house.staff[name].get(path), 200)


def display_state(house: House, _: int) -> bytes:
    """The part of the screen in the hall, as long as nothing changes."""
    return house.staff["display"].get(f"/display/{house.world.staff['display']}/state")


PAGES = (
    Page("empty view", once(lambda house, number: member(house, number).get(EMPTY), 200)),
    Page("agenda", once(lambda house, number: member(house, number).get("/assembly"), 200)),
    Page("ballot page", once(lambda house, number: member(house, number).get(house.path("1")), 200)),
    Page("check", check),
    Page("vote", once(lambda house, number: vote_request(house, number), 200)),
    Page("receipt", once(lambda house, number: member(house, number).get(f"{house.path('1')}/receipt"), 200)),
    Page("sign-in by link", sign_in),
    Page("check-in", once(lambda house, number: check_in_request(house, number), 200)),
    Page("door page", staff("steward", "/desk/BRU/")),
    Page("door numbers", staff("steward", "/desk/BRU/numbers")),
    Page("door states", staff("steward", "/desk/BRU/states")),
    Page("console", staff("chair", "/chair/")),
    Page("console now", staff("chair", "/chair/now")),
    Page("display fragment", once(display_state, 200)),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one turn of a page costs: milliseconds of the processor, and statements."""

    milliseconds: float
    statements: float


def measure(house: House, page: Page, times: int) -> Cost:
    """Ask for a page so many times, after a few that warm up; members 1 to ``times`` each once."""
    numbers = iter(range(1, times + 1))

    def one_after_the_other(some: Iterator[int]) -> Talk:
        for number in some:
            yield from page.turn(house, number)

    warming = list(itertools.islice(numbers, AT_ONCE))
    run(house.port, [one_after_the_other(iter(warming))])
    statements, seconds = _statements(house), house.processor_seconds()
    run(house.port, [one_after_the_other(numbers) for _ in range(AT_ONCE)])
    took, sent = house.processor_seconds() - seconds, _statements(house) - statements
    asked = times - len(warming)
    return Cost(1000 * took / asked, sent / asked)


def _statements(house: House) -> int:
    told: list[int] = []

    def ask() -> Talk:
        answer = yield house.members["1"].get(STATEMENTS)
        told.append(int(expect(answer, 200).body))

    run(house.port, [ask()])
    return told[0]


def open_vote(house: House, number: str = "1") -> None:
    """The chair opens a vote."""
    resolution = house.world.resolutions[number]

    def open_it() -> Talk:
        expect((yield house.staff["chair"].post(f"/chair/resolutions/{resolution}/open", {})))

    run(house.port, [open_it()])


def main() -> None:
    """Measure all pages, and print them as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=DATABASES)
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--only", help="a part of a page's name; what it needs before is asked for as well")
    asked = parser.parse_args()
    for database in [asked.database] if asked.database else DATABASES:
        with house(database, asked.times) as served:
            open_vote(served)
            print(f"\n{database}: by request    ms   times the empty view   statements")
            empty = None
            for page in PAGES:
                if asked.only and asked.only not in page.name and page.name not in ("empty view", "vote"):
                    continue
                cost = measure(served, page, asked.times)
                empty = empty or cost.milliseconds
                ratio = cost.milliseconds / empty
                print(
                    f"  {page.name:20}{cost.milliseconds:7.2f}{ratio:12.1f}{cost.statements:19.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
