"""What a roll keeps of each member so that it can be divided into groups ever after: where they lived, their
language, and how long they had been a member.

It is written when the roll is frozen, from the register as it stands then, and never follows the register
afterwards: a table of a past year that changed with one corrected address would tell whether that member had
voted.
"""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, literal, or_, select
from sqlalchemy.orm import Session

from voting.days import years_later
from voting.register.membership import STANDS
from voting.register.models import Member, Movement, MovementKind

AGES = (("0", 1), ("1", 3), ("3", 6), ("6", 11))
"""The groups of years of membership: from so many, to less than so many. The last group is ``11``, from
eleven years on."""
OLDEST = "11"


class Breakdown(NamedTuple):
    """What a roll keeps of a member: the municipality and language of the register, and the group of whole
    years of membership on the record date."""

    municipality: str
    language: str
    age: str


def breakdowns(session: Session, record_date: date, member: str | None = None) -> dict[str, Breakdown]:
    """By number, what a roll keeps of everybody in the register, or of one person."""
    joined = (
        select(Movement.member, func.max(Movement.on).label("on"))
        .where(Movement.kind == MovementKind.JOINED.value, Movement.on <= record_date, STANDS)
        .group_by(Movement.member)
        .subquery()
    )
    query = select(
        Member.number, Member.municipality, Member.language, _age(joined.c.on, record_date)
    ).outerjoin(joined, joined.c.member == Member.number)
    if member is not None:
        query = query.where(Member.number == member)
    return {number: Breakdown(*kept) for number, *kept in session.execute(query)}


def _age(joined: ColumnElement[date], day: date) -> ColumnElement[str]:
    """The group of years of membership; the first one for whoever joined only after the day. It compares
    days, which gives the same on both databases."""
    (newest, first), *others = AGES
    steps = [(joined > years_later(day, -end), literal(name)) for name, end in others]
    is_new = or_(joined.is_(None), joined > years_later(day, -first))
    return case((is_new, literal(newest)), *steps, else_=literal(OLDEST))
