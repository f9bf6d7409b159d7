"""Bringing a register file into the database: all of it or nothing, and saying what changed."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.audit.models import AuditHead
from voting.database import in_chunks
from voting.errors import Code, Refused
from voting.register.compare import ImportSummary
from voting.register.csv_file import Row
from voting.register.models import EntrySource, Member, MemberChange, Movement, MovementWithdrawal
from voting.register.planned_import import PlannedImport, plan_import
from voting.register.registered import Key, fingerprint, registered

TellProgress = Callable[[int], object]


def lock_register(session: Session) -> None:
    """Take the lock that everything which changes the register takes, so that changes come one after the
    other."""
    session.execute(select(AuditHead.seq).with_for_update()).one()


def import_register(
    session: Session,
    rows: list[Row],
    *,
    now: datetime,
    actor: str,
    progress: TellProgress = lambda count: None,
    take: Collection[Key] = (),
) -> ImportSummary:
    """Make the register say what the rows say, within the caller's transaction, as ``compare`` judges it.

    ``take`` are the conflicts in which the file is followed. ``progress`` is called from time to time with
    the number of rows done since its last call.
    """
    lock_register(session)
    plan = plan_import(registered(session), rows, take)
    return write_import(session, plan, now=now, actor=actor, progress=progress)


def write_import(
    session: Session,
    plan: PlannedImport,
    *,
    now: datetime,
    actor: str,
    progress: TellProgress = lambda count: None,
) -> ImportSummary:
    """Write what was planned, within the caller's transaction, while other requests go on. Raises
    Refused(register_changed) where the register is no longer the one for which it was planned.

    A change of category holds from today, so that the figures of earlier days stay.
    """
    lock_register(session)
    if fingerprint(session) != plan.fingerprint:
        raise Refused(Code.REGISTER_CHANGED)
    summary = plan.summary
    by = {"recorded_at": now, "recorded_by": actor}
    source = {"source": EntrySource.FILE.value}
    for part in in_chunks(plan.added):
        session.execute(insert(Member), part)
        progress(len(part))
    for part in in_chunks(plan.changed):
        session.execute(update(Member), part)
    for part in in_chunks([{"movement": movement} for movement in plan.withdrawn]):
        withdrawn = by | {"reason": "register file"}
        session.execute(insert(MovementWithdrawal), [row | withdrawn for row in part])
    for part in in_chunks(plan.movements):
        session.execute(insert(Movement), [row | source | by for row in part])
    changes = [
        {"member": change.number, "field": change.field, "before": change.before, "after": change.after}
        for change in summary.changes + summary.agreed
    ]
    for part in in_chunks(changes):
        changed = source | by | {"on": now.date(), "reason": ""}
        session.execute(insert(MemberChange), [row | changed for row in part])
    progress(summary.rows - len(summary.added))

    if summary.added or summary.changes or summary.agreed:
        record(
            session,
            now=now,
            actor=actor,
            action="register.imported",
            rows=summary.rows,
            added=len(summary.added),
            changed=len(summary.changed),
            conflicts=len(summary.conflicts),
            changes_hash=plan.changes_hash,
        )
    return summary
