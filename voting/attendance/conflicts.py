"""Scans that contradict what is known of a member: noted, with both scans, until a supervisor settles where
the member is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from voting.accounts.models import Account
from voting.assembly.search import Apart, namesake_apart
from voting.attendance.leaving import check_out, move_here
from voting.attendance.models import ONLINE, CheckIn, Presence, ScanConflict
from voting.attendance.moments import date_as_scanned
from voting.attendance.presence import open_stay, place_of
from voting.attendance.rules import Answer, ConflictKind, judge_late
from voting.attendance.scan_log import Scan
from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.register.models import Member
from voting.register.names import full_name


class Settlement(StrEnum):
    """Where the member is, as a supervisor has found. The value is stored as ``ScanConflict.settled_as``."""

    HERE = "here"
    """At the venue of the scan that was noted last; they are moved there."""
    STAYS = "stays"
    """Where they are noted to be already; nothing changes."""
    LEFT = "left"
    """In no venue; they are checked out."""
    AS_SCANNED = "as_scanned"
    """They came or left when the scan says, before a closing that is signed: its tellers must sign again."""


@dataclass(frozen=True, slots=True)
class ScanSeen:
    """One scan as a supervisor is shown it: its venue, its moment, when the server received it (None: at
    once), when it was made as the phone says, and the name of the steward."""

    venue: str
    at: datetime
    received_at: datetime | None
    claimed_at: datetime | None
    steward: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict as a supervisor is shown it: the member, both scans, and the venue at which they are noted
    to be now (None: at none). While it is open, ``apart`` tells the member from their namesakes."""

    nonce: str
    kind: ConflictKind
    member: str
    name: str
    place: str | None
    scan: ScanSeen
    other: ScanSeen | None
    settled_as: Settlement | None
    apart: Apart | None = None


def note_late(session: Session, scan: Scan, answer: Answer, shown: Answer) -> ConflictKind | None:
    """Compare what a door without network ``shown`` with the ``answer`` that is true now that the scan has
    been sent, and note a conflict where a supervisor must look at it. Returns its kind, None where there is
    none. A scan is noted once."""
    kind = judge_late(answer, shown)
    if kind is not None:
        _note(session, scan.nonce, scan.assembly_id, scan.member, kind, shown, scan.now, scan.account_id)
    return kind


def note_doubt(session: Session, scan: Scan, answer: Answer, doubt: ConflictKind | None) -> None:
    """Note what a supervisor must look at about the moment of a scan that has changed where the member is. A
    scan is noted once."""
    if doubt is not None and answer in (Answer.WELCOME, Answer.MOVED, Answer.LEFT):
        _note(session, scan.nonce, scan.assembly_id, scan.member, doubt, answer, scan.now, scan.account_id)


def ask_for_move(session: Session, act: CheckIn, *, now: datetime, account_id: int) -> None:
    """Note that a steward asks a supervisor to move to this venue a member who is noted to be elsewhere;
    ``act`` is the scan that said so. Asking again changes nothing.

    Raises Refused(wrong_state) where the scan said something else.
    """
    if act.answer != Answer.PRESENT_ELSEWHERE:
        raise Refused(Code.WRONG_STATE)
    shown = Answer.PRESENT_ELSEWHERE
    _note(session, act.nonce, act.assembly_id, act.member, ConflictKind.MOVE_ASKED, shown, now, account_id)


def settle(
    session: Session,
    assembly_id: int,
    nonce: str,
    settlement: Settlement,
    note: str,
    *,
    now: datetime,
    account_id: int,
) -> None:
    """Settle the conflict of the scan ``nonce``: check the member in, or out, as the settlement says. Votes
    are not touched.

    Raises Refused: not_found; wrong_state where it has been settled already, or cannot be so.
    """
    conflict = session.scalars(
        select(ScanConflict)
        .where(ScanConflict.nonce == nonce, ScanConflict.assembly_id == assembly_id)
        .with_for_update()
    ).one_or_none()
    if conflict is None:
        raise Refused(Code.NOT_FOUND)
    if conflict.settled_at is not None:
        raise Refused(Code.WRONG_STATE)
    act = session.get_one(CheckIn, nonce)
    place = place_of(session, assembly_id, act.member)
    own = f"{nonce[:55]}:settled"
    if settlement is Settlement.HERE:
        move_here(session, Scan(assembly_id, act.member, act.venue, own, account_id, now, now))
    elif settlement is Settlement.LEFT and place not in (None, ONLINE):
        check_out(session, Scan(assembly_id, act.member, str(place), own, account_id, now, now))
    elif settlement is Settlement.AS_SCANNED:
        if conflict.kind != ConflictKind.SIGNED:
            raise Refused(Code.WRONG_STATE)
        date_as_scanned(session, act)
    conflict.settled_at, conflict.settled_by = now, account_id
    conflict.settled_as, conflict.note = settlement.value, note.strip() or None
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="attendance.conflict_settled",
        assembly=assembly_id,
        nonce=nonce,
        settled_as=settlement.value,
    )


def conflicts_of(session: Session, assembly_id: int, venue: str | None) -> list[Conflict]:
    """The conflicts of an assembly: those to be settled, the oldest first, then those that have been, the
    latest first.

    With a ``venue`` only those of which one of the two scans was made there.
    """
    late, other = aliased(CheckIn), aliased(CheckIn)
    by, other_by = aliased(Account), aliased(Account)
    query = (
        select(ScanConflict, late, other, by.name, other_by.name, Member, Presence.place)
        .join(late, late.nonce == ScanConflict.nonce)
        .join(by, by.id == late.account_id)
        .outerjoin(other, other.nonce == ScanConflict.other)
        .outerjoin(other_by, other_by.id == other.account_id)
        .outerjoin(Member, Member.number == late.member)
        .outerjoin(Presence, open_stay(assembly_id, late.member))
        .where(ScanConflict.assembly_id == assembly_id)
        .order_by(
            ScanConflict.settled_at.is_not(None),
            ScanConflict.settled_at.desc(),
            ScanConflict.noted_at,
            ScanConflict.nonce,
        )
    )
    if venue is not None:
        query = query.where(or_(late.venue == venue, other.venue == venue))
    return [
        Conflict(
            nonce=conflict.nonce,
            kind=ConflictKind(conflict.kind),
            member=scan.member,
            name=full_name(member.first_name, member.name) if member else "",
            place=place,
            scan=ScanSeen(scan.venue, scan.at, scan.received_at, scan.claimed_at, steward),
            other=ScanSeen(stands.venue, stands.at, stands.received_at, stands.claimed_at, other_steward)
            if stands
            else None,
            settled_as=Settlement(conflict.settled_as) if conflict.settled_as else None,
            apart=namesake_apart(session, assembly_id, member)
            if member and conflict.settled_at is None
            else None,
        )
        for conflict, scan, stands, steward, other_steward, member, place in session.execute(query)
    ]


def open_conflicts(session: Session, assembly_id: int) -> int:
    """How many conflicts of the assembly are still to be settled."""
    query = (
        select(func.count())
        .select_from(ScanConflict)
        .where(ScanConflict.assembly_id == assembly_id, ScanConflict.settled_at.is_(None))
    )
    return session.scalar(query) or 0


def _note(
    session: Session,
    nonce: str,
    assembly_id: int,
    member: str,
    kind: ConflictKind,
    shown: Answer,
    now: datetime,
    account_id: int,
) -> None:
    if session.get(ScanConflict, nonce) is not None:
        return
    other = session.scalar(
        select(CheckIn.nonce)
        .where(
            CheckIn.assembly_id == assembly_id,
            CheckIn.member == member,
            CheckIn.nonce != nonce,
            CheckIn.answer.in_([Answer.WELCOME.value, Answer.MOVED.value]),
        )
        .order_by(CheckIn.at.desc(), CheckIn.nonce)
        .limit(1)
    )
    session.add(
        ScanConflict(
            nonce=nonce,
            assembly_id=assembly_id,
            other=other,
            kind=kind.value,
            shown=shown.value,
            noted_at=now,
        )
    )
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="attendance.conflict_noted",
        assembly=assembly_id,
        nonce=nonce,
        kind=kind.value,
    )
