"""A database of another version: nothing runs on it; it is migrated whole, when no vote is in progress."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from tests.command_line import Terminal
from tests.conftest import new_app
from tests.gate.crowd import attempt
from tests.gate.served import serve
from tests.waiting import PATIENCE, until
from tests.world import Clock, World, make_world
from voting import PACKAGE
from voting.assembly.models import Assembly
from voting.ballot.life import open_resolution
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.schema import MIGRATING, Schema, schema_of
from voting.web.upgrading import is_of_this_version

BROKEN = '''"""One that fails half-way."""

import sqlalchemy as sa
from alembic import op

revision = "2099_01_01_broken"
down_revision = "{}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change much, then fail."""
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO half VALUES (1)")
    with op.batch_alter_table("assembly") as batch:
        batch.add_column(sa.Column("half", sa.Integer))
    op.execute("SELECT nothing FROM nowhere")
'''


def be_of(app: Flask, version: str) -> None:
    """Say in the database that this was the last migration."""
    with app.app_context(), writing(db.session()) as session:
        session.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_a_newer_database_is_not_touched_by_any_command(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    be_of(app, "of_the_next_version")
    for command in (["migrate"], ["first-page"], ["audit", "verify"], ["forget"]):
        refused = Terminal(database_url, tmp_path).run_here(*command)
        assert refused.exit_code == 2, refused.output
        assert "newer than this version of the software (of_the_next_version)" in refused.stderr


def test_an_older_database_waits_for_its_migrations(app: Flask, database_url: str, tmp_path: Path) -> None:
    terminal = Terminal(database_url, tmp_path)
    with app.app_context():
        downgrade(revision="-1")
    refused = terminal.run_here("first-page")
    assert (refused.exit_code, "run: voting migrate" in refused.stderr) == (2, True)
    assert terminal.run_here("migrate").exit_code == 0
    assert terminal.run_here("first-page").exit_code == 0


def test_nothing_is_served_on_another_version_until_it_is_ours_again(app: Flask) -> None:
    browser = app.test_client()
    with app.app_context(), db.engine.connect() as connection:
        ours = connection.scalar(text("SELECT version_num FROM alembic_version"))
    for version, served in (("of_the_next_version", False), ("2026_11_23_first", False), (ours, True)):
        be_of(app, version)
        with app.app_context():
            assert is_of_this_version() is served
        answer = browser.get("/", headers={"Accept-Language": "en"})
        assert answer.headers.get("Refusal") == (None if served else "upgrading")
        assert (answer.status_code == 503) is not served
        assert ("being upgraded" in answer.text) is not served
        assert (browser.get("/healthz").json or {})["faults"] == [] or not served


@pytest.mark.full
def test_a_server_does_not_start_on_a_newer_database(app: Flask, database_url: str, tmp_path: Path) -> None:
    be_of(app, "of_the_next_version")
    with serve(database_url, tmp_path, 1) as server:
        assert server.process.wait(PATIENCE) == 3
        assert "schema_newer" in (tmp_path / "gunicorn.log").read_text()


def test_no_vote_is_stopped_by_a_migration(
    app: Flask, world: World, clock: Clock, database_url: str, tmp_path: Path
) -> None:
    """Neither an open one nor one in advance; with the word for it, it is done."""
    terminal, number = Terminal(database_url, tmp_path), world.resolutions["1"]
    assert terminal.run_here("migrate").exit_code == 0, "nothing is to come, so nothing is refused"
    with app.app_context():
        assert attempt(open_resolution, number, now=clock(), actor="test") == "ok"
        assert terminal.run_here("migrate").exit_code == 0
        downgrade(revision="-1")
    refused = terminal.run_here("migrate")
    assert refused.exit_code == 2
    assert "A vote is in progress: resolution 1 is open" in refused.stderr
    with app.app_context(), db.engine.connect() as connection:
        assert schema_of(connection) is Schema.OLDER
    assert terminal.run_here("migrate", "--during-vote").exit_code == 0


def test_nor_is_a_vote_in_advance(app: Flask, world: World, database_url: str, tmp_path: Path) -> None:
    now = system_clock()
    with app.app_context():
        with writing(db.session()) as session:
            [assembly] = session.query(Assembly).all()
            assembly.advance_opens, assembly.advance_closes = now - timedelta(1), now + timedelta(1)
        downgrade(revision="-1")
    refused = Terminal(database_url, tmp_path).run_here("migrate")
    assert refused.exit_code == 2
    assert "advance voting lasts until" in refused.stderr


def test_a_migration_that_fails_leaves_what_was_there(app: Flask, clock: Clock, tmp_path: Path) -> None:
    make_world(app, clock)
    directory = tmp_path / "migrations"
    shutil.copytree(PACKAGE / "migrations", directory)
    with app.app_context(), db.engine.connect() as connection:
        ours = connection.scalar(text("SELECT version_num FROM alembic_version"))
    (directory / "versions" / "2099_01_01_broken.py").write_text(BROKEN.format(ours))
    with app.app_context():
        with pytest.raises(Exception, match="nowhere"):
            upgrade(directory=str(directory))
        with db.engine.connect() as connection:
            assert schema_of(connection) is Schema.CURRENT
            assert not inspect(connection).has_table("half")
            assert "half" not in {each["name"] for each in inspect(connection).get_columns("assembly")}
            assert connection.scalar(text("SELECT count(*) FROM roll_entry"))


def test_two_that_migrate_at_once_wait_for_each_other(
    make_database: Callable[[str], str], tmp_path: Path
) -> None:
    app = new_app(make_database("postgresql"), tmp_path)
    waits = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with app.app_context():
        downgrade(revision="-1")
        with db.engine.connect() as other, db.engine.connect() as looking:
            other.execute(text(f"SELECT pg_advisory_lock({MIGRATING})"))
            url = db.engine.url.render_as_string(False)
            command = [sys.executable, "-m", "voting.cli", "migrate"]
            environment = Terminal(url, tmp_path).environment
            migrating = subprocess.Popen(command, env=environment)
            until(lambda: looking.scalar(waits))
            assert schema_of(looking) is Schema.OLDER
            other.execute(text(f"SELECT pg_advisory_unlock({MIGRATING})"))
            assert migrating.wait(PATIENCE) == 0
            assert schema_of(looking) is Schema.CURRENT
        db.engine.dispose()


def test_asking_each_second_leaves_nothing_behind(app: Flask) -> None:
    with app.app_context():
        connection = db.session.connection()
        kept = connection.get_execution_options()["compiled_cache"]
        assert schema_of(connection) is Schema.CURRENT
        before = len(kept)
        for _ in range(5):
            assert schema_of(connection) is Schema.CURRENT
        assert len(kept) == before
