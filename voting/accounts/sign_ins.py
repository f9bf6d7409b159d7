"""Where accounts are signed in: on several devices at once, each of which can be signed out
from any of them."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from voting.accounts.models import MEMBERS_NAME, Account, Credential, SignIn
from voting.bulk import each_asked
from voting.errors import Code, Refused
from voting.jobs.life import hand_on
from voting.register.models import Member


class SignedIn(NamedTuple):
    """Somebody who is signed in on one device to one assembly: with a code, issued at ``code_issued_at``, or
    otherwise (None). ``member`` is the number that they answer to, if any; ``confirmed_at`` when they last
    showed a second factor there."""

    sign_in_id: str
    account_id: int
    assembly_id: int
    member: str | None
    name: str
    language: str
    code_issued_at: datetime | None
    started_at: datetime
    confirmed_at: datetime | None


KNOWN_OF_ACCOUNT = (
    Account.member,
    func.coalesce(Account.own_name, MEMBERS_NAME, ""),
    func.coalesce(Account.own_language, Member.language, ""),
)
"""What is known of an account beside its member, without the two subqueries of ``Account``."""


def who_is_signed_in(session: Session, sign_in_id: str) -> SignedIn | None:
    """Whose sign-in has this id; None where it has ended."""
    return who_are_signed_in(session, [sign_in_id])[0]


def who_are_signed_in(session: Session, sign_in_ids: Sequence[str]) -> list[SignedIn | None]:
    """The same of several sign-ins, in their order, read by one statement."""
    query = _signed_in_query(session.get_bind().dialect.name)
    rows = session.connection().execute(query, {"asked": [[sign_in_id] for sign_in_id in sign_in_ids]})
    found = {row[0]: SignedIn(*row) for row in rows}
    return [found.get(sign_in_id) for sign_in_id in sign_in_ids]


@cache
def _signed_in_query(dialect: str) -> Select[*tuple[Any, ...]]:
    """The query of ``who_are_signed_in``."""
    asked = each_asked(dialect)
    return (
        select(
            *(SignIn.id, SignIn.account_id, SignIn.assembly_id, *KNOWN_OF_ACCOUNT, Credential.issued_at),
            *(SignIn.started_at, SignIn.confirmed_at),
        )
        .select_from(asked)
        .join(SignIn, SignIn.id == asked.c.value[0].as_string())
        .join(Account, Account.id == SignIn.account_id)
        .outerjoin(Member, Member.number == Account.member)
        .outerjoin(Credential, Credential.id == SignIn.credential_id)
        .where(SignIn.ended_at.is_(None))
    )


def begin(
    session: Session,
    account_id: int,
    assembly_id: int,
    *,
    credential_id: int | None,
    now: datetime,
    device: str | None = None,
    confirmed_at: datetime | None = None,
    started_at: datetime | None = None,
) -> str:
    """Sign an account in to an assembly on one device; returns the id of the sign-in, which the device keeps
    in its cookie.

    ``credential_id`` is the code that was used, None for a password or another service; ``device`` what the
    device calls itself, in at most 80 characters; ``confirmed_at`` when a second factor was shown, if one
    was; ``started_at`` when the sign-in began that this one goes on with, if it does.
    """
    sign_in = SignIn(
        id=secrets.token_urlsafe(24),
        account_id=account_id,
        assembly_id=assembly_id,
        credential_id=credential_id,
        started_at=started_at or now,
        device=device,
        confirmed_at=confirmed_at,
    )
    session.add(sign_in)
    session.flush()
    return sign_in.id


def begin_confirmed(session: Session, sign_in_id: str, *, now: datetime) -> str:
    """Note that a second factor was shown on a device: another sign-in takes the place of the one there, so
    that whoever has copied its cookie before gains nothing. Returns the id of the new one.

    Raises Refused(sign_in_needed) where it has ended, which also lets each answer of a passkey count once.
    """
    before = session.scalars(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SignIn)
    ).one_or_none()
    if before is None:
        raise Refused(Code.SIGN_IN_NEEDED)
    taking_its_place = SignIn(
        id=secrets.token_urlsafe(24),
        account_id=before.account_id,
        assembly_id=before.assembly_id,
        credential_id=before.credential_id,
        started_at=before.started_at,
        device=before.device,
        confirmed_at=now,
    )
    session.add(taking_its_place)
    hand_on(session, before.account_id, before.id, taking_its_place.id)
    session.flush()
    return taking_its_place.id


def end_sign_in(session: Session, sign_in_id: str, *, now: datetime) -> None:
    """Sign out on one device, the one whose sign-in has this id."""
    session.execute(
        update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None)).values(ended_at=now)
    )


def end_all(
    session: Session,
    account_ids: Iterable[int],
    *,
    now: datetime,
    assembly_id: int | None = None,
    but: str | None = None,
) -> None:
    """Sign accounts out on all devices: of one assembly only where ``assembly_id`` is given, and not on the
    device whose sign-in has the id ``but``."""
    ending = update(SignIn).where(SignIn.account_id.in_(list(account_ids)), SignIn.ended_at.is_(None))
    if assembly_id is not None:
        ending = ending.where(SignIn.assembly_id == assembly_id)
    if but is not None:
        ending = ending.where(SignIn.id != but)
    session.execute(ending.values(ended_at=now))


def end_without_code(
    session: Session, account_ids: Iterable[int], *, now: datetime, but: str | None = None
) -> None:
    """Sign accounts out wherever they have signed in otherwise than with a code: with a password, or by
    another service; not on the device whose sign-in has the id ``but``."""
    ending = update(SignIn).where(
        SignIn.account_id.in_(list(account_ids)), SignIn.credential_id.is_(None), SignIn.ended_at.is_(None)
    )
    if but is not None:
        ending = ending.where(SignIn.id != but)
    session.execute(ending.values(ended_at=now))


def sign_ins_of(session: Session, account_id: int) -> list[SignIn]:
    """Where an account is signed in now, the latest first."""
    return list(
        session.scalars(
            select(SignIn)
            .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
            .order_by(SignIn.started_at.desc(), SignIn.id)
        )
    )
