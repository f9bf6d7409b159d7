"""Telling those who were invited that convening was taken back, or the assembly postponed or cancelled.

Each of these is done together with the letters about it, in one transaction. Who has been invited by mail is
told by mail, once; who was invited on paper, or could not be reached by mail, on paper. An invitation that is
still waiting says by itself what is so when it is sent, or is not sent any more.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from voting.assembly.definition import VenueDefinition
from voting.assembly.locks import lock_assembly
from voting.assembly.models import ConveningStep
from voting.audit.chain import record
from voting.ballot.postponing import cancel, postpone
from voting.ballot.taking_back import take_back_convening
from voting.bulk import insert_rows
from voting.database import lock_table
from voting.invitations.invitees import invitees_of
from voting.invitations.models import LetterPrint
from voting.invitations.queue import require_in_time, wave_of
from voting.invitations.recipients import paper_numbers
from voting.invitations.texts import TextOf
from voting.mail.models import ON_PAPER, Letter, Mail
from voting.register.models import Member

Reason = dict[str, str]


def take_back_and_tell(
    session: Session, assembly_id: int, reason: Reason, *, now: datetime, account_id: int
) -> ConveningStep:
    """Take back that an assembly was convened. Raises Refused as ``take_back_convening`` does."""

    def act() -> ConveningStep:
        return take_back_convening(session, assembly_id, reason, now=now, account_id=account_id)

    return _done_and_told(session, assembly_id, act)


def postpone_and_tell(
    session: Session,
    assembly_id: int,
    day: date,
    reason: Reason,
    *,
    venues: Sequence[VenueDefinition] = (),
    confirmed: int | None = None,
    accept_late: bool = False,
    now: datetime,
    account_id: int,
) -> ConveningStep:
    """Hold an assembly on a later day, perhaps in other halls.

    Raises Refused as ``postpone`` does; notice_late unless ``accept_late``, where today is too late to invite
    for that day.
    """

    def act() -> ConveningStep:
        step = postpone(
            session,
            assembly_id,
            day,
            reason,
            venues=venues,
            confirmed=confirmed,
            now=now,
            account_id=account_id,
        )
        require_in_time(lock_assembly(session, assembly_id, frozen=True), now, accept_late=accept_late)
        return step

    return _done_and_told(session, assembly_id, act)


def cancel_and_tell(
    session: Session,
    assembly_id: int,
    reason: Reason,
    *,
    confirmed: int | None = None,
    now: datetime,
    account_id: int,
) -> ConveningStep:
    """Call an assembly off. Raises Refused as ``cancel`` does."""

    def act() -> ConveningStep:
        return cancel(session, assembly_id, reason, confirmed=confirmed, now=now, account_id=account_id)

    return _done_and_told(session, assembly_id, act)


def invited_so_far(session: Session, assembly_id: int) -> dict[str, bool]:
    """By their names in the outbox, those who have been invited since the assembly was convened, and whether
    by mail that has come through, as far as anybody knows; else on paper.

    Letters that wait and have never been tried are left out; one that is being sent now counts.
    """
    rows = session.execute(
        select(Mail.member, Mail.bounced_at, Mail.given_up_at, Member.email)
        .join(Member, Member.number == Mail.member)
        .where(
            Mail.assembly_id == assembly_id,
            Mail.letter == Letter.INVITATION.value,
            Mail.wave == wave_of(session, assembly_id),
            or_(Mail.attempts > 0, Mail.sent_at.is_not(None)),
        )
    )
    invited = {row.member: not (row.bounced_at or row.given_up_at or not row.email) for row in rows}
    others = {one.named: one for one in invitees_of(session, assembly_id)}
    written_to = select(Mail.member).where(
        Mail.assembly_id == assembly_id,
        Mail.letter == Letter.CONVENED.value,
        Mail.wave == wave_of(session, assembly_id),
        or_(Mail.attempts > 0, Mail.sent_at.is_not(None)),
    )
    for named in session.scalars(written_to):
        if named in others:
            invited[named] = not others[named].on_paper
    printed = select(LetterPrint.id).where(
        LetterPrint.assembly_id == assembly_id,
        LetterPrint.letter == TextOf.PAPER.value,
        LetterPrint.wave == wave_of(session, assembly_id),
        LetterPrint.finished_at.is_not(None),
    )
    if session.scalar(printed.limit(1)) is not None:
        invited |= dict.fromkeys(session.scalars(paper_numbers(assembly_id)), False)
        invited |= {named: False for named, one in others.items() if one.on_paper}
    return invited


def _done_and_told(session: Session, assembly_id: int, act: Callable[[], ConveningStep]) -> ConveningStep:
    lock_assembly(session, assembly_id, frozen=True)
    lock_table(session, Mail)  # no letter is being written that says what was so before
    invited = invited_so_far(session, assembly_id)
    step = act()
    rows: list[dict[str, Any]] = [
        {
            "letter": step.kind,
            "member": member,
            "assembly_id": assembly_id,
            "wave": step.id,
            "bulk": True,
            "details": {},
            "queued_at": step.at,
            "due_at": step.at,
            "attempts": 0,
            "given_up_at": None if by_mail else step.at,
            "fault": None if by_mail else ON_PAPER,
        }
        for member, by_mail in sorted(invited.items())
    ]
    insert_rows(session, Mail, rows)
    if rows:
        record(
            session,
            now=step.at,
            actor=f"account {step.account_id}",
            action="notices.queued",
            assembly=assembly_id,
            letter=step.kind,
            letters=sum(invited.values()),
            on_paper=len(rows) - sum(invited.values()),
        )
    return step
