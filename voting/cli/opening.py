"""What commands begin with: their files, the installation's database, and sentences in English."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale
from flask_migrate import upgrade
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from voting import create_app
from voting.assembly.models import Assembly, Venue
from voting.extensions import db
from voting.schema import require_schema

ACTOR = "command line"
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW_FILE = click.Path(path_type=Path, dir_okay=False)


@contextmanager
def speaking_english() -> Iterator[None]:
    """An application context in which sentences are in English, as everything in the terminal is."""
    app = create_app()
    with app.test_request_context(), force_locale("en"):
        yield


@contextmanager
def database() -> Iterator[Session]:
    """A session on the installation's database, which is made first where it is empty. Raises SchemaRefused
    where it is of another version."""
    app = create_app()
    with app.app_context():
        if not inspect(db.engine).has_table("alembic_version"):
            upgrade()
        require_schema(db.session.connection())
        db.session.rollback()
        yield db.session()


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """What is done by one process of this installation at a time: others wait."""
    with (Path(current_app.instance_path) / f"{name}.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def assembly_of(session: Session, assembly_id: int, venue: str | None = None) -> Assembly:
    """An assembly, which must have the ``venue`` if one is given. Raises UsageError where there is no such
    assembly or venue."""
    assembly = session.get(Assembly, assembly_id)
    if assembly is None:
        raise click.UsageError(f"There is no assembly {assembly_id}.")
    if venue is not None and session.get(Venue, (assembly_id, venue)) is None:
        raise click.UsageError(f"Assembly {assembly_id} has no venue {venue}.")
    return assembly
