"""A database at one moment, as a file, while others write to it: nobody waits for it.

SQLite's own way of copying it online, within one reading transaction; or pg_dump, of the snapshot of one.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, create_engine, text

from voting.backups import BackupRefused
from voting.postgresql import libpq_options

PAGES, PAUSE = 256, 0.002
"""How many pages of SQLite are copied at once, and the seconds after which the next follow."""
INSTALLED = Path("/usr/lib/postgresql")
"""Where Debian has the programs of PostgreSQL, by version."""

Copy = Callable[[Path], None]


@contextmanager
def at_one_moment(engine: Engine, url: str) -> Iterator[tuple[Connection, Copy]]:
    """A connection that sees the database as it is now, whatever is written meanwhile, and what copies that
    state into a new file. ``url`` is that of PostgreSQL itself, not of a pooler. Raises BackupRefused."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.execute(text("SELECT 1 FROM sqlite_master")).all()  # from here on it is this state
            yield connection, lambda path: _copy_sqlite(connection, path)
    else:
        other = create_engine(url, isolation_level="REPEATABLE READ", hide_parameters=True)
        try:
            with other.connect().execution_options(postgresql_readonly=True) as connection:
                connection.execute(text("SET idle_in_transaction_session_timeout = 0"))
                snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
                yield connection, lambda path: _dump(connection, url, str(snapshot), path)
        finally:
            other.dispose()


def _copy_sqlite(connection: Connection, path: Path) -> None:
    raw = connection.connection.dbapi_connection
    path.touch(0o600, exist_ok=False)
    target = sqlite3.connect(path)
    try:
        target.execute("PRAGMA journal_mode=OFF")
        target.execute("PRAGMA synchronous=OFF")
        raw.backup(target, pages=PAGES, sleep=PAUSE)  # type: ignore[union-attr]
    except sqlite3.OperationalError as error:
        raise BackupRefused(
            f"The database cannot be copied to {path.parent}: {error}. No backup was made."
        ) from error
    finally:
        target.close()


def _dump(connection: Connection, url: str, snapshot: str, path: Path) -> None:
    needed = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    program = pg_program("pg_dump", needed)
    options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
    address, environment = without_password(url)
    path.touch(0o600, exist_ok=False)
    command = [program, *options, f"--snapshot={snapshot}", f"--file={path}", f"--dbname={address}"]
    done = run_program(command, environment)
    if done.returncode:
        raise BackupRefused(
            f"pg_dump could not copy the database. It said: {said_by(done)} No backup was made."
        )


def pg_program(name: str, needed: int) -> str:
    """The path of a program of PostgreSQL that is at least of the server's version. Raises BackupRefused."""
    found = [shutil.which(name), *map(str, sorted(INSTALLED.glob(f"*/bin/{name}"), reverse=True))]
    versions = [(path, _version(path)) for path in found if path]
    for path, version in versions:
        if version >= needed:
            return path
    remedy = f"Install postgresql-client-{needed} or newer on this machine."
    if not versions:
        raise BackupRefused(f"{name} is not installed here. {remedy}")
    newest = max(version for _, version in versions)
    raise BackupRefused(
        f"{name} is of version {newest}, too old for the server of version {needed}. {remedy}"
    )


def without_password(url: str) -> tuple[str, dict[str, str]]:
    """The address of a database as PostgreSQL's own programs take it, and the environment that has the
    password: a command line can be read by everybody on the machine."""
    options = libpq_options(url)
    password = options.pop("password", None)
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    return make_conninfo("", **options), os.environ | {**secret}


def run_program(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL to its end, and return what it said and how it ended."""
    return subprocess.run(  # noqa: S603 - no shell, and words of our own
        command, env=environment, capture_output=True, text=True, check=False
    )


def said_by(done: subprocess.CompletedProcess[str]) -> str:
    """The last line of what a program has said as it failed, as a sentence."""
    lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
    return lines[-1].rstrip(".") + "."


def _version(path: str) -> int:
    found = re.search(r" (\d+)", run_program([path, "--version"], os.environ | {}).stdout)
    return int(found[1]) if found else 0
