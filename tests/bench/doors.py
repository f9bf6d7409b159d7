"""Members arrive while everything looks on: forty door pages, three consoles and three displays are open and
follow."""

import time

from sqlalchemy import func, select

from tests.bench.acts import check_in
from tests.bench.asking import Pace
from tests.bench.follow import Following, console, display, door_page
from tests.bench.generator import Talk, run
from tests.bench.house import HALLS, House, house
from tests.bench.size import Size
from tests.bench.votes import DOORS, Figures
from voting.attendance.models import Presence

CONSOLES = DISPLAYS = 3
RATE = 5.0
"""Arrivals a second."""
PATIENCE = 2.0
"""Times the seconds that the arrivals would take at that: what is not sent by then is left out."""
STEWARDS = {"BRU": "steward", "LIE": "steward_lie"}
SETTLE = 3.0
"""Seconds that the pages have been open before the first arrives."""


def measure_followed_doors(database: str, size: Size) -> Figures:
    """Milliseconds that a check-in takes, for each number of members that are present already."""
    figures: Figures = {}
    for present in size.present:
        arrivals = int(size.follow * RATE)
        members = max(size.membership, present + arrivals)
        with house(database, members, present=present, signed_in=1, letters=size.letters) as served:
            figures |= _measure(served, database, present, arrivals)
    return figures


def _measure(served: House, database: str, present: int, arrivals: int) -> Figures:
    phones = {hall: served.devices(name, DOORS) for hall, name in STEWARDS.items()}
    following, numbers = Following(), range(present + 1, present + arrivals + 1)
    pages = [
        *(door_page(phones[_hall(number)][number], _hall(number), following) for number in range(DOORS)),
        *(console(who, following) for who in served.devices("chair", CONSOLES)),
        *(display(served, following) for _ in range(DISPLAYS)),
    ]
    requests = [
        check_in(served, phones[_hall(number)][number % DOORS], number, _hall(number)) for number in numbers
    ]
    pace = Pace(requests, RATE, most=PATIENCE * arrivals / RATE + 1)
    asked = 0

    def begin() -> Talk:
        nonlocal asked
        while following.pages < len(pages):
            yield time.monotonic() + 0.05
        yield time.monotonic() + SETTLE
        asked, pace.begun = following.asked, time.monotonic()
        while len(pace.waits.seconds) < arrivals and time.monotonic() < pace.begun + pace.most:
            yield time.monotonic() + 0.1
        following.over = True

    run(served.port, [*pages, begin(), *pace.hands(DOORS)])
    done = len(pace.waits.seconds)
    there = select(func.count()).select_from(Presence).where(Presence.until.is_(None))
    assert served.count(there) == present + done
    return {
        f"followed_check_in_p95_ms_{present}_present_{database}": pace.waits.share(0.95),
        f"followed_check_in_p50_ms_{present}_present_{database}": pace.waits.share(0.5),
        f"followed_check_ins_{present}_present_{database}": done,
        f"followed_parts_asked_{present}_present_{database}": following.asked - asked,
    }


def _hall(number: int) -> str:
    return HALLS[number % 2]
