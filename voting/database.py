"""The base of all tables, their own column types, and how a database is set up and written to.

Knows SQLAlchemy and the two databases (SQLite, PostgreSQL); knows nothing of Flask.
"""

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import gevent
from blinker import Signal
from gevent import monkey
from sqlalchemy import DateTime, Dialect, Engine, MetaData, TableClause, UpdateBase, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from voting.aside import aside, in_turns
from voting.database_errors import is_conflict, is_outcome_unknown
from voting.errors import OutcomeUnknown
from voting.patience import REQUEST, counted
from voting.postgresql import prepare_postgresql, with_hosts_listed

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table of the house."""

    metadata = MetaData(naming_convention=NAMES)


KEPT_IN_KEY_ORDER = {"sqlite_with_rowid": False}
"""A table argument: on SQLite the table has no row numbers (``WITHOUT ROWID``). So its rows lie in the order
of their keys, not in that of their arrival, and there is no row number by which a row could be replaced past
the triggers."""


class Moment(TypeDecorator[datetime]):
    """The type of a column that holds a moment: an aware datetime in any zone goes in, the same moment in UTC
    comes out. A datetime without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def normalise_url(url: str) -> str:
    """``DATABASE_URL`` as people write it, made explicit: the driver (psycopg 3), several servers, and where
    a file is.

    A relative path of an SQLite file is taken from the current directory.
    """
    if re.match(r"^postgres(ql)?(\+psycopg)?://", url):
        return with_hosts_listed(re.sub(r"^[^:]*://", "postgresql+psycopg://", url))
    relative = re.match(r"^sqlite:///(?!/|:memory:)(.+)$", url)
    return f"sqlite:///{Path.cwd() / relative[1]}" if relative else url


FREE_WITHIN = 5
"""Seconds within which a connection must become free: one is used for some milliseconds at a time."""


def engine_options(url: str) -> dict[str, Any]:
    """The options with which SQLAlchemy connects to the database at an address.

    On PostgreSQL a statement outside ``writing`` is a transaction of its own (autocommit), which spares each
    page the messages that begin and end one.
    """
    options = {
        "pool_size": 30,
        "pool_timeout": FREE_WITHIN,
        "max_overflow": 0,  # one beyond them would be made and closed again for each request of a rush
        "hide_parameters": True,  # an error that is logged must not tell a choice
    }
    return options | {"isolation_level": "AUTOCOMMIT"} if url.startswith("postgresql") else options


def writing_options(engine: Engine) -> dict[str, Any]:
    """The execution options that make the next transaction of a connection one that may write; all others are
    read-only."""
    if engine.dialect.name == "postgresql":
        return {"isolation_level": "READ COMMITTED", "postgresql_readonly": False}
    return {"writes": True, "stages": False}


def prepare_engine(engine: Engine) -> None:
    """Set up each connection of an engine when it is made: durable commits, foreign keys, and nothing written
    outside ``writing``."""
    event.listen(engine, "after_execute", _note_table)
    if engine.dialect.name == "postgresql":
        prepare_postgresql(engine)
    else:
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
        event.listen(engine, "commit", _commit)


BUSY_TIMEOUT = round(REQUEST * 1000)
"""Milliseconds for which SQLite itself waits for what another process holds; nobody is served meanwhile."""
LOCK_PAUSE = 0.01
"""Seconds between two attempts to take the lock by which one writes on SQLite."""
LOCK_WITHIN = 30.0
"""Seconds after which they end even where nobody looks at a page meanwhile."""
MAY_WRITE = "may write"
"""What a connection of SQLite was last told, so that it is told again only where that changes."""


def _set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # no BEGIN of pysqlite's own: see _begin
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """On SQLite a writing transaction takes the lock at once: a read that is upgraded to a write would fail
    with SQLITE_BUSY under load. No other transaction can write, but what is staged is written elsewhere."""
    options = connection.get_execution_options()
    writes = options.get("writes", False)
    if connection.info.get(MAY_WRITE) is not writes:
        _sqlite(connection).execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.info[MAY_WRITE] = writes
    if writes and not options.get("stages"):
        _take_write_lock(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _take_write_lock(connection: Connection) -> None:
    """Where another process has SQLite's lock, the other requests of this one go on while it waits: SQLite's
    own way of waiting would hold them all."""
    _sqlite(connection).execute("PRAGMA busy_timeout=0")
    try:
        with counted() as left:
            deadline = time.monotonic() + min(left, LOCK_WITHIN)
            while not _is_begun(connection, deadline):
                gevent.sleep(LOCK_PAUSE)
    finally:
        _sqlite(connection).execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")


def _is_begun(connection: Connection, deadline: float) -> bool:
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if time.monotonic() >= deadline or not is_conflict(error):
            raise
        return False
    return True


def _commit(connection: Connection) -> None:
    """A commit on SQLite waits for the disk. Under the server it does so in a thread, and the other requests
    go on; what SQLAlchemy commits after this is nothing any more."""
    if connection.get_execution_options().get("writes") and monkey.is_module_patched("threading"):
        aside(connection.exec_driver_sql, "COMMIT")


def _sqlite(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection, for what SQLAlchemy need not know."""
    found: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
    return found


class WrittenTables(NamedTuple):
    """The names of the tables that a transaction has written to, and of those of them in which it has changed
    or removed rows."""

    tables: set[str]
    changed: set[str]


committing = Signal("sent by an engine within each transaction that may write, before its commit, with it")
committed = Signal("sent by an engine after each durable commit, with what was written to")
WRITTEN = "what was written to"


def note_written(connection: Connection, table: str, *, changed: bool = False) -> None:
    """Note that a transaction has written to a table: new rows, or ``changed`` ones."""
    written: WrittenTables = connection.info.setdefault(WRITTEN, WrittenTables(set(), set()))
    written.tables.add(table)
    if changed:
        written.changed.add(table)


def _note_table(connection: Connection, statement: Any, *_: Any) -> None:
    if isinstance(statement, UpdateBase) and isinstance(statement.table, TableClause):
        note_written(connection, statement.table.name, changed=not statement.is_insert)


_one_writer = threading.Lock()
"""SQLite has one writer at a time: threads that wait here do not fight for the file's lock."""


@contextmanager
def _turn_of_writer() -> Iterator[None]:
    with counted() as left:
        if not _one_writer.acquire(timeout=left):
            raise TimeoutError("somebody else writes for longer than one waits")
    try:
        yield
    finally:
        _one_writer.release()


@contextmanager
def writing(session: Session) -> Iterator[Session]:
    """A transaction that may write, committed at the end of the ``with`` block, durably, or rolled back where
    the block raises. It is the only way to write: outside it the database refuses.

    Ends the reading transaction that the session may be in, so that what is read inside is what is written
    upon. Sends ``committing`` at its end, and ``committed`` once it is done. Raises OutcomeUnknown where the
    database was told to commit and has not answered: only then may something be stored after all.
    """
    engine, written = session.get_bind().engine, WrittenTables(set(), set())
    with _turn_of_writer() if engine.dialect.name == "sqlite" else nullcontext():
        _begin_writing(session, engine).info[WRITTEN] = written
        try:
            yield session
            session.flush()
            if session.in_transaction():  # else the block has taken back what it wrote
                committing.send(engine, session=session, written=written)
            _commit_or_tell(session, engine, written)
        except BaseException:
            session.rollback()
            raise
    committed.send(engine, written=written)


def _begin_writing(session: Session, engine: Engine) -> Connection:
    """A new transaction; or that in which something was staged, of which nothing read is kept."""
    if session.info.pop(STAGED, False):
        session.expire_all()
        return session.connection()
    session.rollback()
    return session.connection(execution_options=writing_options(engine))


def _commit_or_tell(session: Session, engine: Engine, written: WrittenTables) -> None:
    """Commit. Where nobody knows whether that was done, whoever keeps what is in the database looks anew."""
    try:
        session.commit()
    except DBAPIError as error:
        if not is_outcome_unknown(error):
            raise
        committed.send(engine, written=written)
        raise OutcomeUnknown from error


@contextmanager
def connection_of_its_own(engine: Engine) -> Iterator[Session]:
    """A session whose transactions all have the same connection, so that they see the temporary tables of
    those before them. It is closed afterwards, and these go with it."""
    with engine.connect() as connection:
        try:
            with Session(connection) as session:
                yield session
        finally:
            connection.invalidate()


STAGED = "staged"


@contextmanager
def staging(session: Session, *, secret: bool = False) -> Iterator[Session]:
    """Writing to temporary tables alone, so that nobody waits for it; what is written next by a
    ``connection_of_its_own`` finds them. On SQLite what is ``secret`` lies in memory, never in a file.

    On PostgreSQL the same transaction goes on, of which each statement sees what others have committed:
    behind a pooler the next might be another session's.
    """
    session.rollback()
    bind = session.get_bind()
    if secret and bind.dialect.name == "sqlite" and isinstance(bind, Connection):
        _sqlite(bind).execute("PRAGMA temp_store=MEMORY")
    connection = session.connection(execution_options=_staging_options(session.get_bind().engine))
    if connection.dialect.name == "sqlite":
        _sqlite(connection).execute(f"PRAGMA cache_size={-STAGING_CACHE}")
        yield session
        session.commit()
    else:
        yield session
        session.info[STAGED] = True


STAGING_CACHE = 65_536
"""Kibibytes of SQLite's pages that the transaction after ``staging`` keeps in memory: what has no room is
written twice, while others wait."""


def _staging_options(engine: Engine) -> dict[str, Any]:
    options = writing_options(engine)
    return options | {"stages": True} if engine.dialect.name == "sqlite" else options


def lock_table(session: Session, table: type[Base]) -> None:
    """Let nobody else write to a table, or lock rows of it, until the transaction ends. To be called before
    anything is read that is written upon; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {table.__tablename__} IN EXCLUSIVE MODE"))


def append_only(table: str, *key: str) -> dict[str, list[str]]:
    """SQL, by dialect, that makes the database refuse every change and deletion of a table's rows.

    ``key`` names the columns of the primary key. On SQLite an INSERT OR REPLACE deletes without asking
    the DELETE trigger, so there a row whose key exists is refused as well.
    """
    same_key = " AND ".join(f"{column} = NEW.{column}" for column in key)
    exists = f"SELECT 1 FROM {table} WHERE {same_key}"  # noqa: S608 - names of our own
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return {
        "sqlite": [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({exists}) {refuse}",
        ],
        "postgresql": [
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ],
    }


def run_for_dialect(connection: Connection, statements: dict[str, list[str]]) -> None:
    """Run the statements that are listed under the dialect ("sqlite" or "postgresql") of a connection."""
    for statement in statements.get(connection.dialect.name, []):
        connection.execute(text(statement))


def in_chunks(rows: list[dict[str, Any]], size: int = 1_000) -> Iterator[list[dict[str, Any]]]:
    """The rows in lists of at most ``size``, for bulk statements. Before each, the other requests that wait
    have their turn."""
    return in_turns(rows[start : start + size] for start in range(0, len(rows), size))
