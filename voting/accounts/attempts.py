"""Slowing down whoever guesses passwords: after some failures each attempt must wait, after more nothing gets
in for a time.

A member number that exists and one that does not are treated alike: what is counted is the number that was
typed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from voting.accounts.codes import keyed_hash
from voting.accounts.models import Attempts
from voting.errors import Code, Refused

LOCKED = timedelta(minutes=15)
"""For how long nothing gets in after too many failures. A failure is forgotten after the same time."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many failures are ``free``, and from how many on it is ``locked``."""

    free: int
    locked: int


ACCOUNT = Patience(free=3, locked=10)
ADDRESS = Patience(free=50, locked=200)
"""The patience with a network address. A whole hall may share one, with many slips before it is an attack."""


def pause(patience: Patience, failures: int, since_last: timedelta) -> timedelta:
    """How long the next attempt must still wait after so many failures in a row, the last of them
    ``since_last`` ago.

    Two seconds for each failure beyond the free ones; ``LOCKED`` once there are too many.
    """
    if failures <= patience.free:
        return timedelta(0)
    wait = LOCKED if failures >= patience.locked else timedelta(seconds=2 * (failures - patience.free))
    return max(wait - since_last, timedelta(0))


def of_number(key: bytes, number: str) -> tuple[str, Patience]:
    """A member number, as it was typed, as a subject to count attempts of: its keyed hash, and the patience
    with it."""
    return keyed_hash(key, "attempts-number", number.strip().upper()), ACCOUNT


def of_address(key: bytes, address: str) -> tuple[str, Patience]:
    """A network address as a subject to count attempts of; an IPv6 network (/64) counts as one."""
    try:
        found = ip_address(address)
    except ValueError:
        found = None
    if isinstance(found, IPv6Address):
        address = str(found.ipv4_mapped or int(found) >> 64)
    return keyed_hash(key, "attempts-address", address), ADDRESS


def count_attempts(session: Session, *subjects: tuple[str, Patience], now: datetime) -> None:
    """Count an attempt as failed for each subject, until ``forgive`` says that it succeeded.

    It is counted before the password is looked at, so that a thousand attempts at one moment are a thousand
    failures. Raises Refused(too_many_attempts) where one of the subjects must wait; then none is counted.
    """
    session.execute(delete(Attempts).where(Attempts.last_at <= now - LOCKED))
    for subject, patience in sorted(subjects):
        row = _locked_row(session, subject, now)
        left = pause(patience, row.failures, now - row.last_at)
        if left:
            raise Refused(Code.TOO_MANY_ATTEMPTS, seconds=max(1, round(left.total_seconds())))
        row.failures += 1
        row.last_at = now
    session.flush()


def forgive(session: Session, number: tuple[str, Patience], address: tuple[str, Patience]) -> None:
    """Note that an attempt succeeded: the number's failures are forgotten, and the address has one less."""
    session.execute(delete(Attempts).where(Attempts.subject == number[0]))
    session.execute(
        update(Attempts)
        .where(Attempts.subject == address[0], Attempts.failures > 0)
        .values(failures=Attempts.failures - 1)
    )


def _locked_row(session: Session, subject: str, now: datetime) -> Attempts:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = insert(Attempts).values(subject=subject, failures=0, last_at=now)
    session.execute(made.on_conflict_do_nothing())
    return session.scalars(
        select(Attempts)
        .where(Attempts.subject == subject)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
