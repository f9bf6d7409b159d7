"""Arriving at a venue or online. Checking in never costs or creates a vote: only ``voting.ballot.cast``
decides about those."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from voting.assembly.hours import Hours, doors_open, why_nobody
from voting.assembly.meeting import nobody_now
from voting.attendance.models import ONLINE, Presence
from voting.attendance.online import JOINED, begin_online, hold_online, why_not_online
from voting.attendance.rules import Answer, DoorAct, judge_arrival
from voting.attendance.scan_log import (
    Scan,
    hold_at_door,
    log_scan,
    open_presence,
)
from voting.database import Base

INSERT_PRESENCE = insert(Base.metadata.tables[Presence.__tablename__])


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a door is answered, and where the member is: elsewhere where the answer speaks of another place,
    else the venue of the scan."""

    answer: Answer
    place: str


def check_in(session: Session, scan: Scan, *, revoked: bool = False) -> Arrival:
    """Note a member's arrival at a venue; the same nonce again gets the same answer and does nothing.

    ``revoked``: the pass that was shown had been replaced. Call within a writing transaction. A refused
    arrival is noted as well, and answered, not raised. Raises Refused as ``answer_once``.
    """

    def admit(scan: Scan, entitled: bool, presence: Presence | None) -> Answer:
        place, overtaken = presence.place if presence else None, _is_overtaken(session, scan)
        answer = judge_arrival(entitled, place, scan.venue, revoked=revoked, overtaken=overtaken)
        if answer is Answer.WELCOME:
            arrive(session, scan, presence)
        return answer

    return answer_once(session, scan, DoorAct.IN, admit)


def answer_once(
    session: Session, scan: Scan, kind: DoorAct, act: Callable[[Scan, bool, Presence | None], Answer]
) -> Arrival:
    """Do an act at a door and answer it, once for its nonce: the same one again gets the same answer.

    ``act`` is told the scan, of a moment at which the doors were open, whether the member is on the roll, and
    their open presence if any; it changes that and returns the answer. Raises Refused: not_frozen before the
    roll exists; assembly_cancelled; for an arrival not_begun, meeting_closed; bad_request where the nonce is
    that of another act.
    """
    known = hold_at_door(session, scan, kind)
    if known.earlier is not None:
        return Arrival(Answer(known.earlier.answer), known.earlier.before or scan.venue)
    if kind in (DoorAct.IN, DoorAct.MOVE):
        scan = _while_doors_are_open(scan, known.hours)
    place = known.presence.place if known.presence else None
    answer = act(scan, known.entitled, known.presence)
    closed_at = known.hours.closed_at
    if closed_at is not None and (late := open_presence(session, scan.assembly_id, scan.member)):
        late.until = closed_at
    log_scan(session, scan, kind, answer, place)
    return Arrival(answer, place or scan.venue)


def _while_doors_are_open(scan: Scan, hours: Hours) -> Scan:
    """An arrival as it can have been: no earlier than the doors were opened. Raises Refused: not_begun where
    they have not been yet; meeting_closed where it was made after the end."""
    opens = doors_open(hours)
    scan = replace(scan, at=max(scan.at, min(opens, scan.now)))
    refusal = why_nobody(opens, hours, scan.at)
    if refusal is not None:
        raise nobody_now(refusal, opens, hours.timezone)
    return scan


def arrive(session: Session, scan: Scan, presence: Presence | None) -> None:
    """Let the member be present at the scan's venue from the scan's moment on, and end the ``presence`` that
    is open, if any."""
    since = max(scan.at, presence.since) if presence else scan.at
    if presence:
        presence.until = since
        session.flush()
    stay = {"assembly_id": scan.assembly_id, "member": scan.member, "place": scan.venue, "since": since}
    session.execute(INSERT_PRESENCE, stay)


def join_online(session: Session, assembly_id: int, member: str, *, now: datetime) -> str:
    """Note that a member takes part at a distance; who is already present stays where they are.

    Returns where the member now is present. Raises Refused: not_frozen, assembly_cancelled, not_entitled;
    not_begun, meeting_closed.
    """
    refusal = why_not_online(hold_online(session, assembly_id, [member]), member, now)
    if refusal is not None:
        raise refusal
    presence = open_presence(session, assembly_id, member)
    if presence is not None:
        return presence.place
    begin_online(session, assembly_id, {member: now}, JOINED)
    return ONLINE


def _is_overtaken(session: Session, scan: Scan) -> bool:
    """Whether the member is known to have left after the moment of this scan, which reaches
    the server late."""
    if scan.at == scan.now:
        return False
    left_later = exists().where(
        Presence.assembly_id == scan.assembly_id, Presence.member == scan.member, Presence.until > scan.at
    )
    return bool(session.scalar(select(left_later)))
