"""The outbox: letters are put into it within the transaction that they speak of, and sent one by one, none
twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any

import structlog
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from voting.database import writing
from voting.faults import told_of
from voting.mail.answers import Away, OvertakenError, Rejected, Send, Unanswered
from voting.mail.models import Letter, Mail
from voting.mail.transport import LONGEST_BEFORE, TIMEOUTS

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 32
"""How often a letter is tried before it is given up: for four days, by ``pause_after``, as RFC 5321 (4.5.4.1)
advises."""
LONGEST_PAUSE = timedelta(hours=4)

NOT_WRITTEN = "not_written"
"""The fault of a letter in which something is so odd that it cannot be made or sent."""

Compose = Callable[[Session, Mail], EmailMessage | str]
"""Makes the message of a letter, within the transaction that takes the letter out; or returns the code that
says why it is not sent."""

LEASE = timedelta(seconds=LONGEST_BEFORE + 20)
"""How long a letter that was taken out is left to whoever took it, who may have died, until it is tried by
another."""
ANSWERED_WITHIN = timedelta(seconds=TIMEOUTS.content + 20)
"""How long a letter that was handed over is left to whoever waits for the server's answer."""


def pause_after(attempts: int) -> timedelta:
    """How long a letter waits after so many failed attempts: a minute after the first, then each time twice
    as long, up to four hours."""
    return min(timedelta(minutes=2 ** (attempts - 1)), LONGEST_PAUSE)


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
    go_on: Callable[[], bool] = lambda: True,
) -> int:
    """Send every letter that is due, each in transactions of its own; returns how many were sent.

    A letter is put off before it is tried, and the number of times that it was taken out says whose it is: so
    two processes, on one machine or two, never send the same one, however long one of them stands still, and
    one that dies leaves it to be tried again. Just before it can arrive it is noted as handed over: a process
    that dies between that and the server's answer leaves a letter that nobody sends again unasked. One that
    fails waits, ever longer, and does not hold up the others; so does one that cannot be made into what a
    server reads. While the server is away no letter is tried. ``pause`` is called after each letter, and no
    other is taken out once ``go_on`` is false.
    """
    sent = 0
    while go_on() and _something_is_due(session, clock()):
        taken = _take_next(session, compose, clock)
        if taken is None:  # another process was faster
            continue
        if not isinstance(taken.message, EmailMessage):
            _settle(session, taken, taken.message or NOT_WRITTEN, clock(), over=taken.message is not None)
            continue
        try:
            send(taken.message, partial(_note_handed, session, taken, clock))
        except OvertakenError:
            log.warning("a letter was taken by another", letter=taken.id)
        except Unanswered as error:
            log.warning("a letter had no answer", letter=taken.id, fault=told_of(error))
            _settle(session, taken, _text(error), clock(), unanswered=True)
        except Rejected as error:
            log.warning("a letter was rejected", letter=taken.id, fault=told_of(error))
            fault = error.fault or _text(error)
            _settle(session, taken, fault, clock(), over=True, bounced=error.address)
        except Away as error:
            log.warning("the mail server is away", letter=taken.id, phase=error.phase, fault=told_of(error))
            _put_back(session, taken, _text(error), clock())
            break
        except OSError as error:
            log.warning("a letter was not sent", letter=taken.id, fault=told_of(error))
            _settle(session, taken, _text(error), clock())
        except SQLAlchemyError:
            raise
        except Exception as error:
            log.error("a letter could not be sent as it is", letter=taken.id, exc_info=error)
            _settle(session, taken, NOT_WRITTEN, clock())
        else:
            _settle(session, taken, None, clock())
            sent += 1
        pause()
    return sent


@dataclass(frozen=True, slots=True)
class _Taken:
    """A letter that was taken out of the outbox, for the how manieth time (``taken``), and after how many
    ``attempts``, this one included. Its message; or the code that says why it is not sent; or None where it
    could not be made."""

    id: int
    taken: int
    attempts: int
    message: EmailMessage | str | None


def _something_is_due(session: Session, now: datetime) -> bool:
    """Whether a letter is due, asked in a reading transaction: on SQLite one that writes would
    take the lock."""
    found = session.scalar(select(Mail.id).where(*_waiting(), Mail.due_at <= now).limit(1))
    session.rollback()
    return found is not None


def _take_next(session: Session, compose: Compose, clock: Callable[[], datetime]) -> _Taken | None:
    with writing(session):
        now = clock()
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
        mail.taken += 1
        mail.due_at = now + LEASE
        return _Taken(mail.id, mail.taken, mail.attempts, _composed(session, compose, mail))


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


def _note_handed(session: Session, taken: _Taken, clock: Callable[[], datetime]) -> None:
    """Note that a letter may arrive from now on. Raises OvertakenError where it is another's by now."""
    now = clock()
    if not _change(session, taken, handed_at=now, due_at=now + ANSWERED_WITHIN):
        raise OvertakenError


def _settle(
    session: Session,
    taken: _Taken,
    fault: str | None,
    now: datetime,
    *,
    over: bool = False,
    bounced: bool = False,
    unanswered: bool = False,
) -> None:
    """Note the end of an attempt to send a letter; ``fault`` is None where it was sent."""
    values: dict[str, Any] = {"fault": fault, "due_at": now}
    if fault is None:
        values |= {"sent_at": now}
    elif not unanswered:
        given_up = over or taken.attempts >= MOST_ATTEMPTS
        values |= {
            "handed_at": None,
            "due_at": now + pause_after(taken.attempts),
            "given_up_at": now if given_up else None,
            "bounced_at": now if bounced else None,
        }
    _change(session, taken, **values)


def _put_back(session: Session, taken: _Taken, fault: str, now: datetime) -> None:
    """Note that a letter was not tried: it is due after the pause that it has, as if it never had been."""
    _change(
        session, taken, attempts=taken.attempts - 1, fault=fault, due_at=now + pause_after(taken.attempts)
    )


def _change(session: Session, taken: _Taken, **values: Any) -> bool:
    """Note something of a letter that was taken out; whether it was still this one's."""
    with writing(session):
        changed = session.execute(
            update(Mail).where(Mail.id == taken.id, Mail.taken == taken.taken).values(**values)
        )
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # an update has one


def _text(error: OSError) -> str:
    return (str(error) or type(error).__name__)[:500]


def _waiting() -> tuple[ColumnElement[bool], ...]:
    return Mail.sent_at.is_(None), Mail.given_up_at.is_(None), Mail.handed_at.is_(None)
