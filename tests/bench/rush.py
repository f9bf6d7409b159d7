"""The whole membership votes at a pace, and then the chair closes the vote and announces its result while
others go on."""

import itertools
import time

from sqlalchemy import func, select

from tests.bench.acts import check_in, vote
from tests.bench.asking import Others, Pace, expect
from tests.bench.generator import Talk, run
from tests.bench.house import SERVING, House, house
from tests.bench.size import Size
from tests.bench.votes import Figures
from voting.attendance.models import CheckIn

PAUSE = 0.1
"""Seconds between two requests of each of the others."""
HANDS = 512
"""The most votes that are on their way at the same time."""
PATIENCE = 1.5
"""Times the seconds that the votes would take at their pace: what is not sent by then is left out."""
BESIDE = "4"
"""The resolution on which others vote while the first is closed."""


def measure_rush(database: str, size: Size) -> Figures:
    """Milliseconds that votes take at the pace, counted from when each was due; then those that others wait
    while the vote is closed, counted and announced."""
    with house(database, size.membership, workers=SERVING[database], letters=size.letters) as served:
        served.take_step("open")
        served.take_step("open", BESIDE)
        requests = [vote(served, number) for number in range(1, size.membership + 1)]
        pace = Pace(requests, size.pace, most=PATIENCE * size.membership / size.pace + 1)
        hands = pace.hands(HANDS)
        pace.begun = time.monotonic() + 0.1
        took = run(served.port, hands)
        waits = pace.waits
        done = len(waits.seconds)
        served.check_votes(done)
        figures = {
            f"vote_p50_ms_at_{size.pace:.0f}_{database}": waits.share(0.5),
            f"vote_p99_ms_at_{size.pace:.0f}_{database}": waits.share(0.99),
            f"rush_votes_{database}": done,
            f"rush_busy_{database}": waits.busy,
            f"rush_votes_per_s_{database}": done / took,
        }
        return figures | _measure_closing(served, database, size)


def _measure_closing(served: House, database: str, size: Size) -> Figures:
    others = Others()
    voters, arrivals = itertools.count(1), itertools.count(1)
    readers = itertools.cycle(range(1, 50))
    steward = served.staff["steward"]
    talks = [
        others.go_on("reading", lambda: served.member(next(readers)).get("/assembly"), PAUSE),
        others.go_on("voting", lambda: vote(served, next(voters), BESIDE), PAUSE),
        others.go_on("arriving", lambda: check_in(served, steward, next(arrivals)), PAUSE),
    ]
    steps: dict[str, float] = {}
    calm = 0.0

    def chair() -> Talk:
        nonlocal calm
        yield time.monotonic() + size.calm
        calm = others.slowest
        others.forget()
        for step in ("close", "announce"):
            begun = time.monotonic()
            yield from served.step(step)
            expect((yield served.staff["chair"].get("/chair/")))
            steps[step] = time.monotonic() - begun
        yield time.monotonic() + size.calm
        others.over = True

    run(served.port, [*talks, chair()])
    served.check_votes(next(voters) - 1, BESIDE)
    scans = served.count(select(func.count()).select_from(CheckIn))
    assert scans == next(arrivals) - 1, f"{scans} arrivals"
    return {
        f"closing_seconds_{database}": steps["close"],
        f"announcing_seconds_{database}": steps["announce"],
        f"others_wait_ms_at_closing_{database}": others.slowest,
        f"others_wait_ms_before_closing_{database}": calm,
    }
