"""Bringing a register file into the database: all of it or nothing, and saying what changed."""

from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from voting.audit.chain import digest, record
from voting.audit.models import AuditHead
from voting.database import in_chunks
from voting.errors import Code, Refused
from voting.register.compare import (
    MEMBER_FIELDS,
    MOVEMENTS,
    Change,
    ImportSummary,
    Key,
    compare,
    fingerprint,
    movements_of,
)
from voting.register.csv_file import Row
from voting.register.membership import STANDS
from voting.register.models import EntrySource, Member, MemberChange, Movement, MovementWithdrawal
from voting.register.movements import last_membership
from voting.register.search_text import search_text_of

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
    previewed: str | None = None,
) -> ImportSummary:
    """Make the register say what the rows say, within the caller's transaction, as ``compare`` judges it.

    ``take`` are the conflicts in which the file is followed. ``previewed`` is the register's ``fingerprint``
    when somebody looked at what would change; Refused(register_changed) is raised where it is another now.
    ``progress`` is called from time to time with the number of rows done since its last call. A change of
    category holds from today, so that the figures of earlier days stay.
    """
    lock_register(session)
    if previewed is not None and fingerprint(session) != previewed:
        raise Refused(Code.REGISTER_CHANGED)
    summary = compare(session, rows, take)
    by_number = {row.number: row for row in rows}

    new_rows = [by_number[number] for number in summary.added]
    for chunk in in_chunks([_member_values(row) for row in new_rows]):
        session.execute(insert(Member), chunk)
        progress(len(chunk))
    _change_details(session, summary.changes, by_number)
    _change_movements(session, new_rows, summary.changes, by_number, now, actor)
    _keep_changes(session, summary.changes + summary.agreed, now, actor)
    progress(len(rows) - len(new_rows))

    if summary.added or summary.changes or summary.agreed:
        record(
            session,
            now=now,
            actor=actor,
            action="register.imported",
            rows=len(rows),
            added=len(summary.added),
            changed=len(summary.changed),
            conflicts=len(summary.conflicts),
            changes_hash=digest([asdict(change) for change in summary.changes]),
        )
    return summary


def _member_values(row: Row) -> dict[str, Any]:
    values = {"number": row.number} | {name: getattr(row, name) for name in MEMBER_FIELDS}
    return values | {"search_text": search_text_of(values)}


def _change_details(session: Session, changes: list[Change], by_number: dict[str, Row]) -> None:
    """Set the changed fields, all members who change in the same fields by one statement."""
    fields_of: dict[str, set[str]] = {}
    for change in changes:
        if change.field != MOVEMENTS:
            fields_of.setdefault(change.number, set()).add(change.field)
    members: dict[str, Member] = {}
    for chunk in in_chunks([{"number": number} for number in fields_of], 500):
        numbers = [key["number"] for key in chunk]
        found = session.scalars(select(Member).where(Member.number.in_(numbers)))
        members |= {member.number: member for member in found}
    for number, names in fields_of.items():
        member = members[number]
        for name in names:
            setattr(member, name, getattr(by_number[number], name))
        member.search_text = search_text_of(vars(member))
    session.flush()


def _change_movements(
    session: Session,
    new_rows: list[Row],
    changes: list[Change],
    by_number: dict[str, Row],
    now: datetime,
    actor: str,
) -> None:
    """Write the movements of new members; of known ones, withdraw what no longer stands and write what is
    new."""
    rows = [by_number[change.number] for change in changes if change.field == MOVEMENTS]
    withdrawn: list[dict[str, Any]] = []
    written = [(row, movements_of(row)) for row in new_rows]
    for start in range(0, len(rows), 500):
        chunk = rows[start : start + 500]
        standing: dict[str, dict[tuple[str, date], int]] = {}
        numbers = [row.number for row in chunk]
        for movement in session.scalars(select(Movement).where(Movement.member.in_(numbers), STANDS)):
            standing.setdefault(movement.member, {})[movement.kind, movement.on] = movement.id
        for row in chunk:
            ids = standing.get(row.number, {})
            before, after = last_membership(ids), movements_of(row)
            withdrawn += [{"movement": ids[item]} for item in before - after]
            written.append((row, after - before))
    by = {"recorded_at": now, "recorded_by": actor}
    for part in in_chunks([item | by | {"reason": "register file"} for item in withdrawn]):
        session.execute(insert(MovementWithdrawal), part)
    values = [
        {"member": row.number, "kind": kind, "on": on, "source": EntrySource.FILE.value} | by
        for row, movements in written
        for kind, on in sorted(movements)
    ]
    for part in in_chunks(values):
        session.execute(insert(Movement), part)


def _keep_changes(session: Session, changes: list[Change], now: datetime, actor: str) -> None:
    """Record each change with what stood there before; a change of category holds from today."""
    values = [
        {
            "member": change.number,
            "field": change.field,
            "before": change.before,
            "after": change.after,
            "on": now.date(),
            "source": EntrySource.FILE.value,
            "reason": "",
            "recorded_at": now,
            "recorded_by": actor,
        }
        for change in changes
    ]
    for part in in_chunks(values):
        session.execute(insert(MemberChange), part)
