"""Who was a member on a given day, and of which category."""

from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, case, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from voting.register.models import (
    LEAVING,
    Member,
    MemberChange,
    Movement,
    MovementKind,
    MovementWithdrawal,
    PersonKind,
)

Held = TypeVar("Held", str, int | None)

STANDS = ~exists().where(MovementWithdrawal.movement == Movement.id)
"""The condition that a movement has not been withdrawn; every query of movements has it."""

STEP = case((Movement.kind == MovementKind.JOINED, 1), (Movement.kind.in_(LEAVING), -1), else_=0)
"""By how much a movement changes the number of members: 1, -1 or 0."""


def numbers_on(day: date) -> Select[str]:
    """A query for the numbers of everyone who was a member at the end of ``day``, from the movements alone.

    Somebody who left on that very day no longer is; somebody who joined on it already is.
    """
    return (
        select(Movement.member)
        .where(Movement.on <= day, STANDS)
        .group_by(Movement.member)
        .having(func.sum(STEP) > 0)
    )


def is_member(session: Session, number: str, day: date) -> bool:
    """Whether somebody was a member at the end of ``day``."""
    return session.scalar(numbers_on(day).where(Movement.member == number)) is not None


def counts_on(one: date, other: date) -> Select[int, int]:
    """A query for the numbers of members at the end of two days, which goes through the movements once."""
    until = [func.sum(case((Movement.on <= day, STEP), else_=0)) for day in (one, other)]
    of_each = (
        select(until[0].label("one"), until[1].label("other"))
        .where(Movement.on <= max(one, other), STANDS)
        .group_by(Movement.member)
        .subquery()
    )
    return select(func.count().filter(of_each.c.one > 0), func.count().filter(of_each.c.other > 0))


def members_on(day: date) -> Select[str, str]:
    """A query for (number, category) of everyone who was a member at the end of ``day``."""
    members = numbers_on(day).subquery()
    return select(Member.number, category_on(day).label("category")).join(
        members, members.c.member == Member.number
    )


def legal_persons_on(day: date) -> Select[str]:
    """A query for the numbers of the legal persons who were members at the end of ``day``.

    They are few: whether somebody was one is asked only of those who are one now, or of whom that was ever
    changed, and whether they were members only of these.
    """
    changed = select(MemberChange.member).where(MemberChange.field == "kind")
    steps = (
        select(func.sum(STEP))
        .where(Movement.member == Member.number, Movement.on <= day, STANDS)
        .correlate(Member)
        .scalar_subquery()
    )
    return (
        select(Member.number)
        .where(
            or_(Member.kind == PersonKind.LEGAL.value, Member.number.in_(changed)),
            _held_on(day, "kind", Member.kind) == PersonKind.LEGAL.value,
            steps > 0,
        )
        .order_by(Member.number)
    )


def shares_of_members_on(day: date) -> Select[str, int | None]:
    """A query for (number, shares) of everyone who was a member at the end of ``day``; None: not known."""
    return select(Member.number, shares_held_on(day).label("shares")).where(
        Member.number.in_(numbers_on(day))
    )


def shares_held_on(day: date) -> ColumnElement[int | None]:
    """The number of shares that a person of the register had at the end of ``day``; NULL: not known."""
    return _held_on(day, "shares", Member.shares)


def category_on(day: date) -> ColumnElement[str]:
    """The category that a member of the register had at the end of ``day``."""
    return _held_on(day, "category", Member.category)


def representative_on(day: date) -> ColumnElement[str]:
    """Who acted for a legal person of the register at the end of ``day``."""
    return _held_on(day, "representative", Member.representative)


def _held_on(day: date, field: str, now: InstrumentedAttribute[Held]) -> ColumnElement[Held]:
    """The value of a field that a member of the register had at the end of ``day``.

    It is what stood there before the first change that holds only since a later day; else what stands there
    now. Few members have such a change, and only theirs are gone through.
    """
    changed = select(MemberChange.member).where(MemberChange.field == field, MemberChange.on > day)
    later = (
        select(cast(MemberChange.before, now.type))
        .where(
            MemberChange.member == Member.number,
            MemberChange.field == field,
            MemberChange.on > day,
            MemberChange.before != "",
            MemberChange.before != MemberChange.after,
        )
        .order_by(MemberChange.on, MemberChange.id)
        .limit(1)
        .correlate(Member)
        .scalar_subquery()
    )
    return case((Member.number.in_(changed), func.coalesce(later, now)), else_=now)
