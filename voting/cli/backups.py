"""Commands that make backups, look into them and restore them."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade

from voting import create_app
from voting.audit.anchors import read_anchors
from voting.audit.heads import Head, public_key_of
from voting.backups import BackupRefused
from voting.backups.checking import LookedInto, look_into
from voting.backups.keys import new_backup_key
from voting.backups.manifest import Manifest
from voting.backups.placing import open_backup, place, require_empty
from voting.backups.sealed import read_identities
from voting.backups.taking import remove_older, take_backup
from voting.ballot.sealed_standing import rounds_at_risk
from voting.cli.opening import FILE, NEW_FILE, only_one
from voting.database import normalise_url
from voting.extensions import db
from voting.installation import log_key, now
from voting.schema import Schema, require_schema, schema_of

SQLITE = b"SQLite format 3\0"
"""How a file of SQLite begins."""


@click.command()
@click.argument("target", metavar="FILE|FOLDER", type=click.Path(path_type=Path))
@click.option("--to", multiple=True, metavar="AGE_KEY", help="Public key: age1… Default: BACKUP_TO.")
@click.option("--keep", type=click.IntRange(min=1), help="In a folder: remove older ones, but for so many.")
def backup(target: Path, to: tuple[str, ...], keep: int | None) -> None:
    """Make a backup, also while votes are cast: encrypted, in a new file, or in a folder under the time. It
    has no key of the installation: keep those apart."""
    if keep is not None and not target.is_dir():
        raise click.UsageError("--keep needs a folder.")
    os.nice(10)
    with create_app().app_context(), only_one("backup"):
        config, engine = current_app.config, db.engine
        url = normalise_url(config["DIRECT_DATABASE_URL"]) or engine.url.render_as_string(False)
        taken = take_backup(
            engine,
            url,
            Path(current_app.instance_path),
            target,
            to or config["BACKUP_TO"],
            public_key_of(log_key()),
            now=now(),
        )
        removed = remove_older(target, keep) if keep else []
    seq, entry_hash = taken.manifest.head
    votes = taken.manifest.counts.get("participation", 0)
    click.echo(f"{taken.path}: {taken.size} bytes, {votes} votes, log up to entry {seq}")
    click.echo(f"{seq} {entry_hash}")
    for path in removed:
        click.echo(f"removed: {path}")


@click.command("backup-key")
@click.argument("file", type=NEW_FILE)
def make_backup_key(file: Path) -> None:
    """Make a key for backups: the private half in a new FILE, which must not stay on the server; the public
    one is printed, for BACKUP_TO."""
    click.echo(new_backup_key(file))


@click.command()
@click.argument("file", type=FILE)
@click.option("--identity", type=FILE, help="The file with the private key of age.")
@click.option("--check", is_flag=True, help="Restore elsewhere, look whether it is sound, and throw it away.")
@click.option("--anchors", type=FILE, help="With --check: heads of the log that were kept elsewhere.")
@click.option("--database", "url", help="With --check, of PostgreSQL: the address of an empty database.")
def restore(file: Path, identity: Path | None, check: bool, anchors: Path | None, url: str | None) -> None:
    """Restore a backup where there is nothing yet (see DATABASE_URL), or look with --check whether it is
    sound: its log, its votes, its counts; what is in it, and until when. Ends with 1 where it is not sound,
    with 2 where it cannot be opened or placed."""
    if check:
        found = _checked(file, identity, _kept(anchors), url)
        for sentence in found.told:
            click.echo(sentence)
        for fault in found.faults:
            click.echo(fault, err=True)
        click.echo(f"This backup is {'NOT sound' if found.faults else 'sound'}.")
        sys.exit(1 if found.faults else 0)
    if anchors or url:
        raise click.UsageError("--anchors and --database go with --check.")
    with _opened(file, identity) as (manifest, database), create_app().app_context():
        if manifest is None:
            raise BackupRefused(
                "This is a plain copy of a database, not a backup. Look with --check whether it is sound."
            )
        address = db.engine.url.render_as_string(False)
        require_empty(address, manifest.kind)
        place(database, address, manifest.kind)
        db.engine.dispose()
        schema = schema_of(db.session.connection())
        at_risk = rounds_at_risk(db.session()) if schema is Schema.CURRENT else []
        db.session.rollback()
    at = f"{manifest.made_at:%Y-%m-%d %H:%M:%S} UTC"
    click.echo(f"Restored as it was on {at}: {manifest.counts.get('participation', 0)} votes.")
    click.echo("What was acknowledged after that moment is not in it: compare with receipts.")
    if at_risk:
        click.echo(
            f"Sealed votes, by number and round: {', '.join(at_risk)}. Each that was voted on after that "
            "moment: annul it, and put it again. Its keyholders sign no second box."
        )
    if schema is Schema.OLDER:
        click.echo("It is older than this version of the software: run voting migrate.")
    click.echo("Put the keys back that it was used with, then run: voting audit heads --anew")


def _kept(anchors: Path | None) -> list[Head]:
    try:
        return read_anchors(anchors.read_text()) if anchors else []
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@contextmanager
def _opened(file: Path, identity: Path | None) -> Iterator[tuple[Manifest | None, Path]]:
    """The manifest and the database of a backup, in a folder that is gone afterwards; of a plain copy of
    SQLite no manifest."""
    with tempfile.TemporaryDirectory(prefix="voting-restore-") as name, file.open("rb") as content:
        folder = Path(name)
        if content.read(len(SQLITE)) == SQLITE:
            database = folder / "database.sqlite3"
            shutil.copyfile(file, database)
            yield None, database
        elif identity is None:
            raise click.UsageError("Give the file with the private key: --identity.")
        else:
            yield open_backup(file, read_identities(identity), folder)


def _checked(file: Path, identity: Path | None, anchors: list[Head], url: str | None) -> LookedInto:
    with _opened(file, identity) as (manifest, database):
        kind = manifest.kind if manifest else "sqlite"
        if kind == "postgresql" and not url:
            raise click.UsageError("This backup is of PostgreSQL: give an empty database with --database.")
        address = (
            normalise_url(url)
            if url and kind == "postgresql"
            else f"sqlite:///{database.parent / 'copy.sqlite3'}"
        )
        require_empty(address, kind)
        place(database, address, kind)
        overrides = {"SQLALCHEMY_DATABASE_URI": address, "INSTANCE": str(database.parent / "instance")}
        with create_app(overrides).app_context():
            return _looked_into(manifest, anchors)


def _looked_into(manifest: Manifest | None, anchors: list[Head]) -> LookedInto:
    """What is in the copy, which is first brought to this version's schema."""
    schema = schema_of(db.session.connection())
    db.session.rollback()
    if schema is Schema.NEWER:
        require_schema(db.session.connection())
    if schema is Schema.OLDER:
        upgrade()
    found = look_into(db.session(), manifest, anchors)
    db.session.rollback()
    db.engine.dispose()
    if schema is Schema.OLDER:
        found.told.append("It is of an older schema: the copy was migrated, which went well.")
    return found
