"""Signing in with a code: each by themselves, or many who come at the same moment in one transaction."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine, Select, bindparam, select
from sqlalchemy.orm import Session

from voting.accounts.codes import code_hash
from voting.accounts.models import Account, Credential, SignIn
from voting.accounts.sign_ins import KNOWN_OF_ACCOUNT, SignedIn
from voting.bulk import insert_some
from voting.database import Base, writing
from voting.errors import Code, Refused
from voting.mail.in_your_name import sign_in_letter
from voting.mail.models import Mail
from voting.register.models import Member
from voting.together import Together

_SIGN_INS, _LETTERS = (Base.metadata.tables[table.__tablename__] for table in (SignIn, Mail))
_VALID = (
    select(
        *(Credential.code_hash, Credential.id, Credential.account_id, Credential.assembly_id),
        *KNOWN_OF_ACCOUNT,
        Credential.issued_at,
    )
    .join(Account, Account.id == Credential.account_id)
    .outerjoin(Member, Member.number == Account.member)
    .where(Credential.code_hash.in_(bindparam("hashes", expanding=True)), Credential.revoked_at.is_(None))
    .with_for_update(read=True, of=Credential)
)
"""What valid codes are of. The share lock on the credential lets a new code that is issued at the same moment
come before or after."""
_AT_HAND = _VALID.where(Account.member.is_not(None)).with_for_update(
    read=True, of=Credential, skip_locked=True
)
"""The same of those codes of members that nobody else is just changing: nobody has to wait for one."""


class Coming(NamedTuple):
    """Somebody who comes with a code, which is kept as its hash, on a device that calls itself ``device``, in
    at most 80 characters."""

    hashed: str
    device: str | None
    now: datetime


def sign_in(session: Session, key: bytes, code: str, *, now: datetime, device: str | None = None) -> SignedIn:
    """Sign somebody in with a code on a device that calls itself ``device``, within the writing transaction
    that the caller commits.

    Raises Refused(sign_in_failed), alike for an unknown and for a void code.
    """
    (signed_in,) = _begin_all(session, [Coming(code_hash(key, code), device, now)], _VALID)
    if signed_in is None:
        raise Refused(Code.SIGN_IN_FAILED)
    return signed_in


def sign_in_together(session: Session, coming: Sequence[Coming]) -> list[SignedIn | None]:
    """Sign members in, within the writing transaction that the caller commits: as if each were signed in by
    themselves. None for each who must be, or cannot be at all: one of the staff, and whose code is unknown,
    void, or just being changed by somebody else."""
    return _begin_all(session, coming, _AT_HAND)


class Entrance:
    """Signs in the members who come to one process at the same moment."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._together = Together(self._enter)

    def enter(self, coming: Coming) -> SignedIn | None:
        """Hand somebody over, and wait until they are durably signed in; None as ``sign_in_together``. Raises
        Refused(busy) as :meth:`voting.together.Together.ask`."""
        return self._together.ask(coming)

    def _enter(self, coming: Sequence[Coming]) -> Sequence[SignedIn | None]:
        with Session(self._engine) as session, writing(session):
            return sign_in_together(session, coming)


def _begin_all(
    session: Session, coming: Sequence[Coming], valid: Select[*tuple[Any, ...]]
) -> list[SignedIn | None]:
    """Sign in those whose code is among the valid ones, and tell members of the device; None for each
    other."""
    rows = session.execute(valid, {"hashes": sorted({each.hashed for each in coming})})
    known = {hashed: facts for hashed, *facts in rows}
    begun, letters = list[dict[str, Any]](), list[dict[str, Any]]()
    answers = list[SignedIn | None]()
    for hashed, device, now in coming:
        if hashed not in known:
            answers.append(None)
            continue
        credential_id, account_id, assembly_id, *more = known[hashed]
        signed_in = SignedIn._make((secrets.token_urlsafe(24), account_id, assembly_id, *more, now, None))
        whose = {"id": signed_in.sign_in_id, "account_id": account_id, "assembly_id": assembly_id}
        begun.append(whose | {"credential_id": credential_id, "started_at": now, "device": device})
        answers.append(signed_in)
        if signed_in.member is not None:
            letters.append(sign_in_letter(signed_in.member, assembly_id, device, now))
    for table, written in ((_SIGN_INS, begun), (_LETTERS, letters)):
        if written:
            insert_some(session, table, written)
    return answers
