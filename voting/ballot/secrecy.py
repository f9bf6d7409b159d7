"""Removing from the database's own bookkeeping the order in which ballots arrived.

It goes in two steps. The transaction that ends a vote rewrites its ballots, where a row tells its transaction
(:func:`erase_order`). What only something outside a transaction can remove is cleared soon after, by whoever
does what is due each second, until it is done (:func:`clear_traces`): it may have to wait for somebody who
reads, and no request and no vote waits for it. Which votes still wait for it stands in the database, so that
it is done after a crash, too.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, select, text, update
from sqlalchemy.orm import Session

from voting.aside import aside
from voting.ballot.models import Resolution, State
from voting.database import sole_writer, writing

REWRITE = text(
    "WITH gone AS (DELETE FROM ballot WHERE resolution_id = :resolution RETURNING *) "
    "INSERT INTO ballot SELECT * FROM gone ORDER BY key"
)
OVER = (State.CLOSED, State.ANNOUNCED, State.ANNULLED)
"""The states of a vote in which no ballot comes any more."""


def erase_order(session: Session, resolution_id: int) -> None:
    """Rewrite a closed resolution's ballots in the order of their random keys, within the transaction.

    On PostgreSQL a row's place (ctid) and transaction (xmin) tell which participation it came with; after
    this all ballots carry the closing transaction and lie in key order. The database itself checks that
    none is missing or changed after the statement. SQLite has no transaction
    numbers, and its pages are in key order (WITHOUT ROWID); what lies within a page see below.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(REWRITE, {"resolution": resolution_id})


def uncleared(session: Session) -> Sequence[int]:
    """The ids of the resolutions whose vote is over while traces of the order of ballots are left."""
    left = select(Resolution.id).where(
        Resolution.state.in_([state.value for state in OVER]), Resolution.order_cleared_at.is_(None)
    )
    return session.scalars(left.order_by(Resolution.id)).all()


class OrderNotCleared(Exception):
    """Somebody reads what would have to go; it is tried again."""


def clear_traces(session: Session, *, now: datetime) -> Sequence[int]:
    """Clear what the database still keeps of the order of ballots whose vote is over; returns the ids of
    their resolutions. Raises OrderNotCleared; an error of the database where it is busy."""
    left = uncleared(session)
    session.rollback()
    if not left:
        return []
    engine = session.get_bind().engine
    if not (_clear_postgresql if engine.dialect.name == "postgresql" else _clear_sqlite)(engine):
        raise OrderNotCleared(f"of resolutions {list(left)}")
    with writing(session):
        over = update(Resolution).where(Resolution.id.in_(left), Resolution.order_cleared_at.is_(None))
        session.execute(over.values(order_cleared_at=now))
    return left


def _clear_postgresql(engine: Engine) -> bool:
    """Remove the dead versions of rewritten ballots; whether all are gone. Those that the transaction of
    somebody who reads can still see stay, and are counted. No vote waits for it."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM (TRUNCATE off) ballot")
        cursor.execute("SELECT pg_stat_get_dead_tuples('ballot'::regclass)")
        return cursor.fetchone() == (0,)
    finally:
        connection.invalidate()


def _clear_sqlite(engine: Engine) -> bool:
    """Rebuild the file, and empty its log; whether both is done.

    Within a page rows lie in the order in which they came until the file is rebuilt, and the log has the
    pages in the order in which they were written. A log that somebody still reads cannot be emptied: then
    the file is not rebuilt either.
    """
    with sole_writer(engine):
        connection = engine.raw_connection()
        try:
            return aside(_rebuild, connection.driver_connection)
        finally:
            connection.invalidate()


def _rebuild(connection: sqlite3.Connection) -> bool:
    for pragma in ("query_only=OFF", "busy_timeout=0"):
        connection.execute(f"PRAGMA {pragma}")
    if not _empty_log(connection):
        return False
    connection.execute("VACUUM")
    return _empty_log(connection)


def _empty_log(connection: sqlite3.Connection) -> bool:
    (is_held, _pages, _written) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_held
