"""The proof that the site of docs/operations/high-availability.md stands: ``python -m tests.standing``, as
root.

It takes about ten minutes, and needs Debian's postgresql-15, patroni, etcd-server and nginx. ``--only NAME``
for some faults, ``--clean`` to take away what an earlier proof has left. It ends with 1 where anything
acknowledged is lost or counted twice, no write went through for longer than thirty seconds, or a screen has
not caught up.
"""

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from itertools import count  # noqa: E402

import gevent  # noqa: E402
from flask_migrate import upgrade  # noqa: E402

from tests.conftest import new_app  # noqa: E402
from tests.standing.checks import Found, check  # noqa: E402
from tests.standing.faults import FAULTS, Fault  # noqa: E402
from tests.standing.load import Crowd, Person, Screen, signed_in  # noqa: E402
from tests.standing.machines import PLACE, clean  # noqa: E402
from tests.standing.site import Site  # noqa: E402
from tests.waiting import until  # noqa: E402
from tests.world import World, world_of_today  # noqa: E402
from voting.clock import system_clock  # noqa: E402
from voting.database import normalise_url  # noqa: E402
from voting.extensions import db  # noqa: E402

VOTERS, MOTIONS, ARRIVING, SCREENS = 150, 24, 1500, 500
HANDS, DOORS = 8, 4
LONGEST = 30.0
"""Seconds without a write that are too many."""
DONE = (200, 303, 409)
CALM = 15
"""Acknowledged acts after which it goes on."""
HEADER = (
    "fault",
    "s without a write",
    "votes",
    "arrivals",
    "lost",
    "double",
    "screens",
    "s until the last of them",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of everybody in one fault."""

    name: str
    without_write: float
    votes: int
    arrivals: int
    found: Found
    screens: int
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether the site stood."""
        held = not (self.found.lost or self.found.double)
        return held and self.without_write <= LONGEST and self.screens == SCREENS

    def row(self) -> tuple[str, ...]:
        """It as cells."""
        cells = (self.votes, self.arrivals, self.found.lost, self.found.double)
        told = [f"{cell:,}" for cell in cells]
        return (self.name, f"{self.without_write:.1f}", *told, f"{self.screens}", f"{self.seconds:.1f}")


class Proof:
    """An assembly that goes on while machines fall."""

    def __init__(self, site: Site, world: World) -> None:
        self.site, self.world = site, world
        address = site.proxy.address
        members = [signed_in(world, world.codes[str(number)]) for number in range(1, VOTERS + 1)]
        self.chair, steward = (signed_in(world, world.staff[name]) for name in ("chair", "steward"))
        arriving = (str(number) for number in range(VOTERS + 1, VOTERS + ARRIVING + 1))
        self.crowd = Crowd(address, self._votes(members), arriving)
        for resolution in world.resolutions.values():
            self.press(f"/chair/resolutions/{resolution}/open", {})
        self.screens = [Screen(address, members[number % VOTERS]) for number in range(SCREENS)]
        self.crowd.start(steward, HANDS, DOORS)
        self.incidents = count(1)

    def befall(self, fault: Fault) -> Outcome:
        """Strike, wait until writing goes on and the screens have heard of what came after; mend, look."""
        acts = self.crowd.acts
        self.wait_for_acts(CALM)
        votes, arrivals, struck = len(acts.votes), len(acts.arrivals), time.monotonic()
        fault.strike(self.site)
        gevent.sleep(LONGEST / 2)  # where the fault takes effect late, what is before is no proof
        self.wait_for_acts(CALM)
        screens, seconds = self.tell_screens()
        fault.mend(self.site)
        until(lambda: len(self.site.members()) == 2 and self.site.is_synchronous(), every=1)
        self.wait_for_acts(CALM)
        without = acts.longest_pause(struck)
        with self.site.connect() as connection:
            found = check(connection, acts)
        told = (len(acts.votes) - votes, len(acts.arrivals) - arrivals)
        return Outcome(fault.name, without, *told, found, screens, seconds)

    def press(self, path: str, fields: dict[str, str]) -> None:
        """The chair presses a button, until it is done, or was before (409)."""
        until(lambda: self.crowd.send(self.chair, path, fields) in DONE, every=1)

    def wait_for_acts(self, number: int) -> None:
        """Wait until so many more have been acknowledged."""
        before = len(self.crowd.acts.at)
        until(lambda: len(self.crowd.acts.at) >= before + number)

    def tell_screens(self) -> tuple[int, float]:
        """Change something that every screen must hear of; how many have, and after how long the last did."""
        self.press("/chair/incidents", {"text": f"incident {next(self.incidents)}"})
        told = time.monotonic()

        def heard() -> list[float]:
            return [screen.heard_at.get("agenda", 0.0) for screen in self.screens]

        deadline = told + 60
        while time.monotonic() < deadline and min(heard()) < told:
            gevent.sleep(0.1)
        late = [moment for moment in heard() if moment >= told]
        return len(late), max(late, default=told) - told

    def _votes(self, members: list[Person]) -> Iterator[tuple[int, str, Person]]:
        for resolution in self.world.resolutions.values():
            for number, member in enumerate(members, 1):
                yield resolution, str(number), member


def definition() -> str:
    """An assembly with a hall and many motions."""
    motions = "".join(
        f'[[resolutions]]\nnumber = "{number}"\nkind = "motion"\ntitle = "Motion {number}"\n'
        'method = "for_against_abstain"\nadvance = false\n'
        for number in range(1, MOTIONS + 1)
    )
    hall = '[[venues]]\ncode = "BRU"\nname = "Brussels"\n'
    return f'title = "Standing"\ndate = 2025-06-17\nrecord_date = 2025-06-02\n{hall}{motions}'


def convene(site: Site) -> World:
    """The assembly, in the database of the site."""
    app = new_app(normalise_url(site.database_url), PLACE / "here", system_clock)
    with app.app_context():
        upgrade()
    return world_of_today(app, definition(), VOTERS + ARRIVING)


def table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Rows as Markdown."""
    yield f"| {' | '.join(HEADER)} |"
    yield f"| --- {'| ---: ' * (len(HEADER) - 1)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def prove(names: list[str]) -> bool:
    """Let each of the faults befall one site, and print what became of it; whether all is well."""
    site = Site()
    site.put_up()
    print("the database is up", flush=True)
    world = convene(site)
    site.start_applications()
    proof = Proof(site, world)
    proof.wait_for_acts(CALM)
    outcomes = list[Outcome]()
    for name in names:
        outcomes.append(proof.befall(FAULTS[name]()))
        print(outcomes[-1].row(), flush=True)
    machine = f"{os.cpu_count()} processors, {platform.machine()}; everything on one machine"
    acts = proof.crowd.acts
    print(f"\n{len(acts.votes):,} votes, {len(acts.arrivals):,} arrivals, {acts.tries:,} tries; {machine}\n")
    print("\n".join(table([outcome.row() for outcome in outcomes])))
    for refusal in acts.refused[:10]:
        print("refused:", refusal)
    with world.app.app_context():
        db.engine.dispose()
    return all(outcome.is_good for outcome in outcomes) and not acts.refused


def main() -> int:
    """Run it, and leave nothing behind."""
    parser = argparse.ArgumentParser(prog="python -m tests.standing", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=FAULTS, default=list(FAULTS), help="these faults")
    parser.add_argument(
        "--clean", action="store_true", help="only take away what is left of an earlier proof"
    )
    parser.add_argument("--keep", action="store_true", help="leave logs and machines as they are at the end")
    asked = parser.parse_args()
    if os.geteuid():
        parser.error("it makes network namespaces, and so needs root")
    clean()
    if asked.clean:
        return 0
    try:
        return 0 if prove(asked.only) else 1
    finally:
        if not asked.keep:
            clean()


if __name__ == "__main__":
    sys.exit(main())
