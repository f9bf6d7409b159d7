"""Locks on a resolution, each held until the transaction ends."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.ballot.models import Resolution
from voting.database import lock_table
from voting.errors import Code, Refused


def lock_resolution(session: Session, resolution_id: int) -> Resolution:
    """The resolution as it is now, locked against votes and other changes. Raises Refused(not_found).

    PostgreSQL grants a share lock on a row past a FOR UPDATE that waits for it, as long as the row is only
    share-locked: a steady stream of votes could hold a closing up for ever. A lock on a table has a queue,
    so that votes which come after it wait for it.
    """
    lock_table(session, Resolution)
    resolution = hold_resolution(session, resolution_id)
    session.refresh(resolution)
    return resolution


def hold_resolution(session: Session, resolution_id: int, *, shared: bool = False) -> Resolution:
    """The resolution, with a lock on its row alone. Raises Refused(not_found).

    Nobody else can lock the row; with ``shared``, as votes lock it, only others who share the lock, so that
    the vote cannot be closed meanwhile.
    """
    query = select(Resolution).where(Resolution.id == resolution_id).with_for_update(read=shared)
    resolution = session.scalars(query).one_or_none()
    if resolution is None:
        raise Refused(Code.NOT_FOUND)
    return resolution
