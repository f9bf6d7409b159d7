"""The database: whether what it acknowledges is kept, whether enough may connect, and whether it is whole."""

import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from voting.database_errors import said_by_database
from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well

SUBJECT = "database"
OLDEST = 14
"""The oldest PostgreSQL that its makers still look after."""
POOL, BESIDE = 30, 8
"""Connections of each worker at most; of the listeners, letters, long work and a terminal."""
OVER_A_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs", "afs"}
)
ENDS_WAITING = ("statement_timeout", "transaction_timeout")
"""What breaks off a commit that waits for a standby, after it was made on the primary."""
LOOKED_THROUGH = 7.0
"""Seconds that looking through a file may take."""


def check_database(patient: Patient) -> list[Finding]:
    """The settings of the database, as far as votes depend on them."""
    if (file := patient.database_file) is not None:
        mounts = Path("/proc/mounts")
        system = file_system(file, mounts.read_text()) if mounts.exists() else ""
        return of_sqlite(file, system) or [well(SUBJECT, "SQLite keeps what it acknowledges, and is whole.")]
    workers = int(patient.environment.get("WORKERS") or "1")
    try:
        with patient.engine.connect() as connection:
            settings = postgresql_settings(connection)
    except SQLAlchemyError as error:
        sentence = f"The database cannot be used: {said_by_database(error)}."
        return [ill(SUBJECT, "database_unusable", sentence, "Start it, or correct DATABASE_URL.")]
    found = of_postgresql(settings, workers)
    return found or [well(SUBJECT, "PostgreSQL keeps what it acknowledges, and enough may connect.")]


def postgresql_settings(connection: Connection) -> dict[str, str]:
    """By name what the server is set to, for a connection that sets nothing itself; and whether it is a
    ``standby``."""
    rows = connection.execute(text("SELECT name, reset_val FROM pg_settings"))
    standby = connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one()
    return {**{row.name: row.reset_val for row in rows}, "standby": str(standby).lower()}


def of_postgresql(settings: dict[str, str], workers: int) -> list[Finding]:
    """What is wrong with a server that is set like this."""
    found = list[Finding]()
    for name in ("fsync", "full_page_writes"):
        if settings[name] != "on":
            sentence = (
                f"PostgreSQL has {name} off: after a failure of power votes are lost or the database is."
            )
            found.append(
                ill(SUBJECT, f"{name}_off", sentence, f"Set {name} = on in postgresql.conf, and reload.")
            )
    if settings["synchronous_commit"] == "off":
        sentence = "PostgreSQL has synchronous_commit off; the application sets it on for itself alone."
        remedy = "Set synchronous_commit = on for this database."
        found.append(doubtful(SUBJECT, "synchronous_commit_off", sentence, remedy))
    for name in ENDS_WAITING:
        if settings["synchronous_standby_names"] and settings.get(name, "0") != "0":
            sentence = (
                f"PostgreSQL has {name} set: a vote may be acknowledged that its standby does not have."
            )
            found.append(ill(SUBJECT, f"{name}_set", sentence, f"Set {name} = 0 for this database."))
    if settings["standby"] == "true" or settings["default_transaction_read_only"] == "on":
        sentence = "This PostgreSQL only reads: it is a standby, or set to be read-only."
        found.append(ill(SUBJECT, "database_read_only", sentence, "Let DATABASE_URL lead to the primary."))
    if (major := int(settings["server_version_num"]) // 10_000) < OLDEST:
        sentence = f"PostgreSQL {major} gets no corrections from its makers any more."
        found.append(doubtful(SUBJECT, "postgresql_old", sentence, "Upgrade it before the next assembly."))
    room = int(settings["max_connections"]) - int(settings["superuser_reserved_connections"])
    if room < (needed := workers * POOL + BESIDE):
        sentence = f"PostgreSQL takes {room} connections; {workers} workers may need {needed}."
        remedy = f"Set max_connections to {needed + 20} or more, or lower WORKERS."
        found.append(doubtful(SUBJECT, "connections_few", sentence, remedy))
    return found


def of_sqlite(file: Path, system: str) -> list[Finding]:
    """What is wrong with the file of a database on such a file system."""
    found = list[Finding]()
    if system in OVER_A_NETWORK:
        sentence = f"{file} is on a share of the network ({system}), where locks and writes are not safe."
        found.append(
            ill(SUBJECT, "database_on_network", sentence, "Move it to a local disk, or use PostgreSQL.")
        )
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)
    try:
        if (mode := connection.execute("PRAGMA journal_mode").fetchone()[0]) != "wal":
            sentence = f"SQLite keeps its journal by “{mode}”: readers and voters wait for each other."
            remedy = f"With the server stopped: sqlite3 {file} 'PRAGMA journal_mode=wal'"
            found.append(doubtful(SUBJECT, "not_wal", sentence, remedy))
        until = time.monotonic() + LOOKED_THROUGH
        connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
        if (first := str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])) != "ok":
            found.append(_damaged(first))
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            found.append(_damaged(str(error)))
    except sqlite3.DatabaseError as error:
        found.append(_damaged(str(error)))
    finally:
        connection.close()
    return found


def _damaged(said: str) -> Finding:
    remedy = "Stop the server, keep the file as it is, and restore the last backup."
    return ill(SUBJECT, "database_damaged", f"SQLite finds the file damaged: {said.splitlines()[0]}.", remedy)


def file_system(file: Path, mounts: str) -> str:
    """The kind of the file system on which a file lies, from the lines of ``/proc/mounts``; "" where they do
    not say."""
    path, best = file.resolve(), ("", "")
    for line in mounts.splitlines():
        _what, where, kind, *_ = line.split(" ")
        where = where.replace("\\040", " ")
        if path.is_relative_to(where) and len(where) >= len(best[0]):
            best = (where, kind)
    return best[1]
