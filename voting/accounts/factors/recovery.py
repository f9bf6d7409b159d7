"""Codes on paper for who has lost their second factor: ten, shown once, each good once."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from voting.accounts.codes import derived_codes, keyed_hash, normalise
from voting.accounts.factors.models import RecoveryCode
from voting.audit.chain import record

CODES = 10


def recovery_codes(key: bytes, salt: str) -> list[str]:
    """The codes that a random ``salt`` stands for under the installation's key."""
    return derived_codes(key, f"recovery {salt}", CODES)


def issue_recovery_codes(session: Session, key: bytes, account_id: int, salt: str, *, now: datetime) -> None:
    """Give an account the codes of a ``salt``; those that it had are void."""
    end_recovery_codes(session, account_id, now=now)
    session.add_all(
        RecoveryCode(code_hash=_recovery_hash(key, code), account_id=account_id, issued_at=now)
        for code in recovery_codes(key, salt)
    )
    actor = f"account {account_id}"
    record(session, now=now, actor=actor, action="recovery_codes.issued", account=account_id, codes=CODES)


def use_recovery_code(session: Session, key: bytes, account_id: int, typed: str, *, now: datetime) -> bool:
    """Use a code up; whether it was one of the account's that is left."""
    used = (
        update(RecoveryCode)
        .where(
            RecoveryCode.code_hash == _recovery_hash(key, typed),
            RecoveryCode.account_id == account_id,
            RecoveryCode.ended_at.is_(None),
        )
        .values(ended_at=now)
        .returning(RecoveryCode.code_hash)
    )
    return session.scalar(used) is not None


def recovery_codes_left(session: Session, account_id: int) -> int:
    """How many codes an account has left."""
    left = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.ended_at.is_(None))
    return session.scalar(left) or 0


def end_recovery_codes(session: Session, account_id: int, *, now: datetime) -> None:
    """Make the codes that an account has left void."""
    session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.ended_at.is_(None))
        .values(ended_at=now)
    )


def _recovery_hash(key: bytes, code: str) -> str:
    return keyed_hash(key, "recovery", normalise(code))
