"""Which assembly is meant by somebody who names none."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.errors import Code, Refused


def current_assembly(session: Session, today: dt.date) -> int:
    """The id of the next assembly that has been convened, today's included; else of the last one.

    One that was cancelled gives way to one that is held.

    Raises Refused(not_frozen) where none has been convened yet.
    """
    convened = select(Assembly.id).where(Assembly.frozen_at.is_not(None))
    held = Assembly.cancelled_at.is_not(None)
    coming = convened.where(Assembly.date >= today).order_by(held, Assembly.date, Assembly.id)
    past = convened.where(Assembly.date < today).order_by(held, Assembly.date.desc(), Assembly.id)
    for query in (coming, past):
        found = session.scalar(query.limit(1))
        if found is not None:
            return found
    raise Refused(Code.NOT_FROZEN)
