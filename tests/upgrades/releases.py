"""The schemas that installations have had, each as a small dump of one with data, of either database.

``python -m tests.upgrades.releases REVISION`` makes those of a migration, from the world of the tests:
members, staff, a vote that is announced, and one that is open with votes in envelopes. It needs the programs
of PostgreSQL. A dump that is there is not made again: it is what an installation of that time has.
"""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import URL, make_url

from tests.backups.places import programs
from tests.conftest import new_app
from tests.gate.crowd import attempt
from tests.postgres import execute, server
from tests.world import MEETING, Clock, make_world
from voting.ballot.cast import Vote, cast
from voting.ballot.envelopes import remove_opened
from voting.ballot.life import announce_resolution, close_resolution, open_resolution
from voting.ballot.models import Channel
from voting.extensions import db

FOLDER = Path(__file__).parents[1] / "data" / "releases"
MARK = "c1=for,c2=against,c3=abstain"
ANNOUNCED, OPEN = 3, 2
"""How many votes are in the announced one, and in the open one."""
SEALED = "2026_12_07_sealed_ballots"
"""Before this migration no vote is over in a dump: its ballots would have a seal in the log, as they had none
then."""


def dump_of(revision: str, kind: str) -> Path:
    """The file with the dump of a migration's schema, of a kind of database."""
    return FOLDER / f"{revision}.{kind}.sql.gz"


def codes_of(revision: str, kind: str) -> dict[str, str]:
    """The codes that people sign in with in a dump, by what they are."""
    found: dict[str, str] = json.loads((FOLDER / f"{revision}.{kind}.json").read_text())
    return found


def load(path: Path, url: str) -> None:
    """Put a dump into an empty place."""
    sql = gzip.decompress(path.read_bytes()).decode()
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        connection = sqlite3.connect(address.database or "")
        connection.executescript(sql.replace('DELETE FROM "sqlite_sequence";', ""))  # it is not there yet
        connection.close()
        return
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as to:
        to.execute("\n".join(line for line in sql.splitlines() if not line.startswith("\\")).encode())


def make(revision: str, kind: str, postgres: URL) -> None:
    """Make the dump of a migration's schema."""
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{name}/release.sqlite3"
        if kind == "postgresql":
            execute(postgres, "CREATE DATABASE release")
            url = postgres.set(database="release").render_as_string(hide_password=False)
        app = new_app(url, Path(name), Clock())
        with app.app_context():
            upgrade()
        codes = _fill(app, with_one_over=revision > SEALED)
        with app.app_context():
            downgrade(revision=revision)
            db.engine.dispose()
        sql = _sqlite_dump(url) if kind == "sqlite" else _postgres_dump(url)
        if kind == "postgresql":
            execute(postgres, "DROP DATABASE release WITH (FORCE)")
    FOLDER.mkdir(exist_ok=True)
    dump_of(revision, kind).write_bytes(gzip.compress(sql.encode(), mtime=0))
    (FOLDER / f"{revision}.{kind}.json").write_text(json.dumps(codes, indent=1) + "\n")


def _fill(app: Flask, *, with_one_over: bool) -> dict[str, str]:
    world = make_world(app, Clock())
    done, going_on = world.resolutions["1"], world.resolutions["2"]
    with app.app_context():
        over = [(done, "for", ANNOUNCED)] if with_one_over else []
        for resolution, choice, votes in (*over, (going_on, MARK, OPEN)):
            assert attempt(open_resolution, resolution, now=MEETING, actor="test") == "ok"
            for number in range(1, votes + 1):
                vote = Vote(resolution, str(number), Channel.ONLINE, choice=choice)
                assert attempt(cast, vote, now=MEETING) == "ok"
        if with_one_over:
            assert attempt(close_resolution, done, now=MEETING, actor="test") == "ok"
            remove_opened(db.session())
            assert attempt(announce_resolution, done, now=MEETING, actor="test") == "ok"
    return {"7": world.codes["7"], "chair": world.staff["chair"], "secretary": world.staff["secretary"]}


def _sqlite_dump(url: str) -> str:
    connection = sqlite3.connect(make_url(url).database or "")
    sql = "\n".join(connection.iterdump())
    connection.close()
    return sql


def _postgres_dump(url: str) -> str:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    options = ["--inserts", "--no-owner", "--no-privileges"]
    environment = os.environ | {"PATH": programs()}
    command = ["pg_dump", *options, address]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def main() -> None:
    """Make the dumps of the migrations that are named and have none yet."""
    with server() as postgres:
        for revision in sys.argv[1:]:
            for kind in ("sqlite", "postgresql"):
                if not dump_of(revision, kind).exists():
                    make(revision, kind, postgres)


if __name__ == "__main__":
    main()
