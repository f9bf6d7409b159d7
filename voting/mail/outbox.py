"""The outbox: letters are put into it within the transaction that they speak of, and sent one by one, none
twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from voting.database import writing
from voting.faults import told_of
from voting.mail.models import Letter, Mail

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 8
"""How often a letter is tried before it is given up: about four hours, by ``pause_after``."""

NOT_WRITTEN = "not_written"
"""The fault of a letter in which something is so odd that it cannot be made or sent."""

Compose = Callable[[Session, Mail], EmailMessage | str]
"""Makes the message of a letter, within the transaction that takes the letter out; or returns the code that
says why it is not sent."""

Send = Callable[[EmailMessage, Callable[[], None]], None]
"""Sends a message, calling its second argument just before the message can arrive.

Raises ``Away`` where there is no server to be tried, ``Rejected`` where it can never arrive, ``Unanswered``
where it may have arrived, and any other OSError where it has not and can be tried again.
"""


class Refusal(OSError):
    """The server does not take the message now; ``smtp_code`` is the number of its answer."""

    def __init__(self, text: str, smtp_code: int | None = None) -> None:
        super().__init__(text)
        self.smtp_code = smtp_code


class Rejected(Refusal):
    """The server has refused the address or the message for good (SMTP 5yz)."""


class Away(OSError):
    """There is no connection to the server, so that nothing is known of the message: it was not tried."""


class Unanswered(OSError):
    """The message was sent, and the server did not answer: it may have arrived."""


def pause_after(attempts: int) -> timedelta:
    """How long a letter waits after so many failed attempts: a minute after the first, then each time twice
    as long."""
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
    fails waits, ever longer, and does not hold up the others; so does one that cannot be made into what a
    server reads. While the server is away no letter is tried. ``pause`` is called after each letter.
    """
    sent = 0
    while _something_is_due(session, clock()):
        taken = _take_next(session, compose, clock())
        if taken is None:  # another worker was faster
            continue
        mail_id, message = taken
        if message is None:
            _settle(session, mail_id, NOT_WRITTEN, clock())
            continue
        if isinstance(message, str):
            _settle(session, mail_id, message, clock(), over=True)
            continue
        try:
            send(message, partial(_note_handed, session, mail_id, clock))
        except Unanswered as error:
            log.warning("a letter had no answer", letter=mail_id, fault=told_of(error))
            _settle(session, mail_id, _text(error), clock(), unanswered=True)
        except Rejected as error:
            log.warning("a letter was rejected", letter=mail_id, fault=told_of(error))
            _settle(session, mail_id, _text(error), clock(), over=True, bounced=True)
        except Away as error:
            log.warning("the mail server is away", letter=mail_id, fault=told_of(error))
            _put_back(session, mail_id, _text(error))
            break
        except OSError as error:
            log.warning("a letter was not sent", letter=mail_id, fault=told_of(error))
            _settle(session, mail_id, _text(error), clock())
        except SQLAlchemyError:
            raise
        except Exception as error:
            log.error("a letter could not be sent as it is", letter=mail_id, exc_info=error)
            _settle(session, mail_id, NOT_WRITTEN, clock())
        else:
            _settle(session, mail_id, None, clock())
            sent += 1
        pause()
    return sent


def _something_is_due(session: Session, now: datetime) -> bool:
    """Whether a letter is due, asked in a reading transaction: on SQLite one that writes would
    take the lock."""
    found = session.scalar(select(Mail.id).where(*_waiting(), Mail.due_at <= now).limit(1))
    session.rollback()
    return found is not None


def _take_next(
    session: Session, compose: Compose, now: datetime
) -> tuple[int, EmailMessage | str | None] | None:
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
        return mail.id, _composed(session, compose, mail)


def _composed(session: Session, compose: Compose, mail: Mail) -> EmailMessage | str | None:
    """The message; None where making it has failed: what that wrote is undone, the letter waits as one that
    was tried."""
    try:
        with session.begin_nested():
            return compose(session, mail)
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.error("a letter could not be written", letter=mail.id, exc_info=error)
        return None


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
    """Note the end of an attempt to send a letter; ``fault`` is None where it was sent."""
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


def _put_back(session: Session, mail_id: int, fault: str) -> None:
    """Note that a letter was not tried: it is due after the pause that it has, as if it never had been."""
    with writing(session):
        mail = session.get_one(Mail, mail_id)
        mail.attempts -= 1
        mail.fault = fault


def _text(error: OSError) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _waiting() -> tuple[ColumnElement[bool], ...]:
    return Mail.sent_at.is_(None), Mail.given_up_at.is_(None), Mail.handed_at.is_(None)
