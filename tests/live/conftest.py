"""An assembly of today, served by several processes where the database allows it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.gate.served import Served, serve
from tests.world import World, world_of_today

WORKERS = {"sqlite": 1, "postgresql": 3}


@pytest.fixture
def today(app: Flask) -> World:
    """What is served has the system's clock: an assembly of today."""
    return world_of_today(app)


@pytest.fixture
def served(today: World, database_url: str, tmp_path: Path) -> Iterator[Served]:
    workers = WORKERS[database_url.split("+")[0].split(":")[0]]
    with serve(database_url, tmp_path / "served", workers, letters=False) as found:
        yield found
