"""A real server with the process that does long work beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select

from tests.gate.served import Served, Visitor, serve
from tests.jobs.beside import Beside
from tests.waiting import until
from tests.world import World, world_of_today
from voting.assembly.models import RollEntry
from voting.attendance.models import ONLINE, Presence
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.jobs.process import jobs_process


@pytest.fixture
def members() -> int:
    """How many members there are, all of whom take part."""
    return 40


@pytest.fixture
def world(app: Flask, members: int) -> World:
    """An assembly that is held today."""
    world = world_of_today(app, members=members)
    with app.app_context(), writing(db.session()) as session:
        on_roll = session.scalars(select(RollEntry.member).where(RollEntry.assembly_id == world.assembly_id))
        stay = {"assembly_id": world.assembly_id, "place": ONLINE, "since": system_clock()}
        session.execute(insert(Presence), [stay | {"member": number} for number in on_roll])
    return world


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """The folder of the installation that is served."""
    return tmp_path / "served"


@pytest.fixture
def served(world: World, database_url: str, instance: Path) -> Iterator[Served]:
    """The server, once its process beside it is alive; with two workers on PostgreSQL."""
    workers = 2 if database_url.startswith("postgresql") else 1
    with serve(database_url, instance, workers) as server:
        until(jobs_process(instance).is_alive)
        yield server


@pytest.fixture
def beside(served: Served, database_url: str) -> Beside:
    """The process beside it."""
    return Beside(served, database_url)


@pytest.fixture
def secretary(world: World, served: Served) -> Visitor:
    """The secretary's browser."""
    return Visitor(served.port, world.staff["secretary"])
