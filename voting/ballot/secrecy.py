"""Removing from the database's own bookkeeping the order in which ballots arrived."""

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session


def erase_order(session: Session, resolution_id: int) -> None:
    """Rewrite a closed resolution's ballots in the order of their random keys, within the transaction.

    On PostgreSQL a row's place (ctid) and transaction (xmin) tell which participation it came with; after
    this all ballots carry the closing transaction and lie in key order. The database's own rule that no
    ballot may be missing or changed at commit is checked for each of them. SQLite has no transaction
    numbers, and its pages are in key order (WITHOUT ROWID); what lies within a page see below.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    parameters = {"resolution": resolution_id}
    for statement in (
        "CREATE TEMPORARY TABLE ballot_rewrite ON COMMIT DROP AS "
        "SELECT * FROM ballot WHERE resolution_id = :resolution",
        "DELETE FROM ballot WHERE resolution_id = :resolution",
        "INSERT INTO ballot SELECT * FROM ballot_rewrite ORDER BY key",
        "DROP TABLE ballot_rewrite",
    ):
        session.execute(text(statement), parameters if ":resolution" in statement else {})


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
