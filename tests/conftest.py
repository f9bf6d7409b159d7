"""What all tests share: both databases, real, each test with one of its own."""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import URL

from tests.postgres import execute, server
from tests.world import KEY, Clock, World, make_world
from voting import create_app
from voting.clock import Clock as AnyClock
from voting.extensions import db

hypothesis_settings.register_profile("house", deadline=None)  # how long an example takes decides nothing
hypothesis_settings.load_profile("house")

KINDS = ("sqlite", "postgresql")
COMPILED_TEMPLATES = tempfile.TemporaryDirectory(prefix="voting-templates-")
PAGES = ("web", "report", "events", "discussion", "invitations", "privacy")
"""Rooms whose tests run on SQLite alone unless --full: the rooms below them are proven on both."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the slow proofs in full")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without --full: what only widens a proof is left out."""
    if config.getoption("--full"):
        return
    left_out = [item for item in items if _only_in_full(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not _only_in_full(item)]


def _only_in_full(item: pytest.Item) -> bool:
    room = item.path.relative_to(Path(__file__).parent).parts[0]
    return item.get_closest_marker("full") is not None or (room in PAGES and "[postgresql" in item.name)


def new_app(url: str, instance: Path, clock: AnyClock | None = None) -> Flask:
    """An application on a database, with the key of the tests."""
    settings = {"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": str(instance), "SECRET_KEY": KEY}
    application = create_app(settings, clock=clock) if clock else create_app(settings)
    application.jinja_env.bytecode_cache = FileSystemBytecodeCache(COMPILED_TEMPLATES.name)
    return application


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """The tests' PostgreSQL server, started when a test first needs it."""
    with server() as url:
        yield url


@pytest.fixture(scope="session")
def empty_databases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """By kind, a migrated, empty database from which each test's own is copied; made when first needed."""
    return {}


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, make_database: Callable[[str], str]) -> str:
    """A migrated, empty database for this test alone: the test runs on SQLite and on PostgreSQL."""
    return make_database(request.param)


@pytest.fixture
def make_database(
    request: pytest.FixtureRequest, tmp_path: Path, empty_databases: dict[str, str]
) -> Iterator[Callable[[str], str]]:
    """Makes migrated, empty databases of either kind, and removes them when the test is over."""
    made: list[tuple[URL, str]] = []

    def make(kind: str) -> str:
        name = f"test_{uuid.uuid4().hex}"
        if kind == "sqlite":
            if kind not in empty_databases:
                template = request.getfixturevalue("tmp_path_factory").mktemp("template") / "empty.sqlite3"
                _migrate(f"sqlite:///{template}", tmp_path)
                empty_databases[kind] = str(template)
            shutil.copy(empty_databases[kind], tmp_path / f"{name}.sqlite3")
            return f"sqlite:///{tmp_path / name}.sqlite3"
        address: URL = request.getfixturevalue("postgres")
        if kind not in empty_databases:
            template_name = f"template_{uuid.uuid4().hex}"
            execute(address, f"CREATE DATABASE {template_name}")
            _migrate(_text(address.set(database=template_name)), tmp_path)
            empty_databases[kind] = template_name
        execute(address, f"CREATE DATABASE {name} TEMPLATE {empty_databases[kind]}")
        made.append((address, name))
        return _text(address.set(database=name))

    yield make
    for address, name in made:
        execute(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> Clock:
    """The test's clock, set to a moment during the assembly."""
    return Clock()


@pytest.fixture
def app(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    """An application on a database of its own."""
    application = new_app(database_url, tmp_path / "instance", clock)
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def world(app: Flask, clock: Clock) -> World:
    """A convened assembly with members and staff."""
    return make_world(app, clock)


def _migrate(url: str, instance: Path) -> None:
    application = new_app(url, instance / "template-instance")
    with application.app_context():
        upgrade()
        db.engine.dispose()


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
