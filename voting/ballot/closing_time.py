"""The moment at which an open vote closes by itself: setting it, and closing the votes for
which it has come."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.ballot.ahead import writing_ahead
from voting.ballot.life import close_resolution
from voting.ballot.locks import lock_resolution
from voting.ballot.log import log_resolution
from voting.ballot.models import Resolution, State
from voting.errors import Code, Refused
from voting.timekeeping.machines import ACTOR as CLOCK_WATCH
from voting.timekeeping.machines import doubts

ACTOR = "closing time"
"""The actor in the log where a vote was closed at its time."""
LONGEST = timedelta(hours=12)
"""How far ahead a closing time may be."""


def set_closing_time(
    session: Session, resolution_id: int, closes_at: datetime | None, *, now: datetime, actor: str
) -> None:
    """Set the moment at which an open vote closes by itself, or take it away (None).

    Raises Refused: not_found; wrong_state where the vote is not open, or its closing time has come;
    closing_time_invalid for a moment that is past, or more than ``LONGEST`` ahead; clock_in_doubt for any
    moment while the clocks disagree.
    """
    resolution = lock_resolution(session, resolution_id)
    has_come = resolution.closes_at is not None and resolution.closes_at <= now
    if State(resolution.state) is not State.OPEN or has_come:
        raise Refused(Code.WRONG_STATE)
    if closes_at is not None and not now < closes_at <= now + LONGEST:
        raise Refused(Code.CLOSING_TIME_INVALID)
    if closes_at is not None and doubts(session):
        raise Refused(Code.CLOCK_IN_DOUBT)
    _set(session, resolution, closes_at, now=now, actor=actor)


def take_away_closing_times(session: Session, *, now: datetime) -> None:
    """Let no open vote close by itself any more: the clocks disagree, and the chair closes them. A vote whose
    closing time has come by one of them, but which is not closed, goes on."""
    timed = select(Resolution.id).where(
        Resolution.state == State.OPEN.value, Resolution.closes_at.is_not(None)
    )
    for resolution_id in session.scalars(timed.order_by(Resolution.id)).all():
        resolution = lock_resolution(session, resolution_id)
        if State(resolution.state) is State.OPEN and resolution.closes_at is not None:
            _set(session, resolution, None, now=now, actor=CLOCK_WATCH)


def _set(
    session: Session, resolution: Resolution, closes_at: datetime | None, *, now: datetime, actor: str
) -> None:
    resolution.closes_at = closes_at
    log_resolution(
        session,
        resolution,
        "resolution.closing_time_set",
        now=now,
        actor=actor,
        closes_at=closes_at.isoformat() if closes_at else None,
    )


def overdue(session: Session, now: datetime) -> list[int]:
    """The ids of the open resolutions whose closing time has come."""
    return list(
        session.scalars(
            select(Resolution.id).where(Resolution.state == State.OPEN.value, Resolution.closes_at <= now)
        )
    )


def close_overdue(session: Session, now: datetime) -> list[int]:
    """Close the votes whose closing time has come; returns the ids of those that this call has closed.

    Several processes may call it at once: the lock of the closing lets one of them close a vote. After that
    moment no vote is taken, even where a server that was down closes it later.
    """
    engine, due, closed = session.get_bind().engine, overdue(session, now), list[int]()
    session.rollback()
    for resolution_id in due:
        try:
            with writing_ahead(engine, resolution_id) as (its_own, ahead):
                if resolution_id in overdue(its_own, now):
                    close_resolution(its_own, resolution_id, now=now, actor=ACTOR, ahead=ahead)
                    closed.append(resolution_id)
        except Refused as refused:
            if refused.code is not Code.WRONG_STATE:
                raise
    return closed
