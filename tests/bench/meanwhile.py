"""How long others wait while the office brings in a whole register: a member who reads, members who vote.

``python -m tests.bench.meanwhile [--database sqlite|postgresql]``: a file that changes every one of 45,820
members is brought in and applied. Prints its figures; ends with 1 where a vote was refused.
"""

import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import product

from sqlalchemy import select

from tests.bench.served_demo import ServedDemo, asked_database, served_demo
from tests.gate.served import Visitor
from voting.ballot.methods import Method
from voting.ballot.models import Resolution
from voting.extensions import db

READ = "/account/"
PAUSE = 0.02
"""Seconds between two requests of one person."""


@dataclass
class Others:
    """What others do until the office is done: seconds that each request took, and refusals."""

    reader: Visitor
    ballots: Iterator[tuple[Visitor, int]]
    read: list[float] = field(default_factory=list)
    voted: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def go_on_reading(self) -> None:
        """Open a page again and again."""
        while not self.done.wait(PAUSE):
            begun = time.perf_counter()
            self.reader.look(READ)
            self.read.append(time.perf_counter() - begun)

    def go_on_voting(self) -> None:
        """Cast one vote after the other."""
        while not self.done.wait(PAUSE):
            voter, resolution = next(self.ballots)
            path = f"/resolutions/{resolution}"
            begun = time.perf_counter()
            answer = voter.send(f"{path}/vote", {"channel": "advance", "choice": "for"})
            self.voted.append(time.perf_counter() - begun)
            if answer.code != "ok":
                self.refused.append(answer.code)


def main() -> int:
    """Bring a file in, look at it and apply it; say how long others waited at each step."""
    with served_demo(asked_database(__doc__)) as demo:
        port, refused = demo.served.port, 0
        secretary = Visitor(port, demo.codes["secretary"])
        reader, ballots = Visitor(port, demo.codes["auditor"]), _ballots(demo)
        content = demo.register.replace(b"@example.org", b"@example.com")
        imports = "/office/register/imports"

        def nothing() -> str:
            time.sleep(3)
            return "ok"

        def upload() -> str:
            secretary.look(imports)
            return secretary.bring(imports, "register.csv", content, invented="yes").code

        def look() -> str:
            return secretary.look(f"{imports}/1").code

        def apply() -> str:
            return secretary.send(f"{imports}/1/apply", {}).code

        steps = {"nothing": nothing, "brought in": upload, "looked at": look, "applied": apply}
        for name, step in steps.items():
            others = Others(reader, ballots)
            with ThreadPoolExecutor(2) as threads:
                working = [threads.submit(others.go_on_reading), threads.submit(others.go_on_voting)]
                begun = time.perf_counter()
                code = step()
                assert code == "ok", f"{name}: {code}"
                took = time.perf_counter() - begun
                others.done.set()
                for each in working:
                    each.result()
            refused += len(others.refused)
            print(
                f"{name} ({code}) in {took:.2f} s; meanwhile {len(others.read)} pages, the slowest "
                f"{_slowest(others.read)}, {len(others.voted)} votes, the slowest {_slowest(others.voted)}; "
                f"refused: {sorted(set(others.refused))}",
                flush=True,
            )
    return int(refused > 0)


def _slowest(seconds: list[float]) -> str:
    return f"{1_000 * max(seconds, default=0):.0f} ms"


def _ballots(demo: ServedDemo) -> Iterator[tuple[Visitor, int]]:
    """A voter and a resolution, each pair once; the voters are signed in beforehand."""
    motions = select(Resolution.id).where(
        Resolution.assembly_id == demo.assembly_id,
        Resolution.method == Method.FOR_AGAINST_ABSTAIN.value,
        Resolution.advance,
    )
    with demo.app.app_context():
        resolutions = db.session.scalars(motions).all()
        db.session.rollback()
        db.engine.dispose()
    voters = [Visitor(demo.served.port, code) for code in demo.voters.values()]
    for voter in voters:
        voter.look(f"/resolutions/{resolutions[0]}")
    return iter([(voter, resolution) for resolution, voter in product(resolutions, voters)])


if __name__ == "__main__":
    sys.exit(main())
