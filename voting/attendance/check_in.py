"""Arriving at a venue or online."""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.attendance.door_acts import Arrival, AtDoor, do_at_door
from voting.attendance.models import ONLINE
from voting.attendance.online import JOINED, begin_online, hold_online, why_not_online
from voting.attendance.rules import DoorAct
from voting.attendance.scan_log import Scan, open_presence


def check_in(session: Session, scan: Scan, *, revoked: bool = False) -> Arrival:
    """Note a member's arrival at a venue; the same nonce again gets the same answer and does nothing.

    ``revoked``: the pass that was shown had been replaced. Call within a writing transaction. A refused
    arrival is noted as well, and answered, not raised. Raises Refused as ``do_at_doors``.
    """
    return do_at_door(session, AtDoor(scan, DoorAct.IN, revoked))


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
