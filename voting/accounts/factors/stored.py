"""Adding a second factor, showing it, and removing it.

Who has none adds the first as soon as they are signed in with their code; any other only having just shown
one. An account is locked while its factors change, so that two who come at once do not both add the first.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from voting.accounts.factors.models import FactorKind, SecondFactor
from voting.accounts.factors.recovery import (
    end_recovery_codes,
    issue_recovery_codes,
    recovery_codes_left,
    use_recovery_code,
)
from voting.accounts.factors.rules import app_secret, is_app_code, is_fresh, step_of
from voting.accounts.models import Account
from voting.accounts.sign_ins import SignedIn, end_all
from voting.audit.chain import record
from voting.errors import Code, Refused

LONGEST_FACTOR_NAME = 60


def factors_of(session: Session, account_id: int) -> list[SecondFactor]:
    """The second factors that an account has now, the first added first."""
    return list(
        session.scalars(
            select(SecondFactor)
            .where(SecondFactor.account_id == account_id, SecondFactor.removed_at.is_(None))
            .order_by(SecondFactor.id)
        )
    )


def with_factor(session: Session, account_ids: Iterable[int]) -> set[int]:
    """Those of the accounts that have a second factor now."""
    having = select(SecondFactor.account_id).where(SecondFactor.removed_at.is_(None))
    return set(session.scalars(having.where(SecondFactor.account_id.in_(list(account_ids)))))


def add_app(
    session: Session, key: bytes, who: SignedIn, salt: str, name: str, typed: str, *, now: datetime
) -> bool:
    """Add the app whose secret the ``salt`` stands for, once it shows the code ``typed``; returns whether
    recovery codes were given, those of the same ``salt``: where there are none.

    Raises Refused: confirm_again; second_factor_wrong; text_too_long.
    """
    lock_for_adding(session, who, now)
    step = step_of(app_secret(key, who.account_id, salt), typed, None, now)
    if step is None:
        raise Refused(Code.SECOND_FACTOR_WRONG)
    added = SecondFactor(account_id=who.account_id, kind=FactorKind.APP.value, name=name, salt=salt)
    added.last_step = step
    return add_factor(session, key, added, salt, now=now)


def add_factor(session: Session, key: bytes, added: SecondFactor, salt: str, *, now: datetime) -> bool:
    """Store a factor that was shown just now; returns whether recovery codes were given, those of the
    ``salt``: where there are none. Raises Refused(text_too_long)."""
    if len(added.name) > LONGEST_FACTOR_NAME:
        raise Refused(Code.TEXT_TOO_LONG, longest=LONGEST_FACTOR_NAME)
    added.added_at = added.used_at = now
    session.add(added)
    session.flush()
    account_id = added.account_id
    told = {"account": account_id, "factor": added.id, "kind": added.kind}
    record(session, now=now, actor=f"account {account_id}", action="factor.added", **told)
    if recovery_codes_left(session, account_id):
        return False
    issue_recovery_codes(session, key, account_id, salt, now=now)
    return True


def show_code(session: Session, key: bytes, account_id: int, typed: str, *, now: datetime) -> None:
    """Show a second factor by a typed code: that of an app, or one for recovery. It counts once.

    Raises Refused(second_factor_wrong).
    """
    if is_app_code(typed):
        kind = FactorKind.APP.value if _use_app_code(session, key, account_id, typed, now) else None
    else:
        kind = "recovery" if use_recovery_code(session, key, account_id, typed, now=now) else None
    if kind is None:
        raise Refused(Code.SECOND_FACTOR_WRONG)
    told = {"account": account_id, "kind": kind}
    record(session, now=now, actor=f"account {account_id}", action="factor.shown", **told)


def _use_app_code(session: Session, key: bytes, account_id: int, typed: str, now: datetime) -> bool:
    for factor in factors_of(session, account_id):
        if factor.salt is None:
            continue
        step = step_of(app_secret(key, account_id, factor.salt), typed, factor.last_step, now)
        if step is None:
            continue
        used = (
            update(SecondFactor)
            .where(
                SecondFactor.id == factor.id,
                SecondFactor.removed_at.is_(None),
                or_(SecondFactor.last_step.is_(None), SecondFactor.last_step < step),
            )
            .values(last_step=step, used_at=now)
            .returning(SecondFactor.id)
        )
        if session.scalar(used) is not None:
            return True
    return False


def note_wrong(session: Session, account_id: int, *, now: datetime) -> None:
    """Note in the log that somebody could not show their second factor. How often is limited by
    ``voting.accounts.attempts``."""
    record(session, now=now, actor=f"account {account_id}", action="factor.wrong", account=account_id)


def renew_recovery_codes(session: Session, key: bytes, who: SignedIn, salt: str, *, now: datetime) -> None:
    """Give somebody new recovery codes, those of the ``salt``. Raises Refused(confirm_again)."""
    require_fresh(who, now)
    issue_recovery_codes(session, key, who.account_id, salt, now=now)


def remove_factor(session: Session, who: SignedIn, factor_id: int, *, now: datetime) -> None:
    """Remove one of somebody's own second factors, and sign them out on every other device.

    Raises Refused: confirm_again; not_found; last_factor.
    """
    require_fresh(who, now)
    lock_account(session, who.account_id)
    mine = factors_of(session, who.account_id)
    if factor_id not in {factor.id for factor in mine}:
        raise Refused(Code.NOT_FOUND)
    if len(mine) == 1:
        raise Refused(Code.LAST_FACTOR)
    _remove(session, [factor_id], who.account_id, f"account {who.account_id}", now)
    end_all(session, [who.account_id], now=now, but=who.sign_in_id)


def remove_all_factors(session: Session, account_id: int, *, now: datetime, actor: str) -> None:
    """Remove all second factors and recovery codes of somebody who has lost them, and sign them out
    everywhere: with their code they set up others. Raises Refused(not_found) where they have none."""
    lock_account(session, account_id)
    theirs = [factor.id for factor in factors_of(session, account_id)]
    if not theirs:
        raise Refused(Code.NOT_FOUND)
    _remove(session, theirs, account_id, actor, now)
    end_recovery_codes(session, account_id, now=now)
    end_all(session, [account_id], now=now)


def _remove(session: Session, factor_ids: list[int], account_id: int, actor: str, now: datetime) -> None:
    session.execute(update(SecondFactor).where(SecondFactor.id.in_(factor_ids)).values(removed_at=now))
    told = {"account": account_id, "factors": factor_ids}
    record(session, now=now, actor=actor, action="factor.removed", **told)


def lock_for_adding(session: Session, who: SignedIn, now: datetime) -> None:
    """Let nobody else change somebody's factors meanwhile. Raises Refused(confirm_again) where they have one
    already, and have not just shown it."""
    lock_account(session, who.account_id)
    if factors_of(session, who.account_id):
        require_fresh(who, now)


def require_fresh(who: SignedIn, now: datetime) -> None:
    """Raise Refused(confirm_again) unless somebody has just shown a second factor."""
    if not is_fresh(who.confirmed_at, now):
        raise Refused(Code.CONFIRM_AGAIN)


def lock_account(session: Session, account_id: int) -> None:
    """Let nobody else change the factors of an account until the transaction ends."""
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))
