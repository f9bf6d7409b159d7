"""Taking back a scan, and checking out everybody: acts at the doors that must not cost a vote.

A scan stands once a vote rests on it, and nobody is checked out while a vote is open.
"""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from voting.assembly.meeting import hold_meeting
from voting.attendance.door_acts import Arrival
from voting.attendance.leaving import check_out_all
from voting.attendance.models import CheckIn
from voting.attendance.rules import Answer
from voting.attendance.scan_log import Scan
from voting.attendance.undo import undo_scan
from voting.ballot.arrivals import signed_since
from voting.ballot.models import Participation, Resolution, State
from voting.errors import Code, Refused


def take_back(session: Session, scan: Scan, act: CheckIn) -> Arrival:
    """Take back a scan, as :func:`voting.attendance.undo.undo_scan` does.

    Raises Refused: voted_since where the member has voted in that hall since; signed_since where it would
    change figures that have been signed; meeting_closed; undo_late; wrong_state.
    """
    if hold_meeting(session, act.assembly_id).closed_at is not None:
        raise Refused(Code.MEETING_CLOSED)
    if act.answer in (Answer.WELCOME, Answer.MOVED) and _has_voted_here(session, act):
        raise Refused(Code.VOTED_SINCE)
    places = {act.venue, act.before or act.venue}
    if signed_since(session, act.assembly_id, places, act.at) is not None:
        raise Refused(Code.SIGNED_SINCE)
    return undo_scan(session, scan, act)


def close_doors(session: Session, assembly_id: int, venue: str, *, now: datetime, account_id: int) -> int:
    """Check out everybody who is still present at a venue; returns how many they were.

    Raises Refused(vote_is_open) while a vote is open, for which they must be able to stay.
    """
    votes_open = select(Resolution.id).where(
        Resolution.assembly_id == assembly_id, Resolution.state == State.OPEN.value
    )
    if session.scalar(votes_open.limit(1).with_for_update(read=True)) is not None:
        raise Refused(Code.VOTE_IS_OPEN)
    return check_out_all(session, assembly_id, venue, now=now, account_id=account_id)


def _has_voted_here(session: Session, act: CheckIn) -> bool:
    """Whether a vote was cast in the hall since the member arrived, for themselves or for somebody else."""
    vote = (
        select(Participation.member)
        .join(Resolution, Resolution.id == Participation.resolution_id)
        .where(
            Resolution.assembly_id == act.assembly_id,
            Participation.venue == act.venue,
            Participation.cast_at >= act.at,
            or_(Participation.member == act.member, Participation.holder == act.member),
        )
    )
    return session.scalar(vote.limit(1)) is not None
