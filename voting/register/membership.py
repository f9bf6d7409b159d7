"""Who was a member on a given day."""

from datetime import date

from sqlalchemy import Select, case, func, select

from voting.register.models import LEAVING, Member, Movement, MovementKind


def members_on(day: date) -> Select[str, str]:
    """A query for (number, category) of everyone who was a member at the end of ``day``.

    Somebody who left on that very day no longer is; somebody who joined on it already is.
    """
    step = case((Movement.kind == MovementKind.JOINED, 1), (Movement.kind.in_(LEAVING), -1), else_=0)
    return (
        select(Member.number, Member.category)
        .join(Movement, Movement.member == Member.number)
        .where(Movement.on <= day)
        .group_by(Member.number, Member.category)
        .having(func.sum(step) > 0)
    )
