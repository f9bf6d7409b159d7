"""Setting a password: the first one with the token of a letter, another also by somebody signed in who knows
the one before; and making passwords void."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voting.accounts.codes import keyed_hash, new_code, normalise
from voting.accounts.models import Account, PasswordToken, SignIn
from voting.accounts.password_sign_in import Checked
from voting.accounts.passwords import hash_password, is_acceptable, is_common
from voting.accounts.sign_ins import end_all, end_without_code
from voting.audit.chain import record
from voting.cooperative.stored import details_of, the_cooperative
from voting.database import in_chunks
from voting.errors import Code, Refused
from voting.mail.models import Letter
from voting.mail.outbox import enqueue, is_waiting
from voting.register.models import Member

VALID_FOR = timedelta(hours=2)
"""How long the token of a letter can be used."""
LETTER_EVERY = timedelta(minutes=5)
"""A member is sent at most one letter in this time, however often it is asked for."""


def ask_for_new_password(session: Session, number: str, *, now: datetime) -> None:
    """Put a letter with a token into the outbox for the member with this number. A number that belongs to
    nobody gets a letter as well, which is never sent, so that both take as long."""
    typed = number.strip()[:20]
    if typed and not is_waiting(session, Letter.NEW_PASSWORD, typed, since=now - LETTER_EVERY):
        enqueue(session, Letter.NEW_PASSWORD, typed, now=now)


def issue_password_token(session: Session, key: bytes, member: Member, *, now: datetime) -> str:
    """Make a token for a letter to a member, and return it; earlier ones are void."""
    account_id = account_of_member(session, member)
    session.execute(
        update(PasswordToken)
        .where(PasswordToken.account_id == account_id, PasswordToken.used_at.is_(None))
        .values(used_at=now)
    )
    token = new_code()
    session.add(PasswordToken(token_hash=_token_hash(key, token), account_id=account_id, issued_at=now))
    session.flush()
    return token


def account_of_token(session: Session, key: bytes, token: str, *, now: datetime) -> Account:
    """The account whose password a token may set; the token stays valid. Raises Refused(link_expired)."""
    account = session.scalars(
        select(Account)
        .join(PasswordToken, PasswordToken.account_id == Account.id)
        .where(
            PasswordToken.token_hash == _token_hash(key, token),
            PasswordToken.used_at.is_(None),
            PasswordToken.issued_at > now - VALID_FOR,
        )
    ).one_or_none()
    if account is None:
        raise Refused(Code.LINK_EXPIRED)
    return account


def set_password_by_token(session: Session, key: bytes, token: str, password: str, *, now: datetime) -> None:
    """Set a password with the token of a letter, and sign the account out on every device.

    Raises Refused: link_expired; password_weak or password_common, and then the token stays valid.
    """
    account = account_of_token(session, key, token, now=now)
    _lock(session, [account.id])  # before the token, as whoever makes both void
    spent = (
        update(PasswordToken)
        .where(PasswordToken.token_hash == _token_hash(key, token), PasswordToken.used_at.is_(None))
        .values(used_at=now)
        .returning(PasswordToken.account_id)
    )
    if session.scalar(spent) is None:
        raise Refused(Code.LINK_EXPIRED)
    set_password(session, account, password, now=now)


def change_password(
    session: Session, sign_in_id: str, checked: Checked, password: str, *, now: datetime
) -> None:
    """Set another password for whoever is signed in and has just given the one before (``check_password``),
    and sign them out on every other device.

    Raises Refused: password_weak; password_common; sign_in_needed or password_wrong where the sign-in has
    ended, or the password before was changed or made void, since it was given.
    """
    account = session.scalars(
        select(Account).where(Account.id == checked.account_id).with_for_update(key_share=True)
    ).one_or_none()
    open_now = select(SignIn.id).where(
        SignIn.id == sign_in_id, SignIn.account_id == checked.account_id, SignIn.ended_at.is_(None)
    )
    if account is None or session.scalar(open_now) is None:
        raise Refused(Code.SIGN_IN_NEEDED)
    if account.password_hash != checked.stored:
        raise Refused(Code.PASSWORD_WRONG)
    set_password(session, account, password, now=now, but=sign_in_id)


def forget_passwords(session: Session, account_ids: Collection[int], *, now: datetime) -> None:
    """Make the passwords of accounts void, and the tokens by which one could be set, and sign out whoever is
    signed in otherwise than with a code, to whatever assembly."""
    for chunk in in_chunks([{"id": account_id} for account_id in sorted(account_ids)]):
        these = [row["id"] for row in chunk]
        _lock(session, these)
        session.execute(
            update(PasswordToken)
            .where(PasswordToken.account_id.in_(these), PasswordToken.used_at.is_(None))
            .values(used_at=now)
        )
        session.execute(
            update(Account)
            .where(Account.id.in_(these), Account.password_hash.is_not(None))
            .values(password_hash=None)
        )
        end_without_code(session, these, now=now)


def set_password(
    session: Session, account: Account, password: str, *, now: datetime, but: str | None = None
) -> None:
    """Set an account's password, and sign it out on every device but the one whose sign-in has the id
    ``but``.

    Raises Refused: password_weak, password_common.
    """
    about = account.member or "", *account.name.split()
    if not is_acceptable(password, *about):
        raise Refused(Code.PASSWORD_WEAK)
    if is_common(password, *about, *details_of(the_cooperative(session)).name.values()):
        raise Refused(Code.PASSWORD_COMMON)
    account.password_hash = hash_password(password)
    end_all(session, [account.id], now=now, but=but)
    if account.member is not None:
        enqueue(session, Letter.PASSWORD_CHANGED, account.member, now=now)
    record(session, now=now, actor=f"account {account.id}", action="password.set", account=account.id)


def _lock(session: Session, account_ids: Collection[int]) -> None:
    """Lock accounts, in one order, until the transaction ends."""
    session.execute(
        select(Account.id)
        .where(Account.id.in_(account_ids))
        .order_by(Account.id)
        .with_for_update(key_share=True)  # a code of theirs can be signed in with meanwhile
    )


def account_of_member(session: Session, member: Member) -> int:
    """The id of the account with a member's number, made where there is none yet."""
    found = session.scalar(select(Account.id).where(Account.member == member.number))
    if found is not None:
        return found
    account = Account(member=member.number)
    session.add(account)
    session.flush()
    return account.id


def _token_hash(key: bytes, token: str) -> str:
    return keyed_hash(key, "password-token", normalise(token))
