"""Signing in with a member number and a password."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.accounts.models import Account
from voting.accounts.passwords import hash_password, is_outdated, is_right
from voting.accounts.sign_ins import begin
from voting.errors import Code, Refused


@dataclass(frozen=True, slots=True)
class Checked:
    """A password that was right: for which account, against which hash, and a new hash where one is due."""

    account_id: int
    stored: str
    fresh: str | None


def check_password(session: Session, number: str, password: str) -> Checked:
    """Hold a password against the one of the account with this member number. Call outside a transaction.

    Raises Refused(password_wrong), alike and after the same time for an unknown number, an account
    without a password, and a wrong one.
    """
    found = session.execute(
        select(Account.id, Account.password_hash).where(Account.member == number)
    ).one_or_none()
    stored = found.password_hash if found else None
    session.rollback()  # no connection is held while the hash is computed
    if not is_right(password, stored) or found is None or stored is None:
        raise Refused(Code.PASSWORD_WRONG)
    return Checked(found.id, stored, hash_password(password) if is_outdated(stored) else None)


def begin_by_password(session: Session, checked: Checked, assembly_id: int, *, now: datetime) -> str:
    """Sign in to an assembly after a password was right; returns what the device keeps to show for it.

    Raises Refused(password_wrong) where the password has been changed since it was checked.
    """
    account = session.scalars(
        select(Account)
        .where(Account.id == checked.account_id, Account.password_hash == checked.stored)
        .with_for_update()
    ).one_or_none()
    if account is None:
        raise Refused(Code.PASSWORD_WRONG)
    if checked.fresh is not None:
        account.password_hash = checked.fresh
    return begin(session, account.id, assembly_id, credential_id=None, now=now)
