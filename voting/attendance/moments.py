"""Dating a stay as its scan was made, once a person has decided that it is to count from then."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from voting.attendance.models import CheckIn, Presence
from voting.attendance.rules import DoorAct
from voting.attendance.scan_log import lock_on_roll
from voting.errors import Code, Refused


def date_as_scanned(session: Session, act: CheckIn) -> None:
    """Let the stay that a scan began, or ended, begin or end when the phone says, within the stays around it.

    Raises Refused(wrong_state) where there is no such stay any more.
    """
    lock_on_roll(session, act.assembly_id, act.member)
    moment = act.claimed_at or act.at
    ended = _stay(session, act, Presence.until == act.at)
    if act.kind == DoorAct.OUT:
        if ended is None:
            raise Refused(Code.WRONG_STATE)
        ended.until = max(moment, ended.since)
        return
    begun = _stay(session, act, Presence.since == act.at)
    if begun is None:
        raise Refused(Code.WRONG_STATE)
    if ended is not None:
        ended.until = moment = max(moment, ended.since)
    begun.since = max(moment, _last_end(session, act) or moment)


def _stay(session: Session, act: CheckIn, which: ColumnElement[bool]) -> Presence | None:
    stays = select(Presence).where(
        Presence.assembly_id == act.assembly_id, Presence.member == act.member, which
    )
    return session.scalars(stays.order_by(Presence.id)).first()


def _last_end(session: Session, act: CheckIn) -> datetime | None:
    """When the member was last present somewhere before the scan."""
    session.flush()
    return session.scalar(
        select(Presence.until)
        .where(
            Presence.assembly_id == act.assembly_id,
            Presence.member == act.member,
            Presence.until < act.at,
        )
        .order_by(Presence.until.desc())
        .limit(1)
    )
