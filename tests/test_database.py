"""A connection that the server has ended is not given to anybody, and nothing is written by the way."""

import sqlite3

import gevent
import pytest
from sqlalchemy import func, make_url, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.postgres import execute
from tests.world import World
from voting.database import writing
from voting.database_errors import is_conflict
from voting.extensions import db
from voting.patience import waiting_at_most
from voting.register.models import Member


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_restarted_server_costs_nobody_a_request(world: World, database_url: str) -> None:
    browser = world.member(1)
    url = make_url(database_url)
    with world.app.app_context():
        (kept,) = db.session.execute(text("SELECT pg_backend_pid()")).one()
        db.session.remove()
        assert db.session.execute(text("SELECT pg_backend_pid()")).scalar() == kept
        db.session.remove()

    execute(
        url.set(database="postgres"),
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
        f"WHERE datname = '{url.database}' AND pid <> pg_backend_pid()",
    )

    assert browser.look("/assembly").status_code == 200


def test_nothing_is_written_outside_a_writing_transaction(world: World) -> None:
    renamed = update(Member).where(Member.number == "1").values(name="Somebody Else")
    how_many = select(func.count()).select_from(Member).where(Member.name == "Somebody Else")
    with world.app.app_context():
        with pytest.raises(DBAPIError, match=r"read.?only"):
            db.session.execute(renamed)
        db.session.rollback()
        with writing(db.session()) as session:
            session.execute(renamed)
        assert db.session.scalar(how_many) == 1
        with pytest.raises(DBAPIError, match=r"read.?only"):
            db.session.execute(renamed.values(name="Nobody"))
        db.session.rollback()
        assert db.session.scalar(how_many) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_other_requests_go_on_while_another_process_writes(world: World, database_url: str) -> None:
    with sqlite3.connect(make_url(database_url).database or "", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        request = gevent.spawn(other.execute, "COMMIT")  # has its turn only if the one that waits lets it
        with world.app.app_context(), writing(db.session()) as session:
            session.execute(update(Member).where(Member.number == "1").values(name="Somebody Else"))
        assert request.ready()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_waits_too_long_for_another_process_is_told(world: World, database_url: str) -> None:
    with sqlite3.connect(make_url(database_url).database or "", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with world.app.app_context():
            with waiting_at_most(0.02), pytest.raises(DBAPIError) as busy, writing(db.session()):
                pytest.fail("two write at once")
            assert is_conflict(busy.value)
            other.execute("COMMIT")
            with writing(db.session()) as session:
                waits = session.execute(text("PRAGMA busy_timeout")).scalar()
    assert waits == 10_000


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nothing_is_locked_outside_a_writing_transaction(world: World) -> None:
    """A lock that ends with its own statement guards nothing."""
    with world.app.app_context():
        with pytest.raises(DBAPIError, match="read-only"):
            db.session.execute(select(Member.number).with_for_update())
        db.session.rollback()
