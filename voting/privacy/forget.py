"""Removing data whose period is over: rows go, counts stay, and the log says how many rows there were."""

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Delete, Update, delete, func, select, update
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.audit.chain import record
from voting.audit.models import AuditHead
from voting.ballot.models import FORGOTTEN, NO_MOMENT, Participation
from voting.errors import Code, Refused
from voting.privacy.removals import Due, counts_of, detach, rows_to_remove
from voting.register.models import Upload
from voting.retention.models import Forgetting
from voting.retention.periods import periods
from voting.retention.rules import DataKind, expired_before

DIRECTORIES = ("mail", "letters")
"""The directories of an installation in which letters lie as files."""


def due(session: Session, today: date) -> list[Due]:
    """The data that have expired and are still there, by kind and then by assembly in order of date."""
    found = []
    for kind, months in periods(session).items():
        before = expired_before(today, months)
        over = select(Assembly.id).where(Assembly.date < before).order_by(Assembly.date, Assembly.id)
        of_each = [Due(kind, before, assembly) for assembly in (*session.scalars(over), None)]
        found += [item for item in of_each if any(pending(session, item).values())]
    return found


def pending(session: Session, item: Due) -> dict[str, int]:
    """How many rows would be removed, by table."""
    return {
        table.__tablename__: session.scalar(select(func.count()).select_from(table).where(condition)) or 0
        for table, condition in rows_to_remove(item)
    }


def forget(session: Session, item: Due, *, now: datetime, actor: str) -> dict[str, int]:
    """Remove data that have expired, within the caller's transaction; returns how many rows went, by table.

    A second time there is nothing to remove, and nothing is written. Raises Refused(changed_meanwhile) where
    rows were added at the same time.
    """
    session.execute(select(AuditHead.seq).with_for_update()).one()  # one removal at a time
    removed = pending(session, item)
    if not any(removed.values()):
        return removed
    counts = counts_of(session, item)
    detach(session, item, now)
    record(
        session,
        now=now,
        actor=actor,
        action="privacy.forgotten",
        kind=item.kind.value,
        assembly=item.assembly_id,
        before=item.before.isoformat(),
        removed=removed,
    )
    session.add(
        Forgetting(
            kind=item.kind.value,
            assembly_id=item.assembly_id,
            before=item.before,
            at=now,
            entry=session.execute(select(AuditHead.seq)).scalar_one(),
            removed=removed,
            counts=counts,
        )
    )
    session.flush()
    for table, condition in rows_to_remove(item):
        going: Update | Delete = delete(table)
        if table is Upload:
            going = update(Upload).values(content=None, findings=None, discarded_at=now)
        elif table is Participation:
            going = update(Participation).values(
                channel=FORGOTTEN, venue=None, attempt=None, cast_at=NO_MOMENT
            )
        done = session.execute(going.where(condition).execution_options(synchronize_session=False))
        if done.rowcount != removed[table.__tablename__]:  # type: ignore[attr-defined]  # both have one
            raise Refused(Code.CHANGED_MEANWHILE)
    session.expire_all()
    return removed


def expired_files(session: Session, instance: Path, today: date) -> list[Path]:
    """The letters that lie as files for longer than letters are kept."""
    before = expired_before(today, periods(session)[DataKind.LETTERS])
    return [
        file
        for name in DIRECTORIES
        for file in sorted((instance / name).rglob("*"))
        if file.is_file() and datetime.fromtimestamp(file.stat().st_mtime, UTC).date() < before
    ]


def forget_files(session: Session, files: list[Path], *, now: datetime, actor: str) -> None:
    """Delete files, and log how many; one that is gone already is passed over."""
    if files:
        record(session, now=now, actor=actor, action="privacy.files_removed", files=len(files))
    for file in files:
        file.unlink(missing_ok=True)
