"""A practice vote of the halls: the chair starts and ends it, and a real vote that is opened ends it.

Whoever practises twice counts twice, since nobody is noted. The log has that the chair started or ended it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from voting.assembly.locks import lock_assembly
from voting.assembly.models import Assembly
from voting.audit.chain import record
from voting.ballot.methods import POSITIONS
from voting.ballot.models import Resolution, State
from voting.errors import Code, Refused
from voting.practice.models import PracticeCount, PracticeRound


@dataclass(frozen=True, slots=True)
class Practice:
    """The latest practice vote of an assembly: when it was started and ended, and how often each of ``for``,
    ``against`` and ``abstain`` was marked."""

    started_at: datetime
    ended_at: datetime | None
    counts: dict[str, int]

    @property
    def is_on(self) -> bool:
        """Whether people can practise now."""
        return self.ended_at is None

    @property
    def total(self) -> int:
        """How often somebody has practised."""
        return sum(self.counts.values())

    @property
    def changed_at(self) -> datetime:
        """Since when the displays show it as it is: on, or ended."""
        return self.ended_at or self.started_at


def practice_of(session: Session, assembly_id: int) -> Practice | None:
    """The latest practice vote of an assembly; None where there has been none. It ended when the chair ended
    it, a real vote was opened, or the meeting was closed, whichever came first."""
    begun = session.get(PracticeRound, assembly_id)
    if begun is None:
        return None
    opened = select(func.min(Resolution.opened_at)).where(
        Resolution.assembly_id == assembly_id, Resolution.opened_at > begun.started_at
    )
    closed = session.get_one(Assembly, assembly_id).closed_at
    ends = (begun.ended_at, session.scalar(opened), closed)
    counts = session.execute(
        select(PracticeCount.mark, PracticeCount.times).where(PracticeCount.assembly_id == assembly_id)
    )
    found = {row.mark: row.times for row in counts}
    return Practice(
        begun.started_at,
        min((end for end in ends if end is not None and end >= begun.started_at), default=None),
        {mark: found[mark] for mark in POSITIONS},
    )


def is_practice_on(session: Session, assembly_id: int) -> bool:
    """Whether a practice vote of the halls is on."""
    practice = practice_of(session, assembly_id)
    return practice is not None and practice.is_on


def can_start_practice(session: Session, assembly: Assembly) -> bool:
    """Whether the chair can start one now: not while a real vote is open, nor after the meeting."""
    off = assembly.frozen_at is None or assembly.cancelled_at is not None or assembly.closed_at is not None
    return not off and not _a_vote_is_open(session, assembly.id)


def is_for_homes(assembly: Assembly) -> bool:
    """Whether members at home can practise by themselves: from convening until the meeting."""
    return assembly.frozen_at is not None and assembly.cancelled_at is None and assembly.opened_at is None


def start_practice(session: Session, assembly_id: int, *, now: datetime, actor: str) -> None:
    """Start a practice vote in the halls, counted from nothing. Where one is on, it goes on.

    Raises Refused: not_found; not_frozen; assembly_cancelled; meeting_closed; practice_during_vote.
    """
    assembly = lock_assembly(session, assembly_id, frozen=True)
    if assembly.closed_at is not None:
        raise Refused(Code.MEETING_CLOSED)
    if _a_vote_is_open(session, assembly_id):
        raise Refused(Code.PRACTICE_DURING_VOTE)
    if is_practice_on(session, assembly_id):
        return
    session.execute(delete(PracticeCount).where(PracticeCount.assembly_id == assembly_id))
    begun = session.get(PracticeRound, assembly_id) or PracticeRound(assembly_id=assembly_id)
    begun.started_at, begun.ended_at = now, None
    session.add(begun)
    session.flush()
    nothing = [{"assembly_id": assembly_id, "mark": mark, "times": 0} for mark in POSITIONS]
    session.execute(insert(PracticeCount), nothing)
    record(session, now=now, actor=actor, action="practice.started", assembly=assembly_id)


def end_practice(session: Session, assembly_id: int, *, now: datetime, actor: str) -> None:
    """End the practice vote of the halls; one that has ended stays as it was. Raises Refused: not_found;
    not_frozen; assembly_cancelled."""
    lock_assembly(session, assembly_id, frozen=True)
    if not is_practice_on(session, assembly_id):
        return
    session.get_one(PracticeRound, assembly_id).ended_at = now
    session.flush()
    record(session, now=now, actor=actor, action="practice.ended", assembly=assembly_id)


def practise(session: Session, assembly_id: int, mark: str) -> None:
    """Count a mark (``for``, ``against`` or ``abstain``) in the practice vote of the halls, of nobody in
    particular. Raises Refused(practice_over) where none is on."""
    if not is_practice_on(session, assembly_id):
        raise Refused(Code.PRACTICE_OVER)
    session.execute(
        update(PracticeCount)
        .where(PracticeCount.assembly_id == assembly_id, PracticeCount.mark == mark)
        .values(times=PracticeCount.times + 1)
    )


def _a_vote_is_open(session: Session, assembly_id: int) -> bool:
    open_ones = select(Resolution.id).where(
        Resolution.assembly_id == assembly_id, Resolution.state == State.OPEN.value
    )
    return session.scalar(open_ones.limit(1)) is not None
