"""Putting letters into the outbox, and taking them out one by one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from voting.database import writing
from voting.mail.models import Letter, Mail

MOST_ATTEMPTS = 8
"""A letter that could not be sent so often is given up: after about four hours."""

Compose = Callable[[Session, Mail], EmailMessage | None]
"""Makes a letter's message within the transaction that takes it out; None where nobody can be written to."""

Send = Callable[[EmailMessage], None]
"""Hands a message over; raises OSError where that fails."""


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts before the next one: doubling from one minute."""
    return timedelta(minutes=2 ** (attempts - 1))


def enqueue(session: Session, letter: Letter, member: str, *, now: datetime, **details: Any) -> None:
    """Put a letter to a member into the outbox, within the caller's transaction."""
    mail = Mail(letter=letter.value, member=member, details=details, queued_at=now, due_at=now, attempts=0)
    session.add(mail)


def is_waiting(session: Session, letter: Letter, member: str, *, since: datetime) -> bool:
    """Whether such a letter to the member has been queued at or after a moment."""
    earlier = select(Mail.id).where(
        Mail.letter == letter.value, Mail.member == member, Mail.queued_at >= since
    )
    return session.scalar(earlier.limit(1)) is not None


def deliver(session: Session, compose: Compose, send: Send, clock: Callable[[], datetime]) -> int:
    """Send every letter that is due, each in transactions of its own; returns how many were sent.

    A letter is put off before it is handed over, so that two workers never send the same one and a worker
    that dies in between leaves it to be tried again. One that fails waits, ever longer, and does not
    hold up the others.
    """
    sent = 0
    while _something_is_due(session, clock()):
        taken = _take_next(session, compose, clock())
        if taken is None:  # another worker was faster
            continue
        mail_id, message = taken
        fault = _hand_over(send, message) if message else "no_address"
        with writing(session):
            mail = session.get_one(Mail, mail_id)
            mail.fault = fault
            if fault is None:
                mail.sent_at = clock()
                sent += 1
            elif message is None or mail.attempts >= MOST_ATTEMPTS:
                mail.given_up_at = clock()
    return sent


def _something_is_due(session: Session, now: datetime) -> bool:
    """Looked up without the lock that a transaction that writes takes on SQLite."""
    found = session.scalar(select(Mail.id).where(*_waiting(), Mail.due_at <= now).limit(1))
    session.rollback()
    return found is not None


def _take_next(session: Session, compose: Compose, now: datetime) -> tuple[int, EmailMessage | None] | None:
    with writing(session):
        mail = session.scalars(
            select(Mail)
            .where(*_waiting(), Mail.due_at <= now)
            .order_by(Mail.due_at, Mail.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if mail is None:
            return None
        mail.attempts += 1
        mail.due_at = now + pause_after(mail.attempts)
        return mail.id, compose(session, mail)


def _hand_over(send: Send, message: EmailMessage) -> str | None:
    try:
        send(message)
    except OSError as error:
        return f"{type(error).__name__}: {error}"[:500]
    return None


def _waiting() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Mail.sent_at.is_(None), Mail.given_up_at.is_(None)
