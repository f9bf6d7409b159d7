"""Taking back a scan that was a mistake: the table of scans keeps both, and presence becomes what it was
before."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.attendance.door_acts import Arrival
from voting.attendance.models import CheckIn, Presence
from voting.attendance.rules import UNDO_WITHIN, Answer, DoorAct, may_undo
from voting.attendance.scan_log import (
    Scan,
    acted_later,
    lock_on_roll,
    log_scans,
    of_this_act,
    open_presence,
    scan_row,
    scans_by_nonce,
)
from voting.errors import Code, Refused


def act_at_door(session: Session, assembly_id: int, venue: str, nonce: str) -> CheckIn:
    """The scan with this nonce at a venue's door. Raises Refused(not_found)."""
    act = session.get(CheckIn, nonce)
    if act is None or (act.assembly_id, act.venue) != (assembly_id, venue):
        raise Refused(Code.NOT_FOUND)
    return act


def undo_scan(session: Session, scan: Scan, act: CheckIn) -> Arrival:
    """Take back the scan ``act``: an arrival, a move or a departure. The same nonce again changes nothing.

    Raises Refused: undo_late when more than ``UNDO_WITHIN`` has passed; wrong_state when the scan changed
    nothing, or something else has happened to the member since.
    """
    lock_on_roll(session, scan.assembly_id, scan.member)
    known = scans_by_nonce(session, [scan.nonce]).get(scan.nonce)
    if of_this_act(known, scan, DoorAct.UNDO) is None:
        if not may_undo(act.at, scan.at):
            raise Refused(Code.UNDO_LATE, minutes=int(UNDO_WITHIN.total_seconds() // 60))
        if acted_later(session, act):
            raise Refused(Code.WRONG_STATE)
        _back(session, act)
        log_scans(session, [scan_row(scan, DoorAct.UNDO, Answer.UNDONE, act.before, undoes=act.nonce)])
    return Arrival(Answer.UNDONE, scan.venue)


def _back(session: Session, act: CheckIn) -> None:
    """Make presence what it was before a scan that was the member's latest."""
    current = open_presence(session, act.assembly_id, act.member)
    if act.answer in (Answer.WELCOME, Answer.MOVED):
        if current is None or current.place != act.venue:
            raise Refused(Code.WRONG_STATE)
        ended = current.since
        session.delete(current)
        session.flush()
        if act.before is not None:
            _reopen(session, act, act.before, ended)
    elif act.answer == Answer.LEFT and current is None:
        _reopen(session, act, act.venue, None)
    else:
        raise Refused(Code.WRONG_STATE)


def _reopen(session: Session, act: CheckIn, place: str, ended: object) -> None:
    """Open the member's last stretch at a place again, where that scan ended it."""
    last = session.scalar(
        select(Presence)
        .where(Presence.assembly_id == act.assembly_id, Presence.member == act.member)
        .order_by(Presence.until.desc(), Presence.id.desc())
        .limit(1)
    )
    if last is None or last.place != place or (ended is not None and last.until != ended):
        raise Refused(Code.WRONG_STATE)
    last.until = None
