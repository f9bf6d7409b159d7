"""Taking back that an assembly was convened, as long as nobody has voted or has been checked in.

The roll and its corrections go, and the rules can be changed again. Codes and admission passes stay, so that
those in letters that have been sent are good when the assembly is convened again; proxies end.
"""

from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from voting.assembly.locks import lock_assembly
from voting.assembly.models import (
    Assembly,
    ConveningStep,
    Proxy,
    RollCorrection,
    RollEntry,
    StandIn,
    StepKind,
)
from voting.assembly.standing import still_given
from voting.assembly.steps import add_step, require_reason
from voting.attendance.models import Presence
from voting.audit.chain import record
from voting.ballot.models import Participation, Resolution, State
from voting.ballot.roll_corrections import corrections_of
from voting.ballot.sealed_rounds import has_signed_contexts, remove_contexts
from voting.database import lock_table
from voting.errors import Code, Refused


def take_back_convening(
    session: Session, assembly_id: int, reason: dict[str, str], *, now: datetime, account_id: int
) -> ConveningStep:
    """Take back that an assembly was convened, for a reason, {language: text}.

    Waits for votes and check-ins that are being written; those that come later find no roll. Raises Refused:
    not_found, not_frozen, assembly_cancelled, reason_missing; has_begun once somebody has voted or has been
    checked in, or a vote has been opened; context_signed once a keyholder has signed the context of a sealed
    one, of whom none signs another.
    """
    assembly = lock_assembly(session, assembly_id, frozen=True)
    require_reason(reason)
    lock_table(session, Resolution)
    lock_table(session, RollEntry)
    if has_begun(session, assembly_id):
        raise Refused(Code.HAS_BEGUN)
    if has_signed_contexts(session, assembly_id):
        raise Refused(Code.CONTEXT_SIGNED)
    step = add_step(session, assembly_id, StepKind.TAKEN_BACK, reason, now=now, account_id=account_id)
    corrections = [[item.kind, item.member] for item in corrections_of(session, assembly_id)]
    entitled, roll_hash = assembly.entitled, assembly.roll_hash
    _thaw(session, assembly)
    session.execute(update(Proxy).where(still_given(Proxy, assembly_id)).values(withdrawn_at=now))
    session.execute(update(StandIn).where(still_given(StandIn, assembly_id)).values(withdrawn_at=now))
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="assembly.taken_back",
        assembly=assembly_id,
        entitled=entitled,
        roll_hash=roll_hash,
        corrections=corrections,
        reason=reason,
    )
    return step


def has_begun(session: Session, assembly_id: int) -> bool:
    """Whether somebody has voted or has been checked in, or the chair has done anything with a vote."""
    of_this = Resolution.assembly_id == assembly_id
    begun = or_(
        exists().where(of_this, Participation.resolution_id == Resolution.id),
        exists().where(of_this, Resolution.state != State.DRAFT.value),
        exists().where(Presence.assembly_id == assembly_id),
    )
    return bool(session.scalar(select(begun)))


def _thaw(session: Session, assembly: Assembly) -> None:
    """The database lets roll and rules go once the assembly is no longer frozen, and that only after a step
    that says so."""
    assembly.frozen_at = assembly.convened_after = assembly.opened_at = assembly.closed_at = None
    assembly.roll_hash = assembly.entitled = assembly.frozen_entitled = None
    session.flush()
    for table in (RollCorrection, RollEntry):
        session.execute(delete(table).where(table.assembly_id == assembly.id))
    for resolution in session.scalars(select(Resolution).where(Resolution.assembly_id == assembly.id)):
        resolution.rules_hash = resolution.lot_commitment = resolution.lot_seed = None
        resolution.envelope_key = None
    session.flush()
    remove_contexts(session, assembly.id)
