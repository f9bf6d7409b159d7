"""Removing from the database's own bookkeeping the order in which ballots arrived."""

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

REWRITE = text(
    "WITH gone AS (DELETE FROM ballot WHERE resolution_id = :resolution RETURNING *) "
    "INSERT INTO ballot SELECT * FROM gone ORDER BY key"
)


def erase_order(session: Session, resolution_id: int) -> None:
    """Rewrite a closed resolution's ballots in the order of their random keys, within the transaction.

    On PostgreSQL a row's place (ctid) and transaction (xmin) tell which participation it came with; after
    this all ballots carry the closing transaction and lie in key order. The database itself checks that
    none is missing or changed after the statement. SQLite has no transaction
    numbers, and its pages are in key order (WITHOUT ROWID); what lies within a page see below.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(REWRITE, {"resolution": resolution_id})


def clear_traces(engine: Engine) -> None:
    """Free what the database still keeps of the old order, once a closing has been committed.

    PostgreSQL: the dead versions of the rewritten ballots. SQLite: within a page rows lie in the order in
    which they came until the file is rebuilt, and the write-ahead log has the pages in the order in which
    they were written.
    """
    statements = {
        "postgresql": ["VACUUM ballot"],
        "sqlite": ["PRAGMA query_only=OFF", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"],
    }
    connection = engine.raw_connection()
    try:
        for statement in statements[engine.dialect.name]:
            connection.cursor().execute(statement)
    finally:
        connection.invalidate()
