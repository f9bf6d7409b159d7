"""Who is convened without a vote: directors, the auditor and guests, by mail."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, and_, cast, select
from sqlalchemy.orm import Session

from voting.assembly.steps import times_convened
from voting.audit.chain import record
from voting.errors import Code, Fault, Refused, require_sound
from voting.invitations.models import Invitee
from voting.invitations.stages import STAGE, LetterStage
from voting.languages import LANGUAGES
from voting.mail.models import Letter, Mail
from voting.mail_address import is_mail_address

LONGEST_NAME = 100
MARK = "#"
"""Stands in the outbox before the number of an invitee, which no member's number begins with."""


class Capacity(StrEnum):
    """In what capacity somebody without a vote is convened."""

    DIRECTOR = "director"
    AUDITOR = "auditor"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Convened:
    """Somebody who is convened without a vote; ``stage`` is that of their letter, if there is one."""

    id: int
    name: str
    capacity: Capacity
    email: str
    language: str
    stage: LetterStage | None
    fault: str


def invitees_of(session: Session, assembly_id: int) -> list[Convened]:
    """Who is convened to an assembly without a vote, in the order in which they were entered."""
    letter = and_(
        Mail.assembly_id == assembly_id,
        Mail.letter == Letter.CONVENED.value,
        Mail.wave == times_convened(assembly_id),
        Mail.member == MARK + cast(Invitee.id, String),
    )
    rows = session.execute(
        select(Invitee, Mail.id, STAGE.label("stage"), Mail.fault)
        .join(Mail, letter, isouter=True)
        .where(Invitee.assembly_id == assembly_id)
        .order_by(Invitee.id)
    )
    return [
        Convened(
            *(invitee.id, invitee.name, Capacity(invitee.capacity), invitee.email, invitee.language),
            LetterStage(stage) if mail_id else None,
            fault or "",
        )
        for invitee, mail_id, stage, fault in rows
    ]


def to_convene(session: Session, assembly_id: int) -> list[str]:
    """Those who have no letter yet, as the outbox names them."""
    return [f"{MARK}{one.id}" for one in invitees_of(session, assembly_id) if one.stage is None]


def add_invitee(
    session: Session,
    assembly_id: int,
    name: str,
    capacity: Capacity,
    email: str,
    language: str,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Enter somebody who is convened without a vote. Whoever is there already stays as they are.

    Raises InvalidForm with every fault; Refused(bad_request) for a language that there is not.
    """
    if language not in LANGUAGES:
        raise Refused(Code.BAD_REQUEST)
    require_sound(_faults(name, email))
    same = select(Invitee.id).where(
        Invitee.assembly_id == assembly_id, Invitee.email == email, Invitee.name == name
    )
    if session.scalar(same) is not None:
        return
    invitee = Invitee(
        assembly_id=assembly_id, name=name, capacity=capacity.value, email=email, language=language
    )
    session.add(invitee)
    session.flush()
    record(
        session,
        now=now,
        actor=actor,
        action="invitee.added",
        assembly=assembly_id,
        invitee=invitee.id,
        capacity=capacity.value,
    )


def remove_invitee(session: Session, assembly_id: int, invitee_id: int, *, now: datetime, actor: str) -> None:
    """Take somebody off again. A letter that has left stays in the outbox. Raises Refused(not_found)."""
    invitee = session.get(Invitee, invitee_id)
    if invitee is None or invitee.assembly_id != assembly_id:
        raise Refused(Code.NOT_FOUND)
    session.delete(invitee)
    record(session, now=now, actor=actor, action="invitee.removed", assembly=assembly_id, invitee=invitee_id)


def invitee_named(session: Session, named: str) -> Invitee | None:
    """The one whom the outbox names so, unless they have been taken off."""
    return session.get(Invitee, int(named.removeprefix(MARK)))


def _faults(name: str, email: str) -> list[Fault]:
    faults = []
    if not name:
        faults.append(Fault(0, "name", "value_missing"))
    elif not name.isprintable():
        faults.append(Fault(0, "name", "not_text"))
    elif len(name) > LONGEST_NAME:
        faults.append(Fault(0, "name", "too_long", {"longest": LONGEST_NAME}))
    if not is_mail_address(email):
        faults.append(Fault(0, "email", "email_invalid", {"value": email}))
    return faults
