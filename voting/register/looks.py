"""Who on the staff looked at the register: every search, page and file, in a table of its own.

Beside the hash-chained log, which is for changes: looks are many, and are forgotten sooner.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.register.models import Look

LONGEST = 200
"""Characters of what was searched for that are kept."""


def note_look(
    session: Session,
    account_id: int,
    what: str,
    terms: str,
    found: int,
    *,
    now: datetime,
    member: str | None = None,
) -> None:
    """Keep that somebody looked: at one ``member``, or at the ``found`` members whom ``terms`` describe."""
    look = Look(at=now, account_id=account_id, what=what, member=member, terms=terms[:LONGEST], found=found)
    session.add(look)


def last_looks(session: Session, limit: int, offset: int = 0, member: str | None = None) -> Sequence[Look]:
    """Looks, the last one first; at one member alone where one is named."""
    query = select(Look).order_by(Look.id.desc()).limit(limit).offset(offset)
    if member is not None:
        query = query.where(Look.member == member)
    return session.scalars(query).all()
