"""Slowing down whoever guesses passwords: after some failures each attempt must wait, after more nothing gets
in for a time.

It is counted for each member number. One that exists and one that does not are treated alike: what is counted
is the number that was typed. A device that was signed in with a number before is counted by itself, so that
whoever guesses elsewhere does not keep its owner out.

Of a network address only what fails is counted, since a whole hall may share one: from an address that has
failed too often a right password still gets in, but each number has fewer attempts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, select
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
WARY = Patience(free=1, locked=4)
"""The patience with a number from an address that is locked: somebody may be trying one number after the
other."""
ADDRESS = Patience(free=50, locked=200)
"""The patience with a network address. A whole hall may share one, with many slips before it is an attack."""
LETTERS = Patience(free=600, locked=2000)
"""The patience with an address from which letters to set a password are asked for."""


def pause(patience: Patience, failures: int, since_last: timedelta) -> timedelta:
    """How long the next attempt must still wait after so many failures in a row, the last of them
    ``since_last`` ago.

    Two seconds for each failure beyond the free ones; ``LOCKED`` once there are too many.
    """
    if failures <= patience.free:
        return timedelta(0)
    wait = LOCKED if failures >= patience.locked else timedelta(seconds=2 * (failures - patience.free))
    return max(wait - since_last, timedelta(0))


def of_number(key: bytes, number: str, device: str | None = None) -> tuple[str, Patience]:
    """A member number, as it was typed, as a subject to count attempts of: its keyed hash, and the patience
    with it. A ``device`` that was signed in with the number before is a subject of its own."""
    typed = number.strip().upper()
    if device is not None:
        return keyed_hash(key, "attempts-device", f"{device} {typed}"), ACCOUNT
    return keyed_hash(key, "attempts-number", typed), ACCOUNT


def of_second_factor(key: bytes, account_id: int) -> tuple[str, Patience]:
    """The second factor of an account as a subject to count attempts of."""
    return keyed_hash(key, "attempts-second-factor", str(account_id)), ACCOUNT


def of_address(key: bytes, address: str) -> tuple[str, Patience]:
    """A network address as a subject to count attempts of; an IPv6 network (/64) counts as one."""
    try:
        found = ip_address(address)
    except ValueError:
        found = None
    if isinstance(found, IPv6Address):
        address = str(found.ipv4_mapped or int(found) >> 64)
    return keyed_hash(key, "attempts-address", address), ADDRESS


def of_letters(key: bytes, address: str) -> tuple[str, Patience]:
    """A network address as a subject to count the letters of that are asked for from there."""
    return keyed_hash(key, "attempts-letters", of_address(key, address)[0]), LETTERS


def wary(
    session: Session, number: tuple[str, Patience], address: tuple[str, Patience], *, now: datetime
) -> tuple[str, Patience]:
    """The number as a subject, with less patience where the address from which it is tried is locked."""
    locked = select(Attempts.subject).where(
        Attempts.subject == address[0],
        Attempts.failures >= address[1].locked,
        Attempts.last_at > now - LOCKED,
    )
    return number if session.scalar(locked) is None else (number[0], WARY)


def count_attempt(session: Session, subject: tuple[str, Patience], *, now: datetime) -> None:
    """Count an attempt as failed, until ``forgive`` says that it succeeded.

    That of a number is counted before the password is looked at, so that a thousand attempts at one moment
    are a thousand failures. Raises Refused(too_many_attempts) where the subject must wait; then it is not
    counted.
    """
    name, patience = subject
    session.execute(delete(Attempts).where(Attempts.last_at <= now - LOCKED))
    row = _locked_row(session, name, now)
    left = pause(patience, row.failures, now - row.last_at)
    if left:
        raise Refused(Code.TOO_MANY_ATTEMPTS, seconds=max(1, round(left.total_seconds())))
    row.failures += 1
    row.last_at = now
    session.flush()


def count_failure(session: Session, address: tuple[str, Patience], *, now: datetime) -> None:
    """Count for an address an attempt that has failed, however many have before."""
    row = _locked_row(session, address[0], now)
    row.failures += 1
    row.last_at = now
    session.flush()


def forgive(session: Session, subject: tuple[str, Patience]) -> None:
    """Note that an attempt succeeded: the subject's failures are forgotten."""
    session.execute(delete(Attempts).where(Attempts.subject == subject[0]))


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
