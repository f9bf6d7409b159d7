"""Whether a database takes what is written, tried without leaving anything in a table."""

import sqlite3
from contextlib import closing

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from voting.aside import aside
from voting.database import writing_options

READ_ONLY, FULL, LOCKED = "database_read_only", "disk_full", "database_locked"
"""The codes of why it does not."""
LOCK_WITHIN = 2.0
"""Seconds within which whoever writes to SQLite gives its lock back: each of ours does so many times."""

_COMMITTED = text("SELECT pg_logical_emit_message(true, 'voting', 'is this written?')")
"""A word in PostgreSQL's log of writes, which its commit waits for as a vote does: for its disk, and for a
standby that must have it, too."""
_SPILLED = text("SELECT count(*) FROM generate_series(1, 20000)")
"""Numbers for which there is no room in little memory: for a moment some hundred kilobytes of them lie on the
disk where tables do."""
_LITTLE_MEMORY = text("SELECT set_config('work_mem', '64kB', true), set_config('temp_tablespaces', '', true)")

_IS_STANDBY = text("SELECT pg_is_in_recovery()")

READ_ONLY_STATE, DISK_FULL_STATE = "25006", "53100"
READ_ONLY_NAMES = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")
FULL_NAMES = ("SQLITE_FULL", "SQLITE_IOERR")
LOCKED_NAMES = ("SQLITE_BUSY", "SQLITE_LOCKED")


def why_not_writable(engine: Engine) -> str | None:
    """The code of why the database takes no writing, or None where it does. Raises SQLAlchemyError where that
    cannot be found out.

    On SQLite the lock for writing is taken and given back, and waited for where somebody has it: others go on
    meanwhile. Whether there is room is to be asked of the disk (``voting.disk``).
    """
    return _why_not_postgresql(engine) if engine.dialect.name == "postgresql" else _why_not_sqlite(engine)


def _why_not_postgresql(engine: Engine) -> str | None:
    with Session(engine) as session:
        try:
            if session.scalar(_IS_STANDBY):
                return READ_ONLY
            session.rollback()
            session.connection(execution_options=writing_options(engine))
            session.execute(_LITTLE_MEMORY)
            session.execute(_SPILLED)
            session.execute(_COMMITTED)
            session.commit()
        except DBAPIError as error:
            state = getattr(error.orig, "sqlstate", None)
            if state == DISK_FULL_STATE:
                return FULL
            if state == READ_ONLY_STATE:
                return READ_ONLY
            raise
    return None


def _why_not_sqlite(engine: Engine) -> str | None:
    path = engine.url.database or ""
    why = _why_not_lockable(path, 0)
    return aside(_why_not_lockable, path, LOCK_WITHIN) if why == LOCKED else why


def _why_not_lockable(path: str, seconds: float) -> str | None:
    try:
        with closing(sqlite3.connect(path, timeout=seconds, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        name = error.sqlite_errorname
        if name.startswith(READ_ONLY_NAMES):
            return READ_ONLY
        if name.startswith(LOCKED_NAMES):
            return LOCKED
        return FULL if name.startswith(FULL_NAMES) else None
    return None
