"""What all tests share: both databases, real, each test with one of its own."""

import gc
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import URL, event

from tests.addresses import SharedRule
from tests.databases import Content, Databases
from tests.engines import take_part
from tests.postgres import server
from tests.world import KEY, Clock, World
from voting import create_app, patience
from voting.clock import Clock as AnyClock
from voting.config import OFF
from voting.extensions import db

for profile, derandomize in {"house": True, "full": False}.items():
    hypothesis_settings.register_profile(  # how long an example takes decides nothing
        profile, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=derandomize
    )
Flask.url_rule_class = SharedRule

patience.REQUEST = 120.0  # a slow machine decides no test; what is served by itself waits as it does
KINDS = ("sqlite", "postgresql")
COMPILED_TEMPLATES = tempfile.TemporaryDirectory(prefix="voting-templates-")
ON_SQLITE = (
    *("web", "report", "events", "discussion", "invitations", "privacy", "demo", "jobs/test_killed.py"),
    *("test_odd_values.py", "rehearsal/test_rehearse.py"),
)
"""Whose tests run on SQLite alone unless --full: the rooms below them are proven on both."""
ON_POSTGRESQL = (
    *("rehearsal/test_day_of_2025.py", "audit/test_every_change.py", "gate/test_log_secrecy.py"),
    *("gate/test_slow_clients.py", "jobs/test_served.py", "auditing/test_contradictions.py"),
    *("attendance/test_together_at_doors.py", "register/test_import_register.py", "mail/test_outbox.py"),
)
"""Whose tests run on PostgreSQL alone unless --full: they take long, and lesser ones prove it on both."""
LONG = (
    *("rehearsal/test_day_of_2025.py", "journeys/test_from_nothing.py", "audit/test_every_change.py"),
    *("rehearsal", "attendance/test_doors_at_once.py", "test_command_line.py", "test_development.py"),
    *("journeys", "gate", "mail", "demo", "test_wheel.py", "proxies"),
    *("register/test_import_register.py", "live"),
)
"""What takes longest, the longest first: begun last, it would run on one core while the others are done. (So
``make test`` hands the tests out one by one, in this order.)"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the slow proofs in full")


def pytest_configure(config: pytest.Config) -> None:
    """A change is judged by the same examples each time; new ones are looked for in full."""
    hypothesis_settings.load_profile("full" if config.getoption("full") else "house")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two processes more than there are cores: a journey waits for its browser, and for time to pass."""
    return (os.cpu_count() or 1) + 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without --full: what only widens a proof is left out. What takes long comes first."""
    if not config.getoption("--full"):
        left_out = [item for item in items if _only_in_full(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not _only_in_full(item)]
    items.sort(key=_turn)


def pytest_collection_finish() -> None:
    """What is loaded stays: it is not looked through again and again for what tests leave behind."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def _turn(item: pytest.Item) -> int:
    """When a test's turn comes: before all whose number is higher."""
    return next((turn for turn, long in enumerate(LONG) if _place(item).is_relative_to(long)), len(LONG))


def _only_in_full(item: pytest.Item) -> bool:
    left_out = {"[postgresql": ON_SQLITE, "[sqlite": ON_POSTGRESQL}
    on_one = any(_is_in(item, rooms) for kind, rooms in left_out.items() if kind in item.name)
    return item.get_closest_marker("full") is not None or on_one


def _is_in(item: pytest.Item, rooms: Sequence[str]) -> bool:
    return any(_place(item).is_relative_to(room) for room in rooms)


def _place(item: pytest.Item) -> Path:
    return item.path.relative_to(Path(__file__).parent)


def new_app(url: str, instance: Path, clock: AnyClock | None = None) -> Flask:
    """An application on a database, with the key of the tests. It does not wait for the disk: what is served
    to be killed, and must have kept its promises, is made otherwise (tests/gate/served.py)."""
    settings = {"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": str(instance), "SECRET_KEY": KEY}
    settings["SECOND_FACTOR"] = OFF
    application = create_app(settings, clock=clock) if clock else create_app(settings)
    application.jinja_env.bytecode_cache = FileSystemBytecodeCache(COMPILED_TEMPLATES.name)
    with application.app_context():
        take_part(db.engine)
        if url.startswith("sqlite"):
            event.listen(db.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    return application


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """The tests' PostgreSQL server, started when a test first needs it."""
    with server() as url:
        yield url


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """From which each test's database is copied."""

    def postgres_server() -> URL:
        address: URL = request.getfixturevalue("postgres")
        return address

    return Databases(tmp_path_factory.mktemp("templates"), postgres_server, new_app)


@pytest.fixture(params=KINDS)
def database_url(
    request: pytest.FixtureRequest, make_database: Callable[..., str], database_content: Content
) -> str:
    """A migrated database for this test alone: the test runs on SQLite and on PostgreSQL."""
    return make_database(request.param, database_content)


@pytest.fixture
def database_content(request: pytest.FixtureRequest) -> Content:
    """What a test finds in its database: the world, where it asks for ``world``."""
    return Content.WORLD if "world" in request.fixturenames else Content.EMPTY


@pytest.fixture
def make_database(tmp_path: Path, databases: Databases) -> Iterator[Callable[..., str]]:
    """Makes databases of either kind, migrated and empty unless told otherwise, and removes them when the
    test is over."""
    made: list[str] = []

    def make(kind: str, content: Content = Content.EMPTY) -> str:
        made.append(databases.copy(kind, content, tmp_path))
        return made[-1]

    yield make
    for url in made:
        databases.drop(url)


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
def world(app: Flask, clock: Clock, databases: Databases) -> World:
    """A convened assembly with members and staff, as ``database_url`` has put it into the database."""
    return databases.world_in(app, clock)
