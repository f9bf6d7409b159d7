"""Arriving at a venue or online. Check-in never costs or creates a vote: the gate guards that alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, RollEntry
from voting.assembly.roll import is_entitled
from voting.attendance.models import ONLINE, CheckIn, Presence
from voting.audit.chain import record
from voting.errors import Code, Refused


class Answer(StrEnum):
    """What the desk is told about somebody who arrives."""

    WELCOME = "welcome"
    ALREADY_HERE = "already_here"
    NOT_ENTITLED = "not_entitled"
    PRESENT_ELSEWHERE = "present_elsewhere"


@dataclass(frozen=True, slots=True)
class Arrival:
    """The answer, and where the member already is when the answer speaks of another place."""

    answer: Answer
    place: str


def judge_arrival(entitled: bool, present_at: str | None, venue: str) -> Answer:
    """What to answer when somebody arrives at ``venue``.

    ``present_at`` is where they are present now: a venue's code, ``ONLINE``, or None. Somebody who took
    part online and now stands at the door is welcome: they cannot be in two halls, but they can get up.
    """
    if not entitled:
        return Answer.NOT_ENTITLED
    if present_at is None or present_at == ONLINE:
        return Answer.WELCOME
    return Answer.ALREADY_HERE if present_at == venue else Answer.PRESENT_ELSEWHERE


def check_in(
    session: Session, assembly_id: int, member: str, venue: str, *, nonce: str, account_id: int, now: datetime
) -> Arrival:
    """Note a member's arrival at a venue; the same ``nonce`` again gets the same answer and does nothing.

    Call within a writing transaction. A refused arrival is noted as well, and answered, not raised.
    Raises Refused(not_frozen) before the roll exists.
    """
    _require_frozen(session, assembly_id)
    entitled = _lock_on_roll(session, assembly_id, member)
    earlier = session.get(CheckIn, nonce)
    if earlier is not None:
        if (earlier.assembly_id, earlier.member, earlier.venue) != (assembly_id, member, venue):
            raise Refused(Code.BAD_REQUEST)
        return Arrival(Answer(earlier.answer), venue)
    presence = _open_presence(session, assembly_id, member)
    place = presence.place if presence else None
    answer = judge_arrival(entitled, place, venue)
    if answer is Answer.WELCOME:
        if presence:
            presence.until = now
            session.flush()
        session.add(Presence(assembly_id=assembly_id, member=member, place=venue, since=now))
    session.add(
        CheckIn(
            nonce=nonce,
            assembly_id=assembly_id,
            member=member,
            venue=venue,
            at=now,
            account_id=account_id,
            answer=answer.value,
        )
    )
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="attendance.scanned",
        assembly=assembly_id,
        venue=venue,
        nonce=nonce,
        answer=answer.value,
    )
    return Arrival(answer, place or venue)


def join_online(session: Session, assembly_id: int, member: str, *, now: datetime) -> str:
    """Note that a member takes part at a distance; who is already present stays where they are.

    Returns where the member now is present. Raises Refused: not_frozen, not_entitled.
    """
    _require_frozen(session, assembly_id)
    if not _lock_on_roll(session, assembly_id, member):
        raise Refused(Code.NOT_ENTITLED)
    presence = _open_presence(session, assembly_id, member)
    if presence is not None:
        return presence.place
    session.add(Presence(assembly_id=assembly_id, member=member, place=ONLINE, since=now))
    record(
        session, now=now, actor=f"member {member}", action="attendance.joined_online", assembly=assembly_id
    )
    return ONLINE


def _lock_on_roll(session: Session, assembly_id: int, member: str) -> bool:
    """Whether the member is on the roll; their entry stays locked, so that their arrivals go one by one."""
    entry = session.scalar(
        select(RollEntry.member)
        .where(RollEntry.assembly_id == assembly_id, RollEntry.member == member)
        .with_for_update()
    )
    return entry is not None and is_entitled(session, assembly_id, member)


def _open_presence(session: Session, assembly_id: int, member: str) -> Presence | None:
    return session.scalars(
        select(Presence).where(
            Presence.assembly_id == assembly_id, Presence.member == member, Presence.until.is_(None)
        )
    ).one_or_none()


def _require_frozen(session: Session, assembly_id: int) -> None:
    if session.scalar(select(Assembly.frozen_at).where(Assembly.id == assembly_id)) is None:
        raise Refused(Code.NOT_FROZEN)
