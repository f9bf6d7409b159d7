"""Votes, arrivals and sign-ins as fast as they are answered, each beside the empty view under the same
server."""

import re
from collections.abc import Callable, Iterable, Iterator
from statistics import median

from sqlalchemy import func, select

from tests.bench.acts import check_in, sign_in, vote
from tests.bench.asking import Waits, hammer, hammer_with
from tests.bench.cost import WARMING, costs
from tests.bench.house import HALLS, House, house
from tests.bench.people import nobody
from tests.bench.size import Size
from voting.accounts.models import SignIn
from voting.attendance.models import Presence

DOORS = 40
"""Phones at the doors, each of which sends one arrival after the other."""
Figures = dict[str, float]


def measure_cost(database: str, size: Size) -> Figures:
    """Milliseconds of the processor for each page, the empty view among them, and its statements."""
    with house(database, size.turns + WARMING, letters=size.letters) as served:
        served.take_step("open")
        figures: Figures = {}
        for name, cost in costs(served, size.turns):
            key = f"{'_'.join(re.findall('[a-z]+', name))}_{database}"
            figures[f"processor_ms_{key}"] = cost.milliseconds
            figures[f"statements_{key}"] = cost.statements
        served.check_votes(size.turns + WARMING)
    return figures


def measure_votes(database: str, size: Size, workers: int = 1) -> Figures:
    """Votes over 64 connections, each acknowledged when it is durable."""
    number = size.slices * size.votes
    with house(database, number, workers=workers, letters=size.letters) as served:
        served.take_step("open")
        waits = Waits()

        def some(numbers: Iterable[int]) -> float:
            rate, waited = hammer(served.port, [vote(served, each) for each in numbers], 200)
            waits.seconds += waited.seconds
            return rate

        rate, empty, ratio = _beside_the_empty_view(served, size, size.votes, some)
        served.check_votes(number)
    of = database if workers == 1 else f"{database}_{workers}_workers"
    return {
        f"empty_view_per_s_{of}": empty,
        f"votes_per_s_{of}": rate,
        f"votes_of_empty_view_{of}": ratio,
        f"vote_p50_ms_{of}": waits.share(0.5),
        f"vote_p99_ms_{of}": waits.share(0.99),
    }


def measure_doors(database: str, size: Size, workers: int) -> Figures:
    """Arrivals that nobody looks on at, from forty phones; and sign-ins by link."""
    arrivals, sign_ins = size.slices * size.arrivals, size.slices * size.sign_ins
    with house(database, max(arrivals, sign_ins), workers=workers, letters=size.letters) as served:
        phones = [served.devices(name, DOORS) for name in ("steward", "steward_lie")]
        visitor = nobody(served.app)

        def arrive(numbers: Iterable[int]) -> float:
            requests = []
            for each in numbers:
                steward = phones[each % 2][each % DOORS]
                requests.append(check_in(served, steward, each, HALLS[each % 2]))
            return hammer(served.port, requests, 200, connections=DOORS)[0]

        def enter(numbers: Iterable[int]) -> float:
            return hammer_with(served.port, [sign_in(served, visitor, each) for each in numbers])

        arrived, empty, ratio = _beside_the_empty_view(served, size, size.arrivals, arrive)
        present = select(func.count()).select_from(Presence).where(Presence.until.is_(None))
        assert served.count(present) == arrivals
        before = served.count(select(func.count()).select_from(SignIn))
        entered, _, enter_ratio = _beside_the_empty_view(served, size, size.sign_ins, enter)
        assert served.count(select(func.count()).select_from(SignIn)) == before + sign_ins
    return {
        f"empty_view_per_s_doors_{database}": empty,
        f"check_in_per_s_{database}": arrived,
        f"check_in_of_empty_view_{database}": ratio,
        f"sign_in_per_s_{database}": entered,
        f"sign_in_of_empty_view_{database}": enter_ratio,
    }


def _beside_the_empty_view(
    served: House, size: Size, each: int, act: Callable[[Iterable[int]], float]
) -> tuple[float, float, float]:
    """Let so many in each slice act, and ask for the empty view before each; returns the medians of both, in
    a second, and of their ratio."""
    numbers: Iterator[int] = iter(range(1, size.slices * each + 1))
    rates = []
    served.empty_view_per_s(size.empty)
    for _ in range(size.slices):
        empty = served.empty_view_per_s(size.empty)
        rates.append((act([next(numbers) for _ in range(each)]), empty))
    return (
        median(rate for rate, _ in rates),
        median(empty for _, empty in rates),
        median(rate / empty for rate, empty in rates),
    )
