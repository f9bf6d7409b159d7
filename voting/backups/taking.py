"""Taking a backup: whole, and readable by nobody without its key, or not at all."""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sqlalchemy import Connection, Engine, inspect, text

from voting.backups import BackupRefused, private
from voting.backups.copying import at_one_moment
from voting.backups.manifest import DATABASE, MANIFEST, Manifest
from voting.backups.sealed import read_recipients, seal

COUNTED = (
    "member",
    "assembly",
    "roll_entry",
    "participation",
    "deposit",
    "envelope",
    "ballot",
    "audit_entry",
)
BEING_MADE = "backup-being-made"
LAST = "last-backup.json"
NAME = "voting-*.age"


class BackupMade(NamedTuple):
    """A backup that was made: its file, its size in bytes, and what it holds."""

    path: Path
    size: int
    manifest: Manifest


def take_backup(
    engine: Engine, url: str, instance: Path, target: Path, to: Sequence[str], log_key: str, *, now: datetime
) -> BackupMade:
    """Back up a database into a file, or into a folder under a name with the time. While it is made, a copy
    of the database lies in ``instance``. Not to be called twice at once for one installation.

    Raises BackupRefused, OSError.
    """
    recipients = read_recipients(to)
    path = target / f"voting-{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}.age" if target.is_dir() else target
    if path.exists():
        raise BackupRefused(f"{path} is there already. No backup was made: name another file, or a folder.")
    with _folder(instance / BEING_MADE) as folder, at_one_moment(engine, url) as (connection, copy):
        kind = engine.dialect.name
        database = folder / DATABASE[kind]
        copy(database)
        manifest = _manifest(connection, kind, database, log_key, now)
        with _whole_or_nothing(path) as out:
            seal({MANIFEST: manifest.as_json(), database.name: database}, out, recipients)
    taken = BackupMade(path, path.stat().st_size, manifest)
    _remember(instance / LAST, taken)
    return taken


def remove_older(folder: Path, keep: int) -> list[Path]:
    """Remove the oldest backups in a folder, by their names, so that so many stay; returns those removed."""
    old = sorted(folder.glob(NAME))[:-keep]
    for path in old:
        path.unlink()
    return old


def _manifest(connection: Connection, kind: str, database: Path, log_key: str, now: datetime) -> Manifest:
    """What is said of a copy, from the very state that was copied, of whatever schema that is."""
    tables = set(inspect(connection).get_table_names())
    if not {"alembic_version", "audit_head"} <= tables:
        raise BackupRefused(
            "There is no database of this software to back up: see DATABASE_URL and INSTANCE."
        )
    counts = {
        name: int(connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0)  # noqa: S608 - our own names
        for name in COUNTED
        if name in tables
    }
    seq, entry_hash = connection.execute(text("SELECT seq, hash FROM audit_head")).one()
    last = connection.scalar(text("SELECT max(cast_at) FROM participation"))
    signed = None
    if "signed_head" in tables:
        latest = "SELECT seq, hash, signature FROM signed_head ORDER BY seq DESC LIMIT 1"
        signed = connection.execute(text(latest)).first()
    with database.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Manifest(
        made_at=now.astimezone(UTC),
        version=_our_version(),
        kind=kind,
        schema=str(connection.scalar(text("SELECT version_num FROM alembic_version")) or ""),
        head=(seq, entry_hash),
        signed_head=" ".join(map(str, signed)) if signed else "",
        counts=counts,
        last_vote=str(last or ""),
        log_key=log_key,
        sha256=digest,
    )


def _our_version() -> str:
    try:
        return version("voting")
    except PackageNotFoundError:
        return "unknown"


@contextlib.contextmanager
def _folder(path: Path) -> Iterator[Path]:
    """An empty folder that only its owner can read, and that is gone afterwards; what one that was killed has
    left there goes first."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700, parents=True)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def _whole_or_nothing(path: Path) -> Iterator[BinaryIO]:
    """A new file that has its name once it is whole and on the disk."""
    part = path.with_name(f".{path.name}.part")
    for left in path.parent.glob(".*.age.part"):
        left.unlink()
    try:
        with open(part, "wb", opener=private) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
    except OSError as error:
        raise BackupRefused(f"{path} cannot be written: {error.strerror}. No backup was made.") from error
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remember(path: Path, taken: BackupMade) -> None:
    """Say in the installation which backup was the last, for whoever watches."""
    seq, entry_hash = taken.manifest.head
    told = {
        "at": taken.manifest.made_at.isoformat(),
        "file": str(taken.path.resolve()),
        "bytes": taken.size,
        "head": {"seq": seq, "hash": entry_hash},
    }
    new = path.with_name(f"{path.name}.new")
    new.write_text(json.dumps(told, indent=1) + "\n")
    new.replace(path)
