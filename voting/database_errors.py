"""What an error of the database means: something else happened at the same moment, the same thing is there
already, a value cannot be stored, the disk is full; or, where it is none of these, a fault of the house.

Both databases name their errors: SQLite by extended result codes, PostgreSQL by SQLSTATE.
"""

from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)

from voting.faults import database_message

SQLITE_LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED")
SQLITE_DUPLICATE = (
    "SQLITE_CONSTRAINT_UNIQUE",
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    "SQLITE_CONSTRAINT_ROWID",
)
SQLITE_NO_SUCH_ROW = "SQLITE_CONSTRAINT_FOREIGNKEY"

SQLITE_FULL, SQLITE_WRITING = "SQLITE_FULL", "SQLITE_IOERR"

UNIQUE, FOREIGN_KEY, EXCLUSION = "23505", "23503", "23P01"
CONFLICTS = (
    "08",  # the connection was lost
    "40",  # serialization failure, deadlock
    "53300",  # too many connections
    "55P03",  # a lock is not available
    "57",  # the server is shutting down or starting, a statement was cancelled
)
"""SQLSTATEs, or their classes, of what is over when it is tried again."""
AWAY = ("08", "57P", "53300")
"""SQLSTATEs, or their beginnings, of a server that lets nobody in, or sends everybody away."""
DEADLOCKS = ("40", "23")
"""SQLSTATEs, or their classes, of what one transaction does to another: alone, either would have gone on."""
DISK_FULL = "53100"
UNSTORABLE = ("22001", "22003", "22021", "22P05")
"""Too long, out of range, not a character: what was sent cannot be held by its column."""


def is_conflict(error: Exception) -> bool:
    """Whether the same request may succeed a moment later: a lock, a lost connection, a race with another."""
    if isinstance(error, TimeoutError):  # no connection became free
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    name, state = _names(error)
    if name.startswith(SQLITE_LOCKED) or name == SQLITE_NO_SUCH_ROW or is_duplicate(error):
        return True
    if state:
        return state.startswith(CONFLICTS) or state in (FOREIGN_KEY, EXCLUSION)
    return not name and _speaks_of_the_connection(error)


def is_away(error: Exception) -> bool:
    """Whether the database is not there, or does not answer."""
    if not isinstance(error, DBAPIError):
        return False
    name, state = _names(error)
    if error.connection_invalidated or state.startswith(AWAY):
        return True
    return not name and not state and _speaks_of_the_connection(error)


def is_full(error: Exception) -> bool:
    """Whether the database has no room left to write."""
    if not isinstance(error, DBAPIError):
        return False
    name, state = _names(error)
    return name == SQLITE_FULL or state == DISK_FULL


def is_outcome_unknown(error: DBAPIError) -> bool:
    """Whether a commit that has ended with this error may have been done: the connection is lost, or the disk
    did not say that it has it. Where the database itself answers, it was not."""
    return error.connection_invalidated or _names(error)[0].startswith(SQLITE_WRITING)


def concerns_all(error: Exception) -> bool:
    """Whether whatever is tried now fails with the same error, so that it is of no use to try anything else:
    the database is away, or full, or held by somebody."""
    if isinstance(error, TimeoutError) or is_full(error):
        return True
    if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError):
        return False
    _, state = _names(error)
    return is_conflict(error) and not state.startswith(DEADLOCKS)


def is_duplicate(error: Exception) -> bool:
    """Whether the database refused a row because one with its key is there already."""
    if not isinstance(error, IntegrityError):
        return False
    name, state = _names(error)
    return name in SQLITE_DUPLICATE or state == UNIQUE


def is_unstorable(error: Exception) -> bool:
    """Whether a value that was sent cannot be held or looked up by the database (too long, a NUL)."""
    if not isinstance(error, DBAPIError):
        return False
    name, state = _names(error)
    return state in UNSTORABLE if state else not name and type(error.orig).__name__ == "DataError"


def said_by_database(error: SQLAlchemyError) -> str:
    """What the database says of an error, without any value; else of what type the error is."""
    original = getattr(error, "orig", None)
    return (original and database_message(original)) or type(original or error).__name__


def _names(error: DBAPIError) -> tuple[str, str]:
    """SQLite's name of an error and its SQLSTATE; each empty where the database gives none."""
    original = error.orig
    return getattr(original, "sqlite_errorname", None) or "", getattr(original, "sqlstate", None) or ""


def _speaks_of_the_connection(error: DBAPIError) -> bool:
    """PostgreSQL's driver gives no SQLSTATE where it could not reach the server."""
    return isinstance(error, (OperationalError, InterfaceError))
