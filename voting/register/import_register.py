"""Bringing a register file into the database: all of it or nothing, and saying what changed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby

from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.bulk import Staging
from voting.database import lock_table
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
    other. It is taken before the head of the log is, for which everybody waits."""
    lock_table(session, MemberChange)


@dataclass(frozen=True, slots=True)
class StagedImport:
    """An import that is ready to be written: what was planned, the rows of it where they were put, and when
    and by whom it is done."""

    plan: PlannedImport
    staging: Staging
    now: datetime
    actor: str


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
    staged = stage_import(session, plan, now=now, actor=actor, progress=progress)
    summary = write_import(session, staged, progress)
    staged.staging.drop()
    return summary


def stage_import(
    session: Session,
    plan: PlannedImport,
    *,
    now: datetime,
    actor: str,
    progress: TellProgress = lambda count: None,
) -> StagedImport:
    """Put the rows of what was planned where ``write_import`` finds them, while others write what they want:
    on the same connection, in a transaction of its own (``voting.database.staging``) or in the same one.

    A change of category holds from today, so that the figures of earlier days stay.
    """
    staging, summary = Staging(session), plan.summary
    by = {"recorded_at": now, "recorded_by": actor}
    source = {"source": EntrySource.FILE.value}
    staging.insert(Member, plan.added, progress)
    for _, alike in groupby(plan.changed, key=tuple):
        staging.update(Member, alike)
    staging.delete(MemberWord, (_of_word(*each) for each in plan.old_words))
    new_words = ((word, added["number"]) for added in plan.added for word in words_of(added))
    staging.insert(MemberWord, (_of_word(*each) for each in chain(new_words, plan.new_words)))
    withdrawn = by | {"reason": "register file"}
    staging.insert(MovementWithdrawal, ({"movement": each} | withdrawn for each in plan.withdrawn))
    staging.insert(Movement, (movement | source | by for movement in plan.movements))
    changed = source | by | {"on": now.date(), "reason": ""}
    changes = chain(summary.changes, summary.agreed)
    staging.insert(MemberChange, (_as_row(each) | changed for each in changes))
    return StagedImport(plan, staging, now, actor)


def write_import(
    session: Session, staged: StagedImport, progress: TellProgress = lambda count: None
) -> ImportSummary:
    """Write what was staged, within the caller's transaction, by a statement for each table. Raises
    Refused(register_changed) where the register is no longer the one for which it was planned."""
    lock_register(session)
    plan, summary = staged.plan, staged.plan.summary
    if fingerprint(session) != plan.fingerprint:
        raise Refused(Code.REGISTER_CHANGED)
    staged.staging.write()
    progress(summary.rows - len(summary.added))
    if summary.added or summary.changes or summary.agreed:
        record(
            session,
            now=staged.now,
            actor=staged.actor,
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
