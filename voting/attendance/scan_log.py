"""The table of scans: one row for each nonce, from which a scan that is sent again gets the same answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from voting.assembly.models import RollEntry
from voting.assembly.roll import is_entitled
from voting.attendance.models import CheckIn, Presence
from voting.attendance.presence import open_stay
from voting.attendance.rules import Answer, DoorAct
from voting.audit.chain import record
from voting.errors import Code, Refused


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


def answered_before(session: Session, scan: Scan, kind: DoorAct) -> CheckIn | None:
    """The row of this nonce, if there is one. Raises Refused(bad_request) where it belongs to another act or
    member."""
    earlier = session.get(CheckIn, scan.nonce)
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
    session.add(
        CheckIn(
            nonce=scan.nonce,
            assembly_id=scan.assembly_id,
            member=scan.member,
            venue=scan.venue,
            at=scan.at,
            account_id=scan.account_id,
            answer=answer.value,
            kind=kind.value,
            received_at=scan.now,
            claimed_at=scan.claimed,
            before=before,
            undoes=undoes,
        )
    )
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
