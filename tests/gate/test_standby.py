"""A primary whose standby is gone acknowledges nothing that the standby lacks: also not what is sent again,
and stands in its own tables already."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import URL, make_url

from tests.conftest import new_app
from tests.gate.crowd import attempt
from tests.gate.test_closing_race import definition_with
from tests.gate.test_kill import own_postgres
from tests.postgres import execute
from tests.waiting import until
from tests.world import World, world_of_today
from voting.attendance.check_in import check_in
from voting.attendance.scan_log import Scan
from voting.ballot.cast import Vote, cast
from voting.ballot.life import open_resolution
from voting.ballot.models import Channel
from voting.clock import system_clock
from voting.extensions import db

pytestmark = pytest.mark.full
WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


class Primary:
    """A database server of its own, with an assembly, whose standby can go."""

    def __init__(self, address: URL, app: Flask, world: World) -> None:
        self.address, self.app, self.world = address, app, world

    def miss_standby(self, missed: bool) -> None:
        """Acknowledge only what a standby has that is not there; or again what the primary has."""
        execute(self.address, f"ALTER SYSTEM SET synchronous_standby_names = '{'nobody' if missed else ''}'")
        execute(self.address, "SELECT pg_reload_conf()")
        until(lambda: self._ask("SHOW synchronous_standby_names") == ["nobody" if missed else ""])

    def waiting(self) -> list[int]:
        """The sessions that wait for the standby."""
        return [int(pid) for pid in self._ask(WAITING)]

    def _ask(self, statement: str) -> list[str]:
        with self.app.app_context():
            rows = [str(row[0]) for row in db.session.connection().exec_driver_sql(statement)]
            db.session.rollback()
        return rows


@pytest.fixture
def primary(tmp_path: Path) -> Iterator[Primary]:
    with own_postgres() as server:
        execute(make_url(server.get_uri()), "CREATE DATABASE assembly")
        address = make_url(server.get_uri("assembly"))
        app = new_app(address.set(drivername="postgresql+psycopg").render_as_string(False), tmp_path)
        with app.app_context():
            upgrade()
        yield Primary(address, app, world_of_today(app, definition_with(1)))
        with app.app_context():
            db.engine.dispose()


def votes(primary: Primary) -> Callable[[], str]:
    resolution = primary.world.resolutions["1"]
    vote = Vote(resolution, "1", Channel.ONLINE, choice="for", attempt="one-and-the-same")
    with primary.app.app_context():
        assert attempt(open_resolution, resolution, now=system_clock(), actor="test") == "ok"
    return lambda: attempt(cast, vote, now=system_clock())


def comes_in(primary: Primary) -> Callable[[], str]:
    now = system_clock()
    scan = Scan(primary.world.assembly_id, "1", "BRU", "one-and-the-same", 1, now, now)
    return lambda: attempt(check_in, scan)


@pytest.mark.parametrize("act", [votes, comes_in])
def test_what_is_sent_again_waits_for_the_standby_too(
    primary: Primary, act: Callable[[Primary], Callable[[], str]]
) -> None:
    do, answers = act(primary), list[str]()

    def send() -> None:
        with primary.app.app_context():
            try:
                answers.append(do())
            except Exception as error:  # whoever sent it is told that nothing is known
                answers.append(type(error).__name__)

    primary.miss_standby(True)
    first, again = (threading.Thread(target=send) for _ in range(2))
    first.start()
    [session] = until(primary.waiting)
    execute(primary.address, f"SELECT pg_terminate_backend({session})")
    first.join()
    assert "ok" not in answers
    again.start()
    until(primary.waiting)
    assert "ok" not in answers, "the standby has nothing of it"
    primary.miss_standby(False)
    again.join()
    assert answers[1:] == ["ok"]
