"""Putting letters into the outbox, and taking them out one by one, none of them twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from voting.database import writing
from voting.mail.models import Letter, Mail

MOST_ATTEMPTS = 8
"""A letter that could not be sent so often is given up: after about four hours."""

Compose = Callable[[Session, Mail], EmailMessage | str]
"""Makes a letter's message within the transaction that takes it out; or a code of why there is none."""

Send = Callable[[EmailMessage, Callable[[], None]], None]
"""Hands a message over, and calls its second argument just before it can arrive.

Raises ``Rejected`` where it never will, ``Unanswered`` where it may have, and any other OSError where it has
not and may be tried again.
"""


class Rejected(OSError):
    """The server has refused the address or the message for good (SMTP 5yz)."""


class Unanswered(OSError):
    """The message was handed over, and no answer came."""


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


def deliver(
    session: Session,
    compose: Compose,
    send: Send,
    clock: Callable[[], datetime],
    pause: Callable[[], None] = lambda: None,
) -> int:
    """Send every letter that is due, each in transactions of its own; returns how many were sent.

    A letter is put off before it is tried, so that two workers never try the same one and a worker that
    dies leaves it to be tried again. Just before it can arrive it is noted as handed over: a worker that
    dies between that and the server's answer leaves a letter that nobody sends again unasked. One that
    fails waits, ever longer, and does not hold up the others. ``pause`` is called after each letter.
    """
    sent = 0
    while _something_is_due(session, clock()):
        taken = _take_next(session, compose, clock())
        if taken is None:  # another worker was faster
            continue
        mail_id, message = taken
        if isinstance(message, str):
            _settle(session, mail_id, message, clock(), over=True)
            continue
        try:
            send(message, partial(_note_handed, session, mail_id, clock))
        except Unanswered as error:
            _settle(session, mail_id, _text(error), clock(), unanswered=True)
        except Rejected as error:
            _settle(session, mail_id, _text(error), clock(), over=True, bounced=True)
        except OSError as error:
            _settle(session, mail_id, _text(error), clock())
        else:
            _settle(session, mail_id, None, clock())
            sent += 1
        pause()
    return sent


def _something_is_due(session: Session, now: datetime) -> bool:
    """Looked up without the lock that a transaction that writes takes on SQLite."""
    found = session.scalar(select(Mail.id).where(*_waiting(), Mail.due_at <= now).limit(1))
    session.rollback()
    return found is not None


def _take_next(session: Session, compose: Compose, now: datetime) -> tuple[int, EmailMessage | str] | None:
    with writing(session):
        mail = session.scalars(
            select(Mail)
            .where(*_waiting(), Mail.due_at <= now)
            .order_by(Mail.bulk, Mail.due_at, Mail.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if mail is None:
            return None
        mail.attempts += 1
        mail.due_at = now + pause_after(mail.attempts)
        return mail.id, compose(session, mail)


def _note_handed(session: Session, mail_id: int, clock: Callable[[], datetime]) -> None:
    with writing(session):
        session.get_one(Mail, mail_id).handed_at = clock()


def _settle(
    session: Session,
    mail_id: int,
    fault: str | None,
    now: datetime,
    *,
    over: bool = False,
    bounced: bool = False,
    unanswered: bool = False,
) -> None:
    """Write down what became of a letter that was tried; ``fault`` is empty where it was sent."""
    with writing(session):
        mail = session.get_one(Mail, mail_id)
        mail.fault = fault
        if fault is None:
            mail.sent_at = now
        elif not unanswered:
            mail.handed_at = None
            if over or mail.attempts >= MOST_ATTEMPTS:
                mail.given_up_at = now
            if bounced:
                mail.bounced_at = now


def _text(error: OSError) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _waiting() -> tuple[ColumnElement[bool], ...]:
    return Mail.sent_at.is_(None), Mail.given_up_at.is_(None), Mail.handed_at.is_(None)
