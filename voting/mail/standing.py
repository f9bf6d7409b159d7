"""How the outbox stands, for whoever watches over it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from voting.mail.models import Mail

WAITS = and_(Mail.sent_at.is_(None), Mail.given_up_at.is_(None), Mail.handed_at.is_(None))


class OutboxStanding(NamedTuple):
    """How many letters wait, may have arrived or were given up; and since when the one is due that has been
    due longest (None: none is due)."""

    waiting: int
    doubtful: int
    given_up: int
    due_since: datetime | None


def outbox_standing(session: Session, *, now: datetime) -> OutboxStanding:
    """How the outbox stands."""
    doubtful = Mail.handed_at.is_not(None) & Mail.sent_at.is_(None) & Mail.given_up_at.is_(None)
    waiting, unanswered, given_up, oldest = session.execute(
        select(
            func.count().filter(WAITS),
            func.count().filter(doubtful),
            func.count().filter(Mail.given_up_at.is_not(None)),
            func.min(Mail.due_at).filter(WAITS, Mail.due_at <= now),
        ).select_from(Mail)
    ).one()
    return OutboxStanding(waiting, unanswered, given_up, oldest)


def untried_since(session: Session) -> datetime | None:
    """Since when that letter to one person waits that has waited longest without having been tried; None
    where none does."""
    untried = Mail.bulk.is_(False), Mail.attempts == 0
    return session.scalar(select(func.min(Mail.queued_at)).where(WAITS, *untried))
