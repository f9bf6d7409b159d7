"""What is looked at before the server listens: settings with which nothing can be served, files and a
database that are not there. What is only unsafe, or may be well in a moment, is for ``/healthz``.
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from voting.config import settings
from voting.database import engine_options
from voting.database_errors import said_by_database
from voting.given import BadSettingError

FILES = ("APPLE_PASS", "GOOGLE_PASS", "TIMESTAMP_ROOTS")
"""Settings that name a file which must be there."""
PATIENCE = 10
"""Seconds for which a PostgreSQL server may take to answer."""


class UnreachableError(Exception):
    """The database does not answer; its text is a sentence. It may be there at the next start."""


def end_with_what_is_wrong(instance: Path) -> NoReturn:
    """End this process: with 0 where the installation in a folder can be served; else with a sentence, and
    EX_CONFIG where somebody must change a setting, EX_TEMPFAIL where the database must answer first."""
    status = 0
    try:
        look_before_start(instance)
    except BadSettingError as bad:
        status = os.EX_CONFIG
        print(bad, file=sys.stderr, flush=True)  # noqa: T201 - somebody waits for the server, or its journal does
    except UnreachableError as error:
        status = os.EX_TEMPFAIL
        print(error, file=sys.stderr, flush=True)  # noqa: T201 - the same
    os._exit(status)


def look_before_start(instance: Path) -> None:
    """Raises BadSettingError or UnreachableError where the installation in a folder cannot be served."""
    try:
        known = settings(instance)
    except OSError as error:
        raise _unwritable(instance, error.strerror or str(error)) from error
    if not os.access(instance, os.W_OK | os.X_OK):
        raise _unwritable(instance, "permission denied")
    for name in FILES:
        if known[name] and not os.access(known[name], os.R_OK):
            raise BadSettingError(
                f"{name} names the file {known[name]}, which is not there or cannot be read."
            )
    _look_at_database("DATABASE_URL", known["SQLALCHEMY_DATABASE_URI"])


def _unwritable(instance: Path, why: str) -> BadSettingError:
    return BadSettingError(
        f"INSTANCE is the folder {instance}, which cannot be written to ({why}): "
        "make it, and give it to the user whom the server runs as."
    )


def _look_at_database(name: str, address: str) -> None:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise BadSettingError(f"{name} is not an address of a database.") from error
    if url.get_backend_name() == "sqlite":
        folder = Path(url.database or "").parent
        if not os.access(folder, os.W_OK | os.X_OK):
            raise BadSettingError(
                f"{name} is in the folder {folder}, which is not there or cannot be written to."
            )
    else:
        url = url.update_query_dict({"connect_timeout": str(PATIENCE), **url.query})
    engine = create_engine(url, **engine_options(address))
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            if engine.dialect.name == "sqlite":
                connection.execute(text("PRAGMA schema_version"))
    except SQLAlchemyError as error:
        said = said_by_database(error).partition("\n")[0]
        raise UnreachableError(f"{name}: the database cannot be used: {said}") from error
    finally:
        engine.dispose()
