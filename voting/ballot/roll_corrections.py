"""Late corrections of a frozen roll: members added or removed, each with a reason, and logged.

The frozen roll and its hash stay. Each correction has a hash that covers all before it.
"""

from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from voting.assembly.breakdown import breakdowns
from voting.assembly.locks import lock_assembly
from voting.assembly.models import Assembly, CorrectionKind, Proxy, RollCorrection, RollEntry, StandIn
from voting.assembly.roll import breakdowns_hash, is_entitled, left_on, roll_hash, shares_on_day
from voting.assembly.standing import still_given
from voting.assembly.today import today_at
from voting.attendance.models import Presence
from voting.attendance.passes import issue_pass
from voting.attendance.presence import open_stay
from voting.audit.chain import digest, record
from voting.ballot.adoption import counts_shares
from voting.ballot.models import Participation, Resolution, State
from voting.database import lock_table
from voting.errors import Code, Refused
from voting.register.membership import category_on
from voting.register.models import Member

LONGEST_REASON = 500


def add_to_roll(
    session: Session,
    key: bytes,
    assembly_id: int,
    member: str,
    reason: str,
    *,
    accept_left: bool = False,
    now: datetime,
    account_id: int,
) -> None:
    """Put a member onto a frozen roll, with an admission pass.

    Raises Refused: not_found, not_frozen, assembly_cancelled, reason_missing, no_member, on_roll_already,
    has_left where their membership has ended, unless ``accept_left``; shares_unknown where a quorum counts
    shares and the register does not know theirs; not_announced while a vote is closed and its outcome not
    announced.
    """
    assembly = _lock(session, assembly_id, reason)
    category_then = select(category_on(assembly.record_date)).where(Member.number == member)
    if session.get(Member, member) is None:
        raise Refused(Code.NO_MEMBER, number=member)
    if is_entitled(session, assembly_id, member):
        raise Refused(Code.ON_ROLL_ALREADY, number=member)
    left = left_on(session, member, today_at(assembly.timezone, now))
    if left is not None and not accept_left:
        raise Refused(Code.HAS_LEFT, number=member, day=left.isoformat())
    entry = session.get(RollEntry, (assembly_id, member))
    if entry is None:
        shares = _shares(session, assembly, member)
        kept = breakdowns(session, assembly.record_date, member)[member]
        entry = RollEntry(
            assembly_id=assembly_id,
            member=member,
            category=session.scalars(category_then).one(),
            shares=shares,
            **kept._asdict(),
        )
        session.add(entry)
        issue_pass(session, key, assembly_id, member)
    _correct(session, assembly, entry, CorrectionKind.ADDED, reason, now, account_id)


def remove_from_roll(
    session: Session, assembly_id: int, member: str, reason: str, *, now: datetime, account_id: int
) -> None:
    """Take a member off a frozen roll; they are no longer present, and their proxies end.

    Raises Refused: not_found, not_frozen, reason_missing, not_entitled where they are not on it, has_voted
    where a vote of theirs, or one that they cast for another, has been cast; not_announced.
    """
    assembly = _lock(session, assembly_id, reason)
    entry = session.get(RollEntry, (assembly_id, member), with_for_update=True)
    if entry is None or not is_entitled(session, assembly_id, member):
        raise Refused(Code.NOT_ON_ROLL, number=member)
    voted = exists().where(
        Resolution.assembly_id == assembly_id,
        Participation.resolution_id == Resolution.id,
        or_(Participation.member == member, Participation.holder == member),
    )
    if session.scalar(select(voted)):
        raise Refused(Code.HAS_VOTED, number=member)
    session.execute(update(Presence).where(open_stay(assembly_id, member)).values(until=now))
    session.execute(
        update(Proxy)
        .where(still_given(Proxy, assembly_id), or_(Proxy.grantor == member, Proxy.holder == member))
        .values(withdrawn_at=now)
    )
    session.execute(
        update(StandIn)
        .where(still_given(StandIn, assembly_id), StandIn.member == member)
        .values(withdrawn_at=now)
    )
    _correct(session, assembly, entry, CorrectionKind.REMOVED, reason, now, account_id)


def corrections_of(session: Session, assembly_id: int) -> list[RollCorrection]:
    """The corrections of an assembly's roll in order."""
    query = select(RollCorrection).where(RollCorrection.assembly_id == assembly_id)
    return list(session.scalars(query.order_by(RollCorrection.id)))


def corrected_hash(session: Session, assembly: Assembly) -> str | None:
    """The hash of the roll with its corrections: that of the frozen roll while there are none."""
    corrections = corrections_of(session, assembly.id)
    if not corrections:
        return assembly.roll_hash
    return digest([assembly.roll_hash, [correction_hashed(item) for item in corrections]])


def correction_hashed(correction: RollCorrection) -> list[str | int]:
    """What of a correction is hashed."""
    shares = [] if correction.shares is None else [correction.shares]
    return [correction.kind, correction.member, correction.category, correction.reason, *shares]


def roll_is_sound(session: Session, assembly: Assembly) -> bool:
    """Whether the roll without its corrections still has the hash that it was frozen with."""
    rows = session.execute(
        select(RollEntry.member, RollEntry.category, RollEntry.shares).where(
            RollEntry.assembly_id == assembly.id
        )
    )
    added = added_later(session, assembly.id)
    frozen = ((member, category, shares) for member, category, shares in rows if member not in added)
    return roll_hash(frozen) == assembly.roll_hash


def breakdowns_as_frozen(session: Session, assembly_id: int) -> str:
    """The hash of what divides the roll into groups, without its corrections."""
    rows = session.execute(
        select(RollEntry.member, RollEntry.municipality, RollEntry.language, RollEntry.age).where(
            RollEntry.assembly_id == assembly_id
        )
    )
    added = added_later(session, assembly_id)
    return breakdowns_hash(
        (member, municipality, language, age)
        for member, municipality, language, age in rows
        if member not in added
    )


def added_later(session: Session, assembly_id: int) -> set[str]:
    """The members who were not on the roll when it was frozen."""
    first: dict[str, str] = {}
    for correction in corrections_of(session, assembly_id):
        first.setdefault(correction.member, correction.kind)
    return {member for member, kind in first.items() if kind == CorrectionKind.ADDED}


def _shares(session: Session, assembly: Assembly, member: str) -> int | None:
    """The shares that the member had on the record date, where a quorum of the assembly counts them."""
    quorums = session.scalars(select(Resolution.quorum).where(Resolution.assembly_id == assembly.id))
    if not any(counts_shares(quorum) for quorum in quorums):
        return None
    shares = shares_on_day(session, assembly.record_date, member)
    if not shares:
        raise Refused(Code.SHARES_UNKNOWN, number=member)
    return shares


def _lock(session: Session, assembly_id: int, reason: str) -> Assembly:
    """The assembly, while no vote can be cast: each vote is either cast already, and seen, or waits for what
    is decided."""
    assembly = lock_assembly(session, assembly_id, frozen=True)
    lock_table(session, Resolution)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Refused(Code.REASON_MISSING)
    counting = exists().where(Resolution.assembly_id == assembly_id, Resolution.state == State.CLOSED.value)
    if session.scalar(select(counting)):
        raise Refused(Code.NOT_ANNOUNCED)
    return assembly


def _correct(
    session: Session,
    assembly: Assembly,
    entry: RollEntry,
    kind: CorrectionKind,
    reason: str,
    now: datetime,
    account_id: int,
) -> None:
    assembly.entitled = (assembly.entitled or 0) + (1 if kind is CorrectionKind.ADDED else -1)
    session.add(
        RollCorrection(
            assembly_id=assembly.id,
            member=entry.member,
            kind=kind.value,
            category=entry.category,
            shares=entry.shares,
            reason=reason.strip(),
            at=now,
            account_id=account_id,
        )
    )
    session.flush()
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action=f"roll.{kind.value}",
        assembly=assembly.id,
        member=entry.member,
        entitled=assembly.entitled,
        roll=corrected_hash(session, assembly),
    )
