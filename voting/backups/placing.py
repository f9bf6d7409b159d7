"""Restoring a backup in an empty place: whole, or not at all."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect, make_url, text

from voting.backups import BackupRefused, private
from voting.backups.copying import pg_program, run_program, said_by, without_password
from voting.backups.manifest import MANIFEST, Manifest, read_manifest
from voting.backups.sealed import unseal


def open_backup(path: Path, identities: Sequence[Any], folder: Path) -> tuple[Manifest, Path]:
    """Open a backup in an empty folder of ours: what it says of itself, and the file of its database. Raises
    BackupRefused."""
    database = unseal(path, identities, folder)
    manifest = read_manifest((folder / MANIFEST).read_bytes())
    with database.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != manifest.sha256:
            raise BackupRefused(f"{path} is damaged: the database in it is not the one that it says it is.")
    return manifest, database


def require_empty(url: str, kind: str) -> None:
    """Raise BackupRefused unless this is the address of a place for a database of this kind, an empty one."""
    address = make_url(url)
    if address.get_backend_name() != kind:
        raise BackupRefused(
            f"The backup is of {kind}, and DATABASE_URL is of {address.get_backend_name()}: "
            f"name an empty database of {kind}."
        )
    if kind == "sqlite":
        path = Path(address.database or "")
        if any(path.with_name(path.name + end).exists() for end in ("", "-wal", "-journal")):
            raise BackupRefused(
                f"{path} is there already. Nothing was restored: move it and what begins with its name away."
            )
        return
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            names = inspect(connection).get_table_names()
            server = connection.scalar(text("SELECT current_database()"))
    finally:
        engine.dispose()
    if names:
        raise BackupRefused(
            f"The database {server} has {len(names)} tables. Nothing was restored: name an empty one."
        )


def place(database: Path, url: str, kind: str) -> None:
    """Put the database of a backup at an address where ``require_empty`` has found nothing. Raises
    BackupRefused, OSError."""
    if kind == "sqlite":
        _place_file(database, Path(make_url(url).database or ""))
    else:
        _place_dump(database, url)


def _place_file(database: Path, path: Path) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        with database.open("rb") as content, open(part, "wb", opener=private) as out:
            shutil.copyfileobj(content, out)
            out.flush()
            os.fsync(out.fileno())
        with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            raise BackupRefused(f"The database in the backup is damaged: {said}. Nothing was restored.")
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def _place_dump(database: Path, url: str) -> None:
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            needed = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    finally:
        engine.dispose()
    address, environment = without_password(url)
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    command = [pg_program("pg_restore", needed), *options, f"--dbname={address}", str(database)]
    done = run_program(command, environment)
    if done.returncode:
        raise BackupRefused(
            f"pg_restore could not restore it. It said: {said_by(done)} Nothing was restored."
        )
