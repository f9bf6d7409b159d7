"""What closing, looking at and announcing a vote of the whole membership costs, and how long others wait.

``python -m tests.bench.closing [--database sqlite|postgresql] [--ballots 45598]``: a motion and a ranked
election, each with so many ballots, while members vote on another motion and one reads. Prints of each step
its seconds, the server's seconds of processor time, and the longest wait of the others; ends with 1 where a
vote was refused.
"""

import random
import secrets
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from tests.conftest import new_app
from tests.gate.served import Served, Visitor, serve
from tests.postgres import execute, server
from tests.world import World, world_of_today
from voting.assembly.models import RollEntry
from voting.ballot.contest import contest_of
from voting.ballot.envelopes import cipher_of
from voting.ballot.models import Deposit, Envelope, Participation, Resolution
from voting.ballot.sealing import into_envelope
from voting.clock import system_clock
from voting.database import in_chunks, writing
from voting.extensions import db
from voting.register.models import Member

KNOWN = 800
"""The members who have a code: they vote meanwhile."""
PAUSE = 0.01
"""Seconds between two requests of one person."""
CANDIDATES = 8
MOTION = (
    '[[resolutions]]\nnumber = "{0}"\nkind = "motion"\ntitle = "Motion {0}"\n'
    'method = "for_against_abstain"\nadvance = true\n'
)
ELECTION = (
    '[[resolutions]]\nnumber = "E"\nkind = "election"\ntitle = "Board"\nmethod = "scottish_stv"\nseats = 3\n'
    "candidates = [{}]\n"
)


@dataclass
class Others:
    """What others do meanwhile: seconds that each request took, and refusals."""

    reader: Visitor
    voters: Iterator[Visitor]
    resolution: int
    read: list[float] = field(default_factory=list)
    voted: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def go_on_reading(self) -> None:
        """Open the agenda again and again."""
        while not self.done.wait(PAUSE):
            begun = time.perf_counter()
            self.reader.look("/account/")
            self.read.append(time.perf_counter() - begun)

    def go_on_voting(self) -> None:
        """Cast one vote after the other."""
        while not self.done.wait(PAUSE):
            begun = time.perf_counter()
            code = (
                next(self.voters)
                .send(f"/resolutions/{self.resolution}/vote", {"channel": "online", "choice": "for"})
                .code
            )
            self.voted.append(time.perf_counter() - begun)
            if code != "ok":
                self.refused.append(code)


def definition() -> str:
    """An assembly with two motions and a ranked election."""
    names = ", ".join(f'{{ code = "c{number}", name = "Name {number}" }}' for number in range(CANDIDATES))
    whole = 'title = "Closing"\ndate = 2025-06-17\nrecord_date = 2025-06-02\n'
    return whole + MOTION.format(1) + MOTION.format(2) + ELECTION.format(names)


def fill(session: Session, world: World, ballots: int) -> None:
    """Have a register and a roll of as many members, who have all voted on the motion and the election."""
    member = session.execute(select(Member.__table__).where(Member.number == "1")).mappings().one()
    entry = session.execute(select(RollEntry.__table__).where(RollEntry.member == "1")).mappings().one()
    numbers = [str(number) for number in range(1, ballots + 1)]
    more = numbers[KNOWN + 2 :]
    _bulk(session, Member, [dict(member) | {"number": number} for number in more])
    _bulk(session, RollEntry, [dict(entry) | {"member": number} for number in more])
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))  # a server knows its register long before; of the votes, nothing yet
    session.execute(text("UPDATE assembly SET entitled = :n, frozen_entitled = :n"), {"n": ballots})
    chance = random.Random(17)
    for name in ("1", "E"):
        resolution, now = world.resolutions[name], system_clock()
        codes = [f"c{number}" for number in range(CANDIDATES)]
        choices = [
            chance.choice(("for", "against", "abstain"))
            if name == "1"
            else ">".join(chance.sample(codes, chance.randint(1, CANDIDATES)))
            for _ in numbers
        ]
        common = {"resolution_id": resolution, "channel": "advance", "venue": None}
        who = common | {"holder": None, "attempt": None, "cast_at": now}
        _bulk(session, Participation, [who | {"member": number} for number in numbers])
        _bulk(session, Deposit, [common | {"key": secrets.token_bytes(16)} for _ in numbers])
        row = session.get_one(Resolution, resolution)
        cipher, contest = cipher_of(session, row.envelope_key), contest_of(row)
        keys = [secrets.token_bytes(16) for _ in numbers]
        envelopes = [
            {
                "resolution_id": resolution,
                "key": key,
                "content": into_envelope(cipher, contest, key, choice, None),
            }
            for key, choice in zip(keys, choices, strict=True)
        ]
        _bulk(session, Envelope, envelopes)


def _bulk(session: Session, table: Any, rows: list[dict[str, Any]]) -> None:
    for some in in_chunks(rows):
        session.connection().execute(insert(table.__table__), some)


def measure(app: Flask, served: Served, world: World) -> int:
    """Take the motion and the election through their steps; how many votes were refused meanwhile."""
    chair = Visitor(served.port, world.staff["chair"])
    voters = [Visitor(served.port, world.codes[str(number)]) for number in range(1, KNOWN + 1)]
    for number in ("1", "2", "E"):
        chair.look("/chair/")
        assert chair.send(f"/chair/resolutions/{world.resolutions[number]}/open", {}).code == "ok"
    for voter in voters:
        voter.look(f"/resolutions/{world.resolutions['2']}")
    waiting, refused = iter(voters), 0
    reader = Visitor(served.port, world.staff["auditor"])

    def nothing(_: int) -> None:
        time.sleep(1)

    def press(step: str) -> Any:
        def act(resolution: int) -> None:
            code = chair.send(f"/chair/resolutions/{resolution}/{step}", {}).code
            assert code == "ok", code
            time.sleep(1)  # what follows by itself

        return act

    def look(_: int) -> None:
        assert chair.look("/chair/").code == "ok"

    steps = {"nothing": nothing, "close": press("close"), "console": look, "again": look}
    for number in ("1", "E"):
        for name, step in (steps | {"announce": press("announce")}).items():
            others = Others(reader, waiting, world.resolutions["2"])
            with ThreadPoolExecutor(2) as threads:
                working = [threads.submit(others.go_on_reading), threads.submit(others.go_on_voting)]
                before, begun = _processor_time(served), time.perf_counter()
                step(world.resolutions[number])
                took, spent = time.perf_counter() - begun, _processor_time(served) - before
                others.done.set()
                for each in working:
                    each.result()
            refused += len(others.refused)
            print(
                f"{number} {name:10} {took:6.2f} s, processor {spent:5.2f} s; {len(others.read):4} pages, "
                f"the slowest {_slowest(others.read)}; {len(others.voted):3} votes, the slowest "
                f"{_slowest(others.voted)} {sorted(set(others.refused))}",
                flush=True,
            )
    return refused


def _processor_time(served: Served) -> float:
    family = [served.process, *served.process.children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in family if one.status() != psutil.STATUS_ZOMBIE)


def _slowest(seconds: list[float]) -> str:
    return f"{1_000 * max(seconds, default=0):5.0f} ms"


def main() -> int:
    """Fill a database, serve it, and measure."""
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--ballots", type=int, default=45_598)
    asked = parser.parse_args()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{directory}/bench.sqlite3"
        if asked.database == "postgresql":
            address = stack.enter_context(server())
            execute(address, "CREATE DATABASE bench")
            url = address.set(database="bench").render_as_string(hide_password=False)
        app = new_app(url, directory)
        with app.app_context():
            upgrade()
        world = world_of_today(app, definition(), KNOWN)
        with app.app_context():
            with writing(db.session()) as session:
                fill(session, world, asked.ballots)
            held = db.session.scalar(select(func.count()).select_from(Envelope))
            db.session.rollback()
            db.engine.dispose()
        print(f"{asked.database}: {held} ballots", flush=True)
        served = stack.enter_context(serve(url, directory / "served", workers=1, letters=False))
        return int(measure(app, served, world) > 0)


if __name__ == "__main__":
    sys.exit(main())
