"""Who was a member on a given day, and of which category."""

from datetime import date

from sqlalchemy import ColumnElement, Select, case, exists, func, select

from voting.register.models import (
    LEAVING,
    Member,
    MemberChange,
    Movement,
    MovementKind,
    MovementWithdrawal,
    PersonKind,
)

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


def members_on(day: date) -> Select[str, str]:
    """A query for (number, category) of everyone who was a member at the end of ``day``."""
    return select(Member.number, category_on(day).label("category")).where(Member.number.in_(numbers_on(day)))


def legal_persons_on(day: date) -> Select[str]:
    """A query for the numbers of the legal persons who were members at the end of ``day``."""
    return (
        select(Member.number)
        .where(Member.kind == PersonKind.LEGAL.value, Member.number.in_(numbers_on(day)))
        .order_by(Member.number)
    )


def category_on(day: date) -> ColumnElement[str]:
    """The category that a member of the register had at the end of ``day``.

    It is what stood there before the first change that holds only since a later day; else what stands there
    now.
    """
    later = (
        select(MemberChange.before)
        .where(
            MemberChange.member == Member.number,
            MemberChange.field == "category",
            MemberChange.on > day,
            MemberChange.before != "",
            MemberChange.before != MemberChange.after,
        )
        .order_by(MemberChange.on, MemberChange.id)
        .limit(1)
        .correlate(Member)
        .scalar_subquery()
    )
    return func.coalesce(later, Member.category)
