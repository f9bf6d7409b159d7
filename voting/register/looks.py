"""Who on the staff looked at the register: every search, page and file, in a table of its own.

It is apart from the audit log, which is for changes: looks are many, and are removed sooner.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.register.models import Look

LONGEST = 200
"""The most characters of a search that are kept."""


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
    """Note that an account has looked at one ``member``, or at the ``found`` members whom ``terms`` describe;
    ``what`` is the kind of page or file."""
    look = Look(at=now, account_id=account_id, what=what, member=member, terms=terms[:LONGEST], found=found)
    session.add(look)


def last_looks(session: Session, limit: int, offset: int = 0, member: str | None = None) -> Sequence[Look]:
    """Looks, the last one first; only those at one ``member`` where a number is given."""
    query = select(Look).order_by(Look.id.desc()).limit(limit).offset(offset)
    if member is not None:
        query = query.where(Look.member == member)
    return session.scalars(query).all()
