"""Checking out of a venue, one member or everybody, and moving from one venue to another."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from voting.attendance.check_in import Arrival, arrive
from voting.attendance.models import Presence
from voting.attendance.rules import Answer, DoorAct
from voting.attendance.scan_log import (
    Scan,
    answered_before,
    lock_on_roll,
    log_scan,
    open_presence,
    require_frozen,
)
from voting.audit.chain import record


def check_out(session: Session, scan: Scan) -> Arrival:
    """Note that a member leaves a venue. Where they are not present there nothing changes, and the answer
    says so. The same nonce again gets the same answer and does nothing."""
    require_frozen(session, scan.assembly_id)
    entitled = lock_on_roll(session, scan.assembly_id, scan.member)
    earlier = answered_before(session, scan, DoorAct.OUT)
    if earlier is not None:
        return Arrival(Answer(earlier.answer), earlier.before or scan.venue)
    presence = open_presence(session, scan.assembly_id, scan.member) if entitled else None
    answer = Answer.NOT_HERE if entitled else Answer.NOT_ENTITLED
    if presence and presence.place == scan.venue:
        presence.until = max(scan.at, presence.since)
        answer = Answer.LEFT
    place = presence.place if presence else None
    log_scan(session, scan, DoorAct.OUT, answer, place)
    return Arrival(answer, place or scan.venue)


def move_here(session: Session, scan: Scan) -> Arrival:
    """Move a member who is present elsewhere to the scan's venue; for a supervisor. The same nonce again gets
    the same answer and does nothing.

    Who is present nowhere is checked in; who is here already stays.
    """
    require_frozen(session, scan.assembly_id)
    entitled = lock_on_roll(session, scan.assembly_id, scan.member)
    earlier = answered_before(session, scan, DoorAct.MOVE)
    if earlier is not None:
        return Arrival(Answer(earlier.answer), earlier.before or scan.venue)
    presence = open_presence(session, scan.assembly_id, scan.member)
    place = presence.place if presence else None
    if not entitled:
        answer = Answer.NOT_ENTITLED
    elif place == scan.venue:
        answer = Answer.ALREADY_HERE
    else:
        arrive(session, scan, presence)
        answer = Answer.MOVED
    log_scan(session, scan, DoorAct.MOVE, answer, place)
    return Arrival(answer, place or scan.venue)


def check_out_all(session: Session, assembly_id: int, venue: str, *, now: datetime, account_id: int) -> int:
    """Check out everybody who is still present at a venue; returns how many they were."""
    here = (Presence.assembly_id == assembly_id, Presence.place == venue, Presence.until.is_(None))
    number = session.scalar(select(func.count()).select_from(Presence).where(*here)) or 0
    session.execute(update(Presence).where(*here).values(until=now))
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="attendance.all_left",
        assembly=assembly_id,
        venue=venue,
        members=number,
    )
    return number
