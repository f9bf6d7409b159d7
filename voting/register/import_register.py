"""Bringing a register file into the database: all of it or nothing, and saying what changed."""

from collections.abc import Callable, Collection
from datetime import datetime
from itertools import chain, groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.audit.models import AuditHead
from voting.bulk import delete_rows, insert_rows, update_rows
from voting.errors import Code, Refused
from voting.register.compare import Change, ImportSummary
from voting.register.csv_file import Row
from voting.register.models import EntrySource, Member, MemberChange, MemberWord, Movement, MovementWithdrawal
from voting.register.planned_import import PlannedImport, plan_import
from voting.register.registered import Key, fingerprint, registered
from voting.register.search_text import words_of

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
    insert_rows(session, Member, plan.added, progress)
    for _, alike in groupby(plan.changed, key=tuple):
        update_rows(session, Member, list(alike))
    delete_rows(session, MemberWord, [_of_word(*each) for each in plan.old_words])
    new_words = ((word, added["number"]) for added in plan.added for word in words_of(added))
    insert_rows(session, MemberWord, (_of_word(*each) for each in chain(new_words, plan.new_words)))
    withdrawn = by | {"reason": "register file"}
    insert_rows(session, MovementWithdrawal, ({"movement": each} | withdrawn for each in plan.withdrawn))
    insert_rows(session, Movement, (movement | source | by for movement in plan.movements))
    changed = source | by | {"on": now.date(), "reason": ""}
    changes = chain(summary.changes, summary.agreed)
    insert_rows(session, MemberChange, (_as_row(each) | changed for each in changes))
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


def _of_word(word: str, number: str) -> dict[str, str]:
    return {"word": word, "member": number}


def _as_row(change: Change) -> dict[str, str]:
    return {"member": change.number, "field": change.field, "before": change.before, "after": change.after}
