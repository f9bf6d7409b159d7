"""Arriving at a venue or online. Checking in never costs or creates a vote: only ``voting.ballot.cast``
decides about those."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from voting.attendance.models import ONLINE, Presence
from voting.attendance.rules import Answer, DoorAct, judge_arrival
from voting.attendance.scan_log import (
    Scan,
    answered_before,
    lock_on_roll,
    log_scan,
    open_presence,
    require_frozen,
)
from voting.audit.chain import record
from voting.errors import Code, Refused


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a door is answered, and where the member is: elsewhere where the answer speaks of another place,
    else the venue of the scan."""

    answer: Answer
    place: str


def check_in(session: Session, scan: Scan, *, revoked: bool = False) -> Arrival:
    """Note a member's arrival at a venue; the same nonce again gets the same answer and does nothing.

    ``revoked``: the pass that was shown had been replaced. Call within a writing transaction. A refused
    arrival is noted as well, and answered, not raised. Raises Refused(not_frozen) before the roll exists.
    """

    def admit(entitled: bool, presence: Presence | None) -> Answer:
        place, overtaken = presence.place if presence else None, _is_overtaken(session, scan)
        answer = judge_arrival(entitled, place, scan.venue, revoked=revoked, overtaken=overtaken)
        if answer is Answer.WELCOME:
            arrive(session, scan, presence)
        return answer

    return answer_once(session, scan, DoorAct.IN, admit)


def answer_once(
    session: Session, scan: Scan, kind: DoorAct, act: Callable[[bool, Presence | None], Answer]
) -> Arrival:
    """Do an act at a door and answer it, once for its nonce: the same one again gets the same answer.

    ``act`` is told whether the member is on the roll, and their open presence if any; it changes that and
    returns the answer. Raises Refused: not_frozen before the roll exists; assembly_cancelled;
    bad_request where the nonce is that of another act.
    """
    entitled = lock_on_roll(session, scan.assembly_id, scan.member)
    require_frozen(session, scan.assembly_id)
    earlier = answered_before(session, scan, kind)
    if earlier is not None:
        return Arrival(Answer(earlier.answer), earlier.before or scan.venue)
    presence = open_presence(session, scan.assembly_id, scan.member)
    place = presence.place if presence else None
    answer = act(entitled, presence)
    log_scan(session, scan, kind, answer, place)
    return Arrival(answer, place or scan.venue)


def arrive(session: Session, scan: Scan, presence: Presence | None) -> None:
    """Let the member be present at the scan's venue from the scan's moment on, and end the ``presence`` that
    is open, if any."""
    since = max(scan.at, presence.since) if presence else scan.at
    if presence:
        presence.until = since
        session.flush()
    session.add(Presence(assembly_id=scan.assembly_id, member=scan.member, place=scan.venue, since=since))


def join_online(session: Session, assembly_id: int, member: str, *, now: datetime) -> str:
    """Note that a member takes part at a distance; who is already present stays where they are.

    Returns where the member now is present. Raises Refused: not_frozen, assembly_cancelled, not_entitled.
    """
    entitled = lock_on_roll(session, assembly_id, member)
    require_frozen(session, assembly_id)
    if not entitled:
        raise Refused(Code.NOT_ENTITLED)
    presence = open_presence(session, assembly_id, member)
    if presence is not None:
        return presence.place
    session.add(Presence(assembly_id=assembly_id, member=member, place=ONLINE, since=now))
    record(
        session, now=now, actor=f"member {member}", action="attendance.joined_online", assembly=assembly_id
    )
    return ONLINE


def _is_overtaken(session: Session, scan: Scan) -> bool:
    """Whether the member is known to have left after the moment of this scan, which reaches
    the server late."""
    left_later = exists().where(
        Presence.assembly_id == scan.assembly_id, Presence.member == scan.member, Presence.until > scan.at
    )
    return scan.at != scan.now and bool(session.scalar(select(left_later)))
