"""What is append-only goes only under a removal that has expired: by plain SQL, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.privacy.lived import live
from tests.web.second import second_assembly
from tests.world import World
from voting.assembly.models import Assembly
from voting.attendance.check_in import check_in
from voting.attendance.scan_log import Scan
from voting.audit.chain import record
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.privacy.forget import due, forget
from voting.privacy.removals import Due
from voting.retention.models import Retention
from voting.retention.rules import DataKind, expired_before

OPENED = {
    "check_in": (DataKind.PRESENCE, "answer = 'left'"),
    "revoked_pass": (DataKind.CREDENTIALS, "serial = 7"),
    "proxy_document": (DataKind.PROXIES, "media_type = 'text/html'"),
    "event_check_in": (DataKind.EVENTS, "account_id = 2"),
    "register_look": (DataKind.LOOKS, "found = 0"),
}
"""Each append-only table of which rows may go one day, under which kind, and a change that never may be."""
NEVER = ("audit_entry", "deposit", "participation", "result", "roll_entry", "forgetting")
FAR = date(2000, 1, 1)


@pytest.fixture
def lived(world: World) -> World:
    live(world)
    return world


@contextmanager
def transaction(world: World) -> Iterator[Session]:
    with world.app.app_context(), writing(db.session()) as session:
        yield session


def refuses(session: Session, statement: str, reason: str, **values: Any) -> None:
    """The statement is refused for this reason, and the transaction goes on."""
    with pytest.raises(DBAPIError, match=reason), session.begin_nested():
        session.execute(text(statement), values)


def forget_and_delete_ballots(world: World, item: Due) -> None:
    """Refused at once on SQLite, at the commit on PostgreSQL."""
    with transaction(world) as session:
        forget(session, item, now=system_clock(), actor="test")
        session.execute(text("DELETE FROM ballot"))


def log_removal(session: Session) -> int:
    """A log entry as a removal has it, truly chained; returns its number."""
    record(session, now=system_clock(), actor="somebody", action="privacy.forgotten")
    return int(session.scalar(text("SELECT seq FROM audit_head")) or 0)


FORGED = (
    "INSERT INTO forgetting (kind, assembly_id, before, at, entry, removed, counts) "
    "VALUES (:kind, :assembly, :before, :at, :entry, '{}', '{}')"
)


def forged(world: World, **values: Any) -> dict[str, Any]:
    at: datetime | str = system_clock()
    fields: dict[str, Any] = {
        "kind": "presence",
        "assembly": world.assembly_id,
        "before": expired_before(system_clock().date(), 24),
        "at": at,
    } | values
    return {name: value if isinstance(value, int | None) else str(value) for name, value in fields.items()}


def test_nothing_goes_without_a_removal(lived: World) -> None:
    with transaction(lived) as session:
        for months in (600, 1):
            session.execute(update(Retention).values(months=months))
            for table, (_, change) in OPENED.items():
                assert session.scalar(text(f"SELECT count(*) FROM {table}"))
                refuses(session, f"DELETE FROM {table}", "is append-only")
                refuses(session, f"UPDATE {table} SET {change}", "is append-only")
            log_removal(session)  # an entry alone opens nothing
            refuses(session, "DELETE FROM check_in", "is append-only")


def test_a_forged_removal_is_refused(lived: World) -> None:
    """Of what has not expired, with a period that has no end yet, or without the last entry of the log."""
    not_yet = "not be forgotten yet"
    today = system_clock().date()
    with transaction(lived) as session:
        assembly = session.get_one(Assembly, lived.assembly_id)
        other = session.scalar(text("SELECT seq FROM audit_head"))
        refuses(session, FORGED, not_yet, **forged(lived, entry=other))
        entry = log_removal(session)
        assembly.date = today
        session.flush()
        for kind in DataKind:
            values = forged(lived, entry=entry, kind=kind.value)
            refuses(session, FORGED, not_yet, **values)
            for beyond in (str(today), "9999-01-01"):
                refuses(session, FORGED, not_yet, **values | {"before": beyond})
                refuses(session, FORGED, not_yet, **values | {"before": beyond, "assembly": None})
        refuses(session, FORGED, not_yet, **forged(lived, entry=entry, kind="everything"))
        assembly.date = FAR
        session.flush()
        record(session, now=system_clock(), actor="somebody", action="something.else")
        refuses(session, FORGED, not_yet, **forged(lived, entry=entry))
        refuses(session, "DELETE FROM check_in", "is append-only")
        session.execute(text(FORGED), forged(lived, entry=log_removal(session)))
        session.execute(text("DELETE FROM check_in WHERE nonce = 'nonce-002'"))
        session.rollback()


def test_a_removal_opens_its_own_rows_alone(lived: World) -> None:
    day = lived.clock.moment
    lived.clock.moment = datetime(2026, 6, 17, 8, 0, tzinfo=UTC)
    other = second_assembly(lived)
    other.steward.send("/desk/BRU/check-in", {"member": "1", "nonce": "nonce-other"})
    lived.clock.moment = day
    with transaction(lived) as session:
        session.execute(update(Retention).values(months=1))
        session.get_one(Assembly, lived.assembly_id).date = FAR
        session.flush()
        item = next(item for item in due(session, system_clock().date()) if item.kind is DataKind.PRESENCE)
        assert item.assembly_id == lived.assembly_id
    with pytest.raises(DBAPIError, match="is append-only"):
        forget_and_delete_ballots(lived, item)
    with transaction(lived) as session:
        assert forget(session, item, now=system_clock(), actor="test")["check_in"] == 9
        refuses(session, "DELETE FROM check_in", "is append-only")
        for table, (kind, change) in OPENED.items():
            if kind is not DataKind.PRESENCE:
                refuses(session, f"DELETE FROM {table}", "is append-only")
                refuses(session, f"UPDATE {table} SET {change}", "is append-only")
        for table in NEVER:
            refuses(session, f"DELETE FROM {table} WHERE 1 = 1", "append-only|foreign key")
        refuses(session, "UPDATE forgetting SET counts = '{}'", "is append-only")
        refuses(session, "UPDATE check_in SET answer = 'left'", "is append-only")
    then = datetime(2000, 1, 1, 12, tzinfo=UTC)
    later = Scan(lived.assembly_id, "30", "BRU", "nonce-later", 1, then, then)
    with transaction(lived) as session:
        check_in(session, later)
    with transaction(lived) as session:
        refuses(session, "DELETE FROM check_in WHERE nonce = 'nonce-later'", "is append-only")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_temporary_table_opens_nothing(lived: World) -> None:
    with transaction(lived) as session:
        entry = log_removal(session)
        session.execute(text("CREATE TEMPORARY TABLE forgetting ON COMMIT DROP AS TABLE public.forgetting"))
        session.execute(text("ALTER TABLE pg_temp.forgetting ADD COLUMN more integer"))
        session.execute(text(FORGED.replace("forgetting", "pg_temp.forgetting")), forged(lived, entry=entry))
        refuses(session, "DELETE FROM public.check_in", "is append-only")
