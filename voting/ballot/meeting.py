"""Opening and closing the meeting: what the chair does at its beginning and its end, each once and logged."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from voting.assembly.ending import over_at
from voting.assembly.locks import lock_assembly
from voting.assembly.meeting import keep_open
from voting.assembly.models import Assembly
from voting.attendance.models import OpenPage, Presence
from voting.attendance.rules import UNDO_WITHIN, may_undo
from voting.audit.chain import record
from voting.ballot.models import Resolution, State
from voting.errors import Code, Refused


def open_meeting(session: Session, assembly_id: int, *, now: datetime, actor: str) -> None:
    """Open the meeting: from now on members can take part in it.

    Raises Refused: not_found, not_frozen, assembly_cancelled; wrong_state where it has been opened.
    """
    assembly = lock_assembly(session, assembly_id, frozen=True)
    if assembly.opened_at is not None:
        raise Refused(Code.WRONG_STATE)
    keep_open(session, assembly, now=now, actor=actor)


def close_meeting(session: Session, assembly_id: int, *, now: datetime, actor: str) -> None:
    """Close the meeting: whoever is present, in a hall or at a distance, is present until now; where it was
    forgotten, until the staff's day was over.

    Waits for those who are becoming present. Raises Refused: not_found, not_frozen, assembly_cancelled;
    wrong_state where it has not been opened, or has been closed; vote_is_open.
    """
    assembly = lock_assembly(session, assembly_id, frozen=True)
    if assembly.opened_at is None or assembly.closed_at is not None:
        raise Refused(Code.WRONG_STATE)
    votes_open = select(Resolution.id).where(
        Resolution.assembly_id == assembly_id, Resolution.state == State.OPEN.value
    )
    if session.scalar(votes_open.limit(1)) is not None:
        raise Refused(Code.VOTE_IS_OPEN)
    here = (Presence.assembly_id == assembly_id, Presence.until.is_(None))
    members = session.scalar(select(func.count()).select_from(Presence).where(*here)) or 0
    over = over_at(assembly.date, assembly.timezone)
    assembly.closed_at = min(now, max(over, assembly.opened_at))
    session.execute(update(Presence).where(*here).values(until=assembly.closed_at))
    record(session, now=now, actor=actor, action="assembly.closed", assembly=assembly_id, present=members)


def resume_meeting(session: Session, assembly_id: int, *, now: datetime, actor: str) -> None:
    """Take back that the meeting was closed, shortly after: whoever was present then has stayed.

    Raises Refused: not_found, not_frozen, assembly_cancelled; wrong_state where it is not closed; undo_late.
    """
    assembly = lock_assembly(session, assembly_id, frozen=True)
    if assembly.closed_at is None:
        raise Refused(Code.WRONG_STATE)
    if not may_be_resumed(assembly, now):
        raise Refused(Code.UNDO_LATE, minutes=int(UNDO_WITHIN.total_seconds() // 60))
    ended = (Presence.assembly_id == assembly_id, Presence.until == assembly.closed_at)
    pages = OpenPage.presence_id.in_(select(Presence.id).where(*ended))
    session.execute(update(OpenPage).where(pages).values(seen_at=now))  # they could not be heard meanwhile
    session.execute(update(Presence).where(*ended).values(until=None))
    record(session, now=now, actor=actor, action="assembly.resumed", assembly=assembly_id)
    assembly.closed_at = None


def may_be_resumed(assembly: Assembly, now: datetime) -> bool:
    """Whether the closing of the meeting can still be taken back."""
    return assembly.closed_at is not None and may_undo(assembly.closed_at, now)
