"""Letters that leave later: which they are, and taking them back before they have left."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.mail.models import Letter, Mail


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Letters of one kind, and one reminder, that leave at one moment."""

    letter: Letter
    wave: int
    leaving: datetime
    letters: int


def scheduled_letters(session: Session, assembly_id: int, now: datetime) -> list[Scheduled]:
    """The letters of an assembly that leave later than now, in order of time."""
    rows = session.execute(
        select(Mail.letter, Mail.wave, Mail.due_at, func.count().label("letters"))
        .where(Mail.assembly_id == assembly_id, *_not_tried(now))
        .group_by(Mail.letter, Mail.wave, Mail.due_at)
        .order_by(Mail.due_at, Mail.letter, Mail.wave)
    )
    return [Scheduled(Letter(row.letter), row.wave, row.due_at, row.letters) for row in rows]


def take_back_letters(
    session: Session, assembly_id: int, letter: Letter, wave: int, *, now: datetime, actor: str
) -> int:
    """Take the letters of one kind and wave that leave later out of the outbox; returns how many.

    Raises Refused(not_found) where there are none, or they have left.
    """
    gone = session.execute(
        delete(Mail).where(
            Mail.assembly_id == assembly_id,
            Mail.letter == letter.value,
            Mail.wave == wave,
            *_not_tried(now),
        )
    ).rowcount  # type: ignore[attr-defined]  # a deletion has one
    if not gone:
        raise Refused(Code.NOT_FOUND)
    record(
        session,
        now=now,
        actor=actor,
        action=f"{letter.value}s.taken_back",
        assembly=assembly_id,
        wave=wave,
        letters=gone,
    )
    return int(gone)


def _not_tried(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Mail.due_at > now,
        Mail.attempts == 0,
        Mail.sent_at.is_(None),
        Mail.given_up_at.is_(None),
        Mail.handed_at.is_(None),
    )
