"""The table of scans: one row for each nonce, from which a scan that is sent again gets the same answer."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, exists, insert, select, true
from sqlalchemy.orm import Session

from voting.assembly.hours import Hours
from voting.assembly.meeting import HELD, hours_held
from voting.assembly.models import Assembly, RollEntry
from voting.assembly.roll import is_entitled, on_roll
from voting.attendance.models import CheckIn, Presence
from voting.attendance.presence import open_stay
from voting.attendance.rules import Answer, DoorAct
from voting.audit.chain import record
from voting.database import Base
from voting.errors import Code, Refused

INSERT_CHECK_IN = insert(Base.metadata.tables[CheckIn.__tablename__])


@dataclass(frozen=True, slots=True)
class Scan:
    """One act at a door: the member, the venue, the account that did it, when it happened (``at``) and when
    the server received it (``now``).

    ``nonce`` is made by the phone or page, once for an act however often it is sent. Of one that was sent
    later, ``claimed`` is when it happened as the phone says, and ``heard`` when the phone had last heard from
    the server before; None of any other.
    """

    assembly_id: int
    member: str
    venue: str
    nonce: str
    account_id: int
    at: datetime
    now: datetime
    claimed: datetime | None = None
    heard: datetime | None = None


@dataclass(frozen=True, slots=True)
class AtDoor:
    """What decides about an act at a door: when the assembly meets, whether the member is on the roll, the
    row that this act has already if it was sent before, and their open presence."""

    hours: Hours
    entitled: bool
    earlier: CheckIn | None
    presence: Presence | None


def hold_at_door(session: Session, scan: Scan, kind: DoorAct) -> AtDoor:
    """What is known of the member of a scan. Until the transaction ends neither the meeting changes nor where
    the member is.

    On PostgreSQL they are locked by a statement of its own, the meeting before the member's line on the roll:
    one that reads as well would see what was before it waited. Raises Refused: not_frozen,
    assembly_cancelled; bad_request where the nonce is that of another act or member.
    """
    of = {"assembly": scan.assembly_id, "member": scan.member, "nonce": scan.nonce}
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_meeting_and_line(), of)
    row = session.execute(_at_door(), of).one_or_none()
    hours = hours_held(row)
    entitled, earlier, presence = row[-3:] if row else (False, None, None)
    return AtDoor(hours, bool(entitled), _of_this_act(earlier, scan, kind), presence)


@cache
def _meeting_and_line() -> Select[int, str]:
    assembly_id, member = bindparam("assembly", type_=Integer), bindparam("member", type_=String)
    meeting = select(Assembly.id).where(Assembly.id == assembly_id).with_for_update(read=True)
    held = meeting.cte("held").prefix_with("MATERIALIZED", dialect="postgresql")
    line = (
        select(RollEntry.member)
        .where(RollEntry.assembly_id == assembly_id, RollEntry.member == member)
        .with_for_update()
        .subquery()
    )
    return select(held.c.id, line.c.member).select_from(held.outerjoin(line, true()))


@cache
def _at_door() -> Select[*tuple[Any, ...]]:
    assembly_id, member = bindparam("assembly", type_=Integer), bindparam("member", type_=String)
    return (
        select(*HELD, on_roll(assembly_id, member), CheckIn, Presence)
        .select_from(Assembly)
        .outerjoin(CheckIn, CheckIn.nonce == bindparam("nonce", type_=String))
        .outerjoin(Presence, open_stay(assembly_id, member))
        .where(Assembly.id == assembly_id)
    )


def answered_before(session: Session, scan: Scan, kind: DoorAct) -> CheckIn | None:
    """The row of this nonce, if there is one. Raises Refused(bad_request) where it belongs to another act or
    member."""
    return _of_this_act(session.get(CheckIn, scan.nonce), scan, kind)


def _of_this_act(earlier: CheckIn | None, scan: Scan, kind: DoorAct) -> CheckIn | None:
    if earlier is None:
        return None
    if (earlier.assembly_id, earlier.member, earlier.venue, earlier.kind) != (
        scan.assembly_id,
        scan.member,
        scan.venue,
        kind,
    ):
        raise Refused(Code.BAD_REQUEST)
    return earlier


def log_scan(
    session: Session, scan: Scan, kind: DoorAct, answer: Answer, before: str | None, undoes: str | None = None
) -> None:
    """Write an act and its answer to the table of scans and to the audit log, within the caller's
    transaction."""
    act = {
        "nonce": scan.nonce,
        "assembly_id": scan.assembly_id,
        "member": scan.member,
        "venue": scan.venue,
        "at": scan.at,
        "account_id": scan.account_id,
        "answer": answer.value,
        "kind": kind.value,
        "received_at": scan.now,
        "claimed_at": scan.claimed,
        "before": before,
        "undoes": undoes,
    }
    session.execute(INSERT_CHECK_IN, act)
    record(
        session,
        now=scan.now,
        actor=f"account {scan.account_id}",
        action="attendance.scanned",
        assembly=scan.assembly_id,
        venue=scan.venue,
        nonce=scan.nonce,
        kind=kind.value,
        answer=answer.value,
    )


def lock_on_roll(session: Session, assembly_id: int, member: str) -> bool:
    """Whether the member is on the roll. Their entry stays locked until the transaction ends, so that their
    scans come one after the other."""
    entry = session.scalar(
        select(RollEntry.member)
        .where(RollEntry.assembly_id == assembly_id, RollEntry.member == member)
        .with_for_update()
    )
    return entry is not None and is_entitled(session, assembly_id, member)


def open_presence(session: Session, assembly_id: int, member: str) -> Presence | None:
    """The open stretch of presence of a member, None where they are present nowhere."""
    return session.scalars(select(Presence).where(open_stay(assembly_id, member))).one_or_none()


def acted_later(session: Session, act: CheckIn) -> bool:
    """Whether a scan after this one, at any door, has changed where the member is."""
    changing = (Answer.WELCOME, Answer.MOVED, Answer.LEFT, Answer.UNDONE)
    later = exists().where(
        CheckIn.assembly_id == act.assembly_id,
        CheckIn.member == act.member,
        CheckIn.at > act.at,
        CheckIn.answer.in_([answer.value for answer in changing]),
    )
    return bool(session.scalar(select(later)))
