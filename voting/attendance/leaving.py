"""Checking out of a venue, one member or everybody, and moving from one venue to another."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from voting.assembly.meeting import hold_meeting
from voting.attendance.door_acts import Arrival, AtDoor, do_at_door
from voting.attendance.models import ONLINE, Presence
from voting.attendance.rules import DoorAct
from voting.attendance.scan_log import Scan, lock_on_roll, open_presence
from voting.audit.chain import record


def check_out(session: Session, scan: Scan) -> Arrival:
    """Note that a member leaves a venue. Where they are not present there nothing changes, and the answer
    says so. The same nonce again gets the same answer and does nothing."""
    return do_at_door(session, AtDoor(scan, DoorAct.OUT))


def leave_online(session: Session, assembly_id: int, member: str, *, now: datetime) -> None:
    """Note that a member no longer takes part at a distance; who does not, changes nothing. Raises Refused:
    not_frozen, assembly_cancelled."""
    hold_meeting(session, assembly_id)
    lock_on_roll(session, assembly_id, member)
    presence = open_presence(session, assembly_id, member)
    if presence is None or presence.place != ONLINE:
        return
    presence.until = max(now, presence.since)
    record(session, now=now, actor=f"member {member}", action="attendance.left_online", assembly=assembly_id)


def move_here(session: Session, scan: Scan) -> Arrival:
    """Move a member who is present elsewhere to the scan's venue; for a supervisor. The same nonce again gets
    the same answer and does nothing.

    Who is present nowhere is checked in; who is here already stays.
    """
    return do_at_door(session, AtDoor(scan, DoorAct.MOVE))


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
