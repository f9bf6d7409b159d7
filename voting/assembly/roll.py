"""Freezing the roll: who is entitled, fixed at the record date, counted and hashed."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from voting.assembly.breakdown import breakdowns
from voting.assembly.models import Assembly, CorrectionKind, RollCorrection, RollEntry
from voting.audit.chain import digest
from voting.bulk import insert_rows
from voting.register.membership import STANDS, STEP, members_on, shares_held_on, shares_of_members_on
from voting.register.models import LEAVING, Category, Member, Movement, MovementKind

Entitled = list[tuple[str, str]]
"""Members by number, each with their category."""
Shares = Mapping[str, int | None]
"""By number of a member, how many shares they had; None where that is not known."""


def entitled_on(session: Session, record_date: date) -> Entitled:
    """Who is entitled by the register as it stands now for a record date, in order of their numbers."""
    return sorted((row.number, row.category) for row in session.execute(members_on(record_date)))


def by_class(entitled: Entitled) -> dict[str, int]:
    """How many members of each category are among those entitled."""
    counted = Counter(category for _, category in entitled)
    return {category.value: counted[category.value] for category in Category}


def shares_on(session: Session, record_date: date) -> Shares:
    """The shares of everyone who is entitled by the register as it stands now for a record date."""
    return {row.number: row.shares for row in session.execute(shares_of_members_on(record_date))}


def shares_on_day(session: Session, day: date, member: str) -> int | None:
    """The shares of one person of the register, a member on that day or not; None where not known."""
    return session.scalar(select(shares_held_on(day)).where(Member.number == member))


def freeze_roll(
    session: Session, assembly: Assembly, entitled: Entitled, shares: Shares | None = None
) -> str:
    """Write the assembly's roll, from ``entitled_on`` its record date, with its size and hash; with
    ``shares`` (``shares_on`` that date) where a quorum counts them, and the ``breakdowns`` of the register as
    it stands, of which it returns the hash (``breakdowns_hash``)."""
    entries = [(number, category, shares[number] if shares else None) for number, category in entitled]
    kept = breakdowns(session, assembly.record_date)
    rows = (
        {
            "assembly_id": assembly.id,
            "member": number,
            "category": category,
            "shares": held,
            **kept[number]._asdict(),
        }
        for number, category, held in entries
    )
    insert_rows(session, RollEntry, rows)
    assembly.entitled = assembly.frozen_entitled = len(entitled)
    assembly.roll_hash = roll_hash(entries)
    return breakdowns_hash((number, *kept[number]) for number, _, _ in entries)


def breakdowns_hash(divided: Iterable[tuple[str, str, str, str]]) -> str:
    """The hash of what divides a roll into groups: of its sorted [number, municipality, language, age]."""
    return digest([list(entry) for entry in sorted(divided)])


def roll_hash(entries: Iterable[tuple[str, str, int | None]]) -> str:
    """The hash of a roll: SHA-256 of the canonical JSON of its sorted [number, category] pairs; with the
    shares as a third where it has them.

    Names are not frozen with it: one that is corrected afterwards changes nobody's entitlement. What divides
    the roll into groups is frozen, and hashed apart: it entitles nobody to anything.
    """
    return digest([[part for part in entry if part is not None] for entry in sorted(entries)])


def is_entitled(session: Session, assembly_id: int, member: str) -> bool:
    """Whether the member is on the assembly's roll."""
    return bool(session.scalar(select(on_roll(assembly_id, member))))


def category_of(session: Session, assembly_id: int, member: str) -> str | None:
    """The category with which a member was entered on the assembly's roll; None where they were not."""
    entry = session.get(RollEntry, (assembly_id, member))
    return entry.category if entry else None


def on_roll(
    assembly_id: int | ColumnElement[int] | InstrumentedAttribute[int],
    member: str | ColumnElement[str] | InstrumentedAttribute[str],
) -> ColumnElement[bool]:
    """The condition that a member is on an assembly's roll: entered, and not removed since."""
    entered = exists().where(RollEntry.assembly_id == assembly_id, RollEntry.member == member)
    return and_(entered, not_removed(assembly_id, member))


def not_removed(
    assembly_id: int | ColumnElement[int] | InstrumentedAttribute[int],
    member: str | ColumnElement[str] | InstrumentedAttribute[str],
) -> ColumnElement[bool]:
    """The condition that no correction has removed a member from the roll, or that a later one put them
    back."""
    last = (
        select(RollCorrection.kind)
        .where(RollCorrection.assembly_id == assembly_id, RollCorrection.member == member)
        .order_by(RollCorrection.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(last, CorrectionKind.ADDED.value) == CorrectionKind.ADDED.value


def names_on_roll(assembly_id: int) -> Select[str, str, str, str]:
    """A query for (number, name, first name, language) of everyone on the roll."""
    return (
        select(Member.number, Member.name, Member.first_name, Member.language)
        .join(RollEntry, RollEntry.member == Member.number)
        .where(RollEntry.assembly_id == assembly_id, RollEntry.member.not_in(_removed(assembly_id)))
    )


def _removed(assembly_id: int) -> Select[str]:
    """A query for the members who have been removed from the roll. They are few, and read once."""
    last = select(func.max(RollCorrection.id)).where(RollCorrection.assembly_id == assembly_id)
    return select(RollCorrection.member).where(
        RollCorrection.id.in_(last.group_by(RollCorrection.member)),
        RollCorrection.kind == CorrectionKind.REMOVED.value,
    )


def entitled_by_class(session: Session, assembly_id: int) -> dict[str, int]:
    """How many members of each category are on the roll."""
    return _by_category(session, assembly_id, func.count(), lambda correction: 1)


def shares_by_class(session: Session, assembly_id: int) -> dict[str, int]:
    """How many shares the members of each category on the roll have; 0 where the roll has none."""
    shares = func.sum(func.coalesce(RollEntry.shares, 0))
    return _by_category(session, assembly_id, shares, lambda correction: correction.shares or 0)


def _by_category(
    session: Session,
    assembly_id: int,
    entered: ColumnElement[int],
    of: Callable[[RollCorrection], int],
) -> dict[str, int]:
    """What was ``entered`` of each category, less what is ``of`` those who have been removed: they are few,
    and a roll is long."""
    rows = session.execute(
        select(RollEntry.category, entered.label("number"))
        .where(RollEntry.assembly_id == assembly_id)
        .group_by(RollEntry.category)
    )
    counted = Counter({row.category: int(row.number) for row in rows})
    corrections = session.scalars(
        select(RollCorrection).where(RollCorrection.assembly_id == assembly_id).order_by(RollCorrection.id)
    )
    for correction in {correction.member: correction for correction in corrections}.values():
        if correction.kind == CorrectionKind.REMOVED:
            counted[correction.category] -= of(correction)
    return {category.value: counted[category.value] for category in Category}


def left_on(session: Session, member: str, today: date) -> date | None:
    """Since when somebody is no longer a member, by the register as it stands; None where they are one, or
    have never been."""
    last = session.execute(
        select(Movement.kind, Movement.on)
        .where(Movement.member == member, Movement.on <= today, STANDS, STEP != 0)
        .order_by(Movement.on.desc(), Movement.id.desc())
        .limit(1)
    ).one_or_none()
    return last.on if last is not None and last.kind in LEAVING else None


class NotEntitled(StrEnum):
    """Why a member is not on the roll."""

    NO_ROLL_YET = "no_roll_yet"
    NO_MEMBER = "no_member"
    JOINED_LATER = "joined_later"
    LEFT = "left"
    REMOVED = "removed"
    OTHERWISE = "otherwise"


def why_not_entitled(session: Session, assembly: Assembly, member: str) -> tuple[NotEntitled, date | None]:
    """Why somebody who is not on the roll is not, with the day on which they joined or left."""
    if assembly.frozen_at is None:
        return NotEntitled.NO_ROLL_YET, None
    removed = session.scalar(
        select(RollCorrection.at)
        .where(RollCorrection.assembly_id == assembly.id, RollCorrection.member == member)
        .order_by(RollCorrection.id.desc())
        .limit(1)
    )
    if removed is not None:
        return NotEntitled.REMOVED, removed.astimezone(ZoneInfo(assembly.timezone)).date()
    movements = session.execute(
        select(Movement.kind, Movement.on)
        .where(Movement.member == member, STANDS, STEP != 0)
        .order_by(Movement.on, Movement.id)
    ).all()
    before = [movement for movement in movements if movement.on <= assembly.record_date]
    if before and before[-1].kind in LEAVING:
        return NotEntitled.LEFT, before[-1].on
    joined = [movement.on for movement in movements if movement.kind == MovementKind.JOINED]
    if joined and joined[0] > assembly.record_date:
        return NotEntitled.JOINED_LATER, joined[0]
    return (NotEntitled.OTHERWISE if joined else NotEntitled.NO_MEMBER), None
