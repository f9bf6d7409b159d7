"""Where accounts are signed in: on several devices at once, each of which can be signed out
from any of them."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voting.accounts.models import SignIn


def begin(
    session: Session,
    account_id: int,
    assembly_id: int,
    *,
    credential_id: int | None,
    now: datetime,
    device: str | None = None,
) -> str:
    """Sign an account in to an assembly on one device; returns the id of the sign-in, which the device keeps
    in its cookie.

    ``credential_id`` is the code that was used, None for a password; ``device`` what the device calls itself,
    in at most 80 characters.
    """
    sign_in = SignIn(
        id=secrets.token_urlsafe(24),
        account_id=account_id,
        assembly_id=assembly_id,
        credential_id=credential_id,
        started_at=now,
        device=device,
    )
    session.add(sign_in)
    session.flush()
    return sign_in.id


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


def sign_ins_of(session: Session, account_id: int) -> list[SignIn]:
    """Where an account is signed in now, the latest first."""
    return list(
        session.scalars(
            select(SignIn)
            .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
            .order_by(SignIn.started_at.desc(), SignIn.id)
        )
    )
