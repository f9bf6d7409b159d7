"""Telling members what was handed out in their name, within the transaction in which it is."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from voting.mail.models import Letter, Mail


def tell_of(
    session: Session,
    letter: Letter,
    member: str,
    given: int,
    *,
    assembly_id: int,
    venue: str | None = None,
    by: int | None = None,
    now: datetime,
) -> bool:
    """Put a letter into the outbox that says what was handed out in a member's name in an assembly, at a
    venue and by an account: ``given`` is its number among all of that kind. Of the same thing the member is
    told once; returns whether this is the first time."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = _about(letter, member, now) | {
        "assembly_id": assembly_id,
        "wave": given,
        "details": {"assembly": assembly_id, "venue": venue, "by": by},
    }
    told = session.execute(insert(Mail).values(**row).on_conflict_do_nothing().returning(Mail.id))
    return told.scalar() is not None


def sign_in_letter(member: str, assembly_id: int, device: str | None, now: datetime) -> dict[str, Any]:
    """A row of the outbox that tells a member of a device on which somebody has signed in as them, and which
    calls itself ``device``. It leaves after what others wait for."""
    details = {"assembly": assembly_id, "device": device}
    return _about(Letter.SIGNED_IN, member, now) | {"wave": 1, "bulk": True, "details": details}


def code_letter(member: str, assembly_id: int, given: int, now: datetime) -> dict[str, Any]:
    """A row of the outbox that tells a member that their code was replaced by another, whose id is ``given``,
    when many were. It leaves after what others wait for."""
    details = {"assembly": assembly_id, "venue": None, "by": None}
    row = {"assembly_id": assembly_id, "wave": given, "bulk": True, "details": details}
    return _about(Letter.CODE_REISSUED, member, now) | row


def _about(letter: Letter, member: str, now: datetime) -> dict[str, Any]:
    return {
        "letter": letter.value,
        "member": member,
        "bulk": False,
        "queued_at": now,
        "due_at": now,
        "attempts": 0,
    }
