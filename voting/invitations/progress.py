"""How far the invitations to an assembly are, and sending again what has failed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Result, and_, func, or_, select, update
from sqlalchemy.orm import Session

from voting.accounts.models import Account, SignIn
from voting.assembly.roll import names_on_roll
from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.invitations.invitees import NAMED
from voting.invitations.models import Invitee
from voting.invitations.queue import wave_of
from voting.invitations.recipients import having_voted
from voting.invitations.stages import STAGE, LetterStage
from voting.invitations.texts import Told
from voting.mail.models import COMPLAINED, Letter, Mail
from voting.mail.outbox import NOT_WRITTEN
from voting.register.models import Member
from voting.register.names import full_name
from voting.retention.forgotten import kept_counts
from voting.retention.rules import DataKind

TOLD_AFTER = 6
"""The office is shown a letter that waits after so many attempts, half an hour or more after the first."""
TROUBLED = (LetterStage.UNANSWERED, LetterStage.BOUNCED, LetterStage.FAILED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many members are on the roll, how many letters are at each stage, and how many members have signed
    in and voted."""

    entitled: int
    with_address: int
    invitations: dict[LetterStage, int]
    reminders: dict[int, dict[LetterStage, int]]
    """By the number of a reminder (from 1), how many of its letters are at each stage."""
    told: dict[int, dict[LetterStage, int]]
    """The same by the id of a step that those invited were told of."""
    opened: int
    voted: int

    @property
    def invited(self) -> bool:
        """Whether invitations have been queued."""
        return any(self.invitations.values())


def progress_of(session: Session, assembly_id: int) -> Progress:
    """Count how far an assembly's invitations have got."""
    roll = names_on_roll(assembly_id).with_only_columns(Member.number, Member.email).subquery()
    entitled, with_address = session.execute(
        select(func.count(), func.count().filter(roll.c.email != "")).select_from(roll)
    ).one()
    invitations: dict[LetterStage, int] = dict.fromkeys(LetterStage, 0)
    reminders: dict[int, dict[LetterStage, int]] = {}
    told: dict[int, dict[LetterStage, int]] = {}
    now_convened = wave_of(session, assembly_id)
    for letter, wave, stage, letters in letters_by_stage(session, assembly_id):
        if letter == Letter.INVITATION:
            counts = invitations if wave == now_convened else dict.fromkeys(LetterStage, 0)
        elif letter == Letter.REMINDER:
            counts = reminders.setdefault(wave, dict.fromkeys(LetterStage, 0))
        elif letter in list(Told):
            counts = told.setdefault(wave, dict.fromkeys(LetterStage, 0))
        else:
            continue
        counts[LetterStage(stage)] += letters
    signed_in = opened(session, assembly_id)
    voted = session.scalar(select(func.count()).select_from(having_voted(assembly_id).subquery()))
    return Progress(entitled, with_address, invitations, reminders, told, signed_in, voted or 0)


def letters_by_stage(session: Session, assembly_id: int) -> list[list[Any]]:
    """How many letters of an assembly are at each stage: [letter, wave, stage, number], in order of wave;
    once the letters have been removed, the counts that were kept."""
    kept = kept_counts(session, DataKind.LETTERS, assembly_id)
    if kept is not None:
        return list(kept["letters"])
    rows = session.execute(
        select(Mail.letter, Mail.wave, STAGE.label("stage"), func.count().label("letters"))
        .where(Mail.assembly_id == assembly_id)
        .group_by(Mail.letter, Mail.wave, STAGE)
        .order_by(Mail.wave)
    )
    return [list(row) for row in rows]


def opened(session: Session, assembly_id: int) -> int:
    """How many members on the roll have signed in; once the sign-ins have been removed, the count that was
    kept."""
    kept = kept_counts(session, DataKind.SIGN_INS, assembly_id)
    if kept is not None:
        return int(kept["opened"])
    roll = names_on_roll(assembly_id).with_only_columns(Member.number).subquery()
    return (
        session.scalar(
            select(func.count(func.distinct(SignIn.account_id)))
            .join(Account, Account.id == SignIn.account_id)
            .join(roll, roll.c.number == Account.member)
            .where(SignIn.assembly_id == assembly_id)
        )
        or 0
    )


@dataclass(frozen=True, slots=True)
class Troubled:
    """A letter that has not arrived, or may not have, with whom it is for. ``fault`` is a code of ours or the
    mail server's words.

    ``member`` is their number; "" where it is for somebody convened without a vote, or a test, which has no
    ``name`` either. One of somebody who has been taken off since is not sent ``again``.
    """

    id: int
    letter: Letter
    member: str
    name: str
    email: str
    stage: LetterStage
    fault: str
    again: bool


def troubled_letters(session: Session, assembly_id: int, limit: int = 200) -> list[Troubled]:
    """The letters that have not arrived or may not have, in order of member number; at most ``limit``."""
    rows = session.execute(
        select(Mail, Member, Invitee, STAGE.label("stage"))
        .outerjoin(Member, Member.number == Mail.member)
        .outerjoin(Invitee, Mail.member == NAMED)
        .where(_in_trouble(assembly_id))
        .order_by(Mail.member, Mail.id)
        .limit(limit)
    )
    return [
        Troubled(
            *(mail.id, Letter(mail.letter), *_whose(mail, member, invitee)),
            *(LetterStage(stage), mail.fault or ""),
            again=bool(member or invitee or mail.letter == Letter.TEST),
        )
        for mail, member, invitee, stage in rows
    ]


def _whose(mail: Mail, member: Member | None, invitee: Invitee | None) -> tuple[str, str, str]:
    """Number, name and e-mail address of whom a letter is for."""
    if member:
        return member.number, full_name(member.first_name, member.name), member.email
    if invitee:
        return "", invitee.name, invitee.email
    return "", mail.details.get("name", ""), mail.details.get("email") or mail.details.get("to", "")


def try_again(session: Session, assembly_id: int, mail_id: int, *, now: datetime, actor: str) -> None:
    """Put a letter that has not arrived back into the outbox, because somebody asks for it.

    Raises Refused: not_found; wrong_state where it waits for its turn, has been sent, or is being sent now.
    """
    changed = session.execute(
        update(Mail)
        .where(
            Mail.id == mail_id,
            _in_trouble(assembly_id),
            or_(Mail.handed_at.is_(None), Mail.sent_at.is_not(None), Mail.due_at <= now),
        )
        .values(
            sent_at=None,
            handed_at=None,
            given_up_at=None,
            bounced_at=None,
            fault=None,
            attempts=0,
            taken=Mail.taken + 1,
            due_at=now,
        )
    )
    _require_changed(session, changed, assembly_id, mail_id)
    record(session, now=now, actor=actor, action="letter.tried_again", assembly=assembly_id, letter=mail_id)


def note_arrived(session: Session, assembly_id: int, mail_id: int, *, now: datetime, actor: str) -> None:
    """Note that a letter of which nobody knew it has arrived, because somebody says so.

    Raises Refused: not_found; wrong_state where that is known, or it is being sent now.
    """
    changed = session.execute(
        update(Mail)
        .where(
            *(Mail.id == mail_id, _in_trouble(assembly_id)),
            STAGE.in_([LetterStage.UNANSWERED.value]),
            Mail.due_at <= now,
        )
        .values(sent_at=Mail.handed_at, taken=Mail.taken + 1, fault=None)
    )
    _require_changed(session, changed, assembly_id, mail_id)
    record(session, now=now, actor=actor, action="letter.arrived", assembly=assembly_id, letter=mail_id)


def _require_changed(session: Session, changed: Result[Any], assembly_id: int, mail_id: int) -> None:
    if not changed.rowcount:  # type: ignore[attr-defined]  # an update has one
        mail = session.get(Mail, mail_id)
        known = mail is not None and mail.assembly_id == assembly_id
        raise Refused(Code.WRONG_STATE if known else Code.NOT_FOUND)


def _in_trouble(assembly_id: int) -> ColumnElement[bool]:
    """Those that have not arrived or may not have, and those that wait because they cannot be written, or
    have been tried for long."""
    odd = and_(
        or_(Mail.fault == NOT_WRITTEN, Mail.attempts >= TOLD_AFTER),
        STAGE.in_([LetterStage.WAITING.value]),
    )
    test = and_(
        *(Mail.member == "", Mail.letter == Letter.TEST.value),
        Mail.details["assembly"].as_integer() == assembly_id,
    )
    here = or_(Mail.assembly_id == assembly_id, test)
    return and_(here, or_(STAGE.in_([stage.value for stage in TROUBLED]), odd, Mail.fault == COMPLAINED))
