"""Locks on a resolution, each held until the transaction ends.

A vote shares two locks with other votes: first the resolution's queue (:func:`queue_votes`), then its row
(``FOR SHARE``). Closing takes both alone. The row decides: whoever waited for it sees the resolution as it
is then, so that no vote is acknowledged after the count. The queue is only for fairness: PostgreSQL grants a
share lock on a row past a ``FOR UPDATE`` that waits for it, so that a steady stream of votes could hold a
closing up for ever; an advisory lock has a queue, and votes that come after a closing wait behind it. Votes
on other resolutions never wait. SQLite has one writer at a time, and needs none of this.

Locks are taken in this order, so that nobody waits in a circle: queues (of several resolutions in the order
of their ids), the assembly, lines of its roll in the order of their numbers, the table of resolutions or rows
of it, proxies, presences, the head of the audit log.
"""

from collections.abc import Iterable

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from voting.ballot.models import Resolution
from voting.errors import Code, Refused

QUEUE = 17_001
"""The first half of the number of each resolution's queue among PostgreSQL's advisory locks."""


def queue_votes(session: Session, resolution_ids: Iterable[int]) -> None:
    """Wait behind whoever closes or changes one of the resolutions, or waits to; votes pass together. To be
    called before anything else is locked or read."""
    for resolution_id in sorted(set(resolution_ids)):
        _queue(session, "pg_advisory_xact_lock_shared", resolution_id)


def stop_votes(session: Session, resolution_id: int) -> None:
    """Wait for the votes that are being written; those that come later wait until the transaction is over. To
    be called before anything else is locked or read."""
    _queue(session, "pg_advisory_xact_lock", resolution_id)


def lock_resolution(session: Session, resolution_id: int) -> Resolution:
    """The resolution as it is now, locked against votes and other changes. Raises Refused(not_found)."""
    stop_votes(session, resolution_id)
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


def _queue(session: Session, function: str, resolution_id: int) -> None:
    if session.get_bind().dialect.name == "postgresql":
        numbers = {"queue": QUEUE, "resolution": resolution_id}
        session.execute(text(f"SELECT {function}(:queue, :resolution)"), numbers)
