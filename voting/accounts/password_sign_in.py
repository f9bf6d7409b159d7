"""Signing in with a member number and a password."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.accounts.models import Account
from voting.accounts.passwords import hash_password, is_outdated, is_right
from voting.accounts.sign_ins import begin
from voting.errors import Code, Refused
from voting.mail.in_your_name import sign_in_letter
from voting.mail.models import Mail


@dataclass(frozen=True, slots=True)
class Checked:
    """A password that was right: the account's id, the hash it was compared with, and a new hash where that
    is outdated."""

    account_id: int
    stored: str
    fresh: str | None


def check_password(session: Session, number: str, password: str) -> Checked:
    """Compare a password with that of the account with this member number. Call it outside a transaction,
    since it takes a tenth of a second.

    Raises Refused(password_wrong), alike and after the same time, for an unknown number, an account without a
    password, and a wrong password.
    """
    found = session.execute(
        select(Account.id, Account.password_hash).where(Account.member == number)
    ).one_or_none()
    stored = found.password_hash if found else None
    session.rollback()  # no connection is held while the hash is computed
    if not is_right(password, stored) or found is None or stored is None:
        raise Refused(Code.PASSWORD_WRONG)
    return Checked(found.id, stored, hash_password(password) if is_outdated(stored) else None)


def begin_by_password(
    session: Session, checked: Checked, assembly_id: int, *, now: datetime, device: str | None = None
) -> str:
    """Sign in to an assembly, on a device that calls itself ``device``, once ``check_password`` has found the
    password right, and tell the member of it; returns the id of the sign-in, which the device keeps in its
    cookie.

    Raises Refused(password_wrong) where the password has been changed since.
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
    if account.member is not None:
        session.add(Mail(**sign_in_letter(account.member, assembly_id, device, now)))
    return begin(session, account.id, assembly_id, credential_id=None, now=now, device=device)
