"""Databases that tests get as copies: migrated, and empty or with the world in them."""

import shutil
import uuid
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import URL, make_url, select

from tests.engines import share
from tests.postgres import copy_database, execute
from tests.world import Clock, World, make_world
from voting.assembly.models import Assembly
from voting.extensions import db


class Content(Enum):
    """What is in a database when a test gets it."""

    EMPTY = "empty"
    WORLD = "world"


class Databases:
    """The databases from which tests get copies, each made when it is first needed.

    ``postgres`` starts the tests' PostgreSQL and says where it is; ``new_app`` makes an application on a
    database, with a directory for its files.
    """

    def __init__(
        self, directory: Path, postgres: Callable[[], URL], new_app: Callable[[str, Path], Flask]
    ) -> None:
        self._directory = directory
        self._postgres = postgres
        self._new_app = new_app
        self._originals: dict[tuple[str, Content], str] = {}
        self._worlds: dict[str, World] = {}

    def copy(self, kind: str, content: Content, directory: Path) -> str:
        """The address of a new database, of ``sqlite`` in this directory or of ``postgresql``."""
        if (kind, content) not in self._originals:
            self._originals[kind, content] = self._make(kind, content)
        original, name = self._originals[kind, content], f"test_{uuid.uuid4().hex}"
        if kind == "postgresql":
            copy_database(self._postgres(), original, name)
            return _text(self._postgres().set(database=name))
        shutil.copy(original, directory / f"{name}.sqlite3")
        return f"sqlite:///{directory / name}.sqlite3"

    def drop(self, url: str) -> None:
        """Remove a database of PostgreSQL; a file goes with its directory."""
        if url.startswith("postgresql"):
            execute(self._postgres(), f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def world_in(self, app: Flask, clock: Clock) -> World:
        """The world in an application's database: as it is there, or made where that is empty."""
        with app.app_context():
            if db.session.scalars(select(Assembly.id)).all():
                return self._worlds[db.engine.dialect.name].moved_to(app, clock)
        return make_world(app, clock)

    def _make(self, kind: str, content: Content) -> str:
        """Make an original; returns its name on PostgreSQL, or its path."""
        empty = content is Content.EMPTY
        url = self._nothing(kind) if empty else self.copy(kind, Content.EMPTY, self._directory)
        app = self._new_app(url, self._directory / "instance")
        with app.app_context():
            if empty:
                upgrade()
                share(db.engine)
            else:
                self._worlds[kind] = make_world(app, Clock())
            db.engine.dispose()
        return make_url(url).database or ""

    def _nothing(self, kind: str) -> str:
        """A database without tables."""
        name = f"original_{uuid.uuid4().hex}"
        if kind == "sqlite":
            return f"sqlite:///{self._directory / name}.sqlite3"
        execute(self._postgres(), f"CREATE DATABASE {name}")
        return _text(self._postgres().set(database=name))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
