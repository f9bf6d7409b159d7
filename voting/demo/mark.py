"""By what a database is known to hold the demonstration, and whether anything has been added to it since."""

import datetime as dt
import json
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.audit.chain import last_entry, record
from voting.audit.models import AuditEntry
from voting.errors import Code, Refused
from voting.models import metadata

ACTOR = "demonstration"
LOADED = "demonstration.loaded"
LOOKING = frozenset({"sign_in", "attempts", "register_look", "key_fingerprint"})
"""The tables to which rows come though nobody adds anything: people sign in and look around, and the server
starts."""


def is_demonstration(session: Session) -> bool:
    """Whether the database began as the demonstration."""
    return session.scalar(select(AuditEntry.actor).where(AuditEntry.seq == 1)) == ACTOR


def mark(session: Session, now: datetime) -> None:
    """Note at the end of loading what there is, so that whatever comes later is seen."""
    record(session, now=now, actor=ACTOR, action=LOADED, rows=_rows(session))


def all_past(session: Session, today: dt.date) -> bool:
    """Whether the assemblies of the database are all past, so that there is nothing left to vote on."""
    last = session.scalar(select(func.max(Assembly.date)))
    return last is not None and last < today


def require_untouched(session: Session) -> None:
    """Raise Refused: no_demonstration; demonstration_used where anything has been added or changed since it
    was loaded. To be called while nobody else can write."""
    if not is_demonstration(session):
        raise Refused(Code.NO_DEMONSTRATION)
    last = session.get_one(AuditEntry, last_entry(session))
    if last.action != LOADED or json.loads(last.details)["rows"] != _rows(session):
        raise Refused(Code.DEMONSTRATION_USED)


def require_own(session: Session) -> None:
    """Raise Refused(demonstration_here) where what somebody brings in would mix with the demonstration."""
    if is_demonstration(session):
        raise Refused(Code.DEMONSTRATION_HERE)


def _rows(session: Session) -> dict[str, int]:
    """The number of rows of each table that has any, but for the log, which has its own head, and for those
    that looking fills. A table that an upgrade has added since is empty, and so changes nothing."""
    tables = [table for table in metadata.sorted_tables if table.name not in {*LOOKING, "audit_entry"}]
    rows = {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    return {name: number for name, number in rows.items() if number}
