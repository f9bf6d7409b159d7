"""What an error means, told by errors that the two databases really make."""

import sqlite3
from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from tests.world import World
from voting.database import writing, writing_options
from voting.database_errors import is_away, is_conflict, is_duplicate, is_full, is_unstorable
from voting.extensions import db
from voting.faults import told_of

VOTE = "INSERT INTO participation (resolution_id, member, channel, cast_at) VALUES "


def error_of(statement: str, **values: object) -> SQLAlchemyError:
    """What the database answers to a statement that writes."""
    with pytest.raises(SQLAlchemyError) as caught, writing(db.session()) as session:
        session.execute(text(statement), values)
    return caught.value


def kinds(error: Exception) -> set[str]:
    """What the error is taken for."""
    asked = {
        "conflict": is_conflict,
        "away": is_away,
        "full": is_full,
        "duplicate": is_duplicate,
        "unstorable": is_unstorable,
    }
    return {name for name, holds in asked.items() if holds(error)}


def test_a_row_that_is_there_already_is_a_duplicate_and_a_race(world: World) -> None:
    with world.app.app_context():
        error = error_of("INSERT INTO member SELECT * FROM member WHERE number = '1'")
    assert kinds(error) == {"conflict", "duplicate"}


def test_a_row_that_is_gone_is_a_race(world: World) -> None:
    with world.app.app_context():
        error = error_of(f"{VOTE} (1, 'nobody', 'online', '2025-01-01')")
    assert kinds(error) == {"conflict"}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO participation (resolution_id, member, channel) VALUES (1, '1', 'online')",
        "SELECT gone FROM member",
        "SELECT 1 FROM gone",
        "UPDATE roll_entry SET category = 'B'",
        "DELETE FROM audit_entry",
        "SELEKT 1",
    ],
)
def test_what_will_not_be_better_the_next_time_is_a_fault_of_ours(world: World, statement: str) -> None:
    with world.app.app_context():
        error = error_of(statement)
    assert kinds(error) == set()
    assert told_of(error)["message"]


def test_a_locked_file_is_a_conflict(world: World) -> None:
    if db_kind(world.app) != "sqlite":
        pytest.skip("its locks are of rows")
    path = make_url(world.app.config["SQLALCHEMY_DATABASE_URI"]).database
    assert path
    impatient = create_engine(f"sqlite:///{path}", connect_args={"timeout": 0})
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(SQLAlchemyError) as caught, impatient.begin() as connection:
            connection.execute(text("UPDATE member SET name = 'x'"))
    impatient.dispose()
    assert kinds(caught.value) == {"conflict"}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("UPDATE member SET language = repeat('x', 5000) WHERE number = '1'", {"unstorable"}),
        ("SELECT 1 FROM assembly WHERE id = 99999999999999999999::numeric::integer", {"unstorable"}),
        ("SELECT CAST('for' AS integer)", set()),
        ("SELECT 1 / 0", set()),
        ("DO $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); END $$", {"conflict", "away"}),
        ("SET LOCAL statement_timeout = 1; SELECT pg_sleep(60)", {"conflict"}),
        ("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$", {"full"}),
    ],
)
def test_what_postgresql_says_besides(world: World, statement: str, wanted: set[str]) -> None:
    with world.app.app_context():
        assert kinds(error_of(statement)) == wanted


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_nul_and_a_lock_and_a_server_that_is_away(world: World) -> None:
    with world.app.app_context():
        assert kinds(error_of("SELECT :value", value="\0")) == {"unstorable"}
        db.session.remove()
        with writing(db.session()) as session:
            session.execute(text("LOCK TABLE member"))
            writes = db.engine.connect().execution_options(**writing_options(db.engine))
            with writes as other, pytest.raises(SQLAlchemyError) as caught:
                other.execute(text("LOCK TABLE member NOWAIT"))
        assert kinds(caught.value) == {"conflict"}
        away = create_engine(db.engine.url.set(port=1), connect_args={"connect_timeout": 5})
    with pytest.raises(SQLAlchemyError) as caught:
        away.connect()
    assert kinds(caught.value) == {"conflict", "away"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_may_not_grow_is_full(world: World) -> None:
    with world.app.app_context():
        with writing(db.session()) as session:
            session.execute(text("PRAGMA max_page_count = 1"))  # as many as there are
        assert kinds(error_of("CREATE TABLE much AS SELECT zeroblob(10000000) AS content")) == {"full"}
        db.engine.dispose()


def test_too_many_at_once_is_a_conflict(app: Flask) -> None:
    narrow = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], pool_size=1, max_overflow=0, pool_timeout=0)
    with narrow.connect(), pytest.raises(SQLAlchemyError) as caught:
        narrow.connect()
    narrow.dispose()
    assert kinds(caught.value) == {"conflict"}


def db_kind(app: Flask) -> str:
    """Which database an application is on."""
    return make_url(app.config["SQLALCHEMY_DATABASE_URI"]).get_backend_name()
