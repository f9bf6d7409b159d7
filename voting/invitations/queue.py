"""Putting the invitations of a whole assembly into the outbox, and reminders to those who have not voted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from voting.accounts.credentials import issue_to_members, members_without_code
from voting.assembly.locks import lock_assembly
from voting.assembly.models import Assembly
from voting.assembly.roll import names_on_roll
from voting.assembly.today import today_at
from voting.audit.chain import record
from voting.ballot.models import Participation, Resolution
from voting.database import in_chunks
from voting.errors import Code, Refused
from voting.invitations.notice import is_late
from voting.mail.models import Letter, Mail
from voting.register.models import Member


@dataclass(frozen=True, slots=True)
class Queued:
    """How many letters went into the outbox, and how many members on the roll have no e-mail address."""

    mails: int
    without_address: int


def queue_invitations(
    session: Session, key: bytes, assembly_id: int, *, accept_late: bool = False, now: datetime, actor: str
) -> Queued:
    """Queue an invitation to everybody on the roll who has an e-mail address and has not been invited; and
    see that everybody has a code.

    Done again it adds those who have come onto the roll, or got an address, since. Raises Refused: not_found,
    not_frozen, assembly_over; notice_late unless ``accept_late``.
    """
    assembly = lock_before(session, assembly_id, now)
    late = require_in_time(assembly, now, accept_late=accept_late)
    ensure_codes(session, key, assembly_id, now=now, actor=actor)
    return _queue(session, assembly_id, Letter.INVITATION, 1, set(), now, actor, late=late)


def queue_reminders(session: Session, assembly_id: int, wave: int, *, now: datetime, actor: str) -> Queued:
    """Queue a reminder to everybody on the roll who has been invited and has not voted.

    ``wave`` is the number of this reminder, from ``next_wave``: the same number again queues nothing. Raises
    Refused: not_found, not_frozen, assembly_over; wrong_state for a number that is neither.
    """
    lock_before(session, assembly_id, now)
    if not 0 < wave <= next_wave(session, assembly_id):
        raise Refused(Code.WRONG_STATE)
    if wave < next_wave(session, assembly_id):
        return Queued(0, 0)
    invited = set(session.scalars(invited_by_mail(assembly_id)))
    voted = set(session.scalars(having_voted(assembly_id)))
    roll = {row.number for row in session.execute(names_on_roll(assembly_id))}
    return _queue(session, assembly_id, Letter.REMINDER, wave, (roll - invited) | voted, now, actor)


def next_wave(session: Session, assembly_id: int) -> int:
    """The number of the next reminder: 1 for the first."""
    query = select(func.max(Mail.wave)).where(
        Mail.assembly_id == assembly_id, Mail.letter == Letter.REMINDER.value
    )
    return (session.scalar(query) or 0) + 1


def ensure_codes(session: Session, key: bytes, assembly_id: int, *, now: datetime, actor: str) -> None:
    """Issue a code to everybody on the roll for whom ``code_of`` has none; the codes of others stay."""
    roll = [row.number for row in session.execute(names_on_roll(assembly_id))]
    wanted = members_without_code(session, assembly_id, roll)
    if wanted:
        issue_to_members(session, key, assembly_id, wanted, now=now, actor=actor)


def invited_by_mail(assembly_id: int) -> Select[str]:
    """A query for the members whose invitation has been sent and has not come back."""
    return select(Mail.member).where(
        Mail.assembly_id == assembly_id,
        Mail.letter == Letter.INVITATION.value,
        Mail.sent_at.is_not(None),
        Mail.bounced_at.is_(None),
    )


def having_voted(assembly_id: int) -> Select[str]:
    """A query for the members who have a vote on anything in the assembly, whoever cast it."""
    return (
        select(Participation.member)
        .join(Resolution, Resolution.id == Participation.resolution_id)
        .where(Resolution.assembly_id == assembly_id)
        .distinct()
    )


def _queue(
    session: Session,
    assembly_id: int,
    letter: Letter,
    wave: int,
    without: set[str],
    now: datetime,
    actor: str,
    **details: object,
) -> Queued:
    known = select(Mail.member).where(
        Mail.assembly_id == assembly_id, Mail.letter == letter.value, Mail.wave == wave
    )
    without = without | set(session.scalars(known))
    addresses = session.execute(names_on_roll(assembly_id).add_columns(Member.email)).all()
    rows = [
        {
            "letter": letter.value,
            "member": row.number,
            "assembly_id": assembly_id,
            "wave": wave,
            "bulk": True,
            "details": {},
            "queued_at": now,
            "due_at": now,
            "attempts": 0,
        }
        for row in addresses
        if row.email and row.number not in without
    ]
    for chunk in in_chunks(rows):
        session.execute(insert(Mail), chunk)
    if rows:
        record(
            session,
            now=now,
            actor=actor,
            action=f"{letter.value}s.queued",
            assembly=assembly_id,
            wave=wave,
            letters=len(rows),
            **details,
        )
    return Queued(len(rows), sum(not row.email for row in addresses))


def lock_before(session: Session, assembly_id: int, now: datetime) -> Assembly:
    """The assembly, locked so that two requests at once queue one after the other.

    Raises Refused: not_found, not_frozen; assembly_over after its day.
    """
    assembly = lock_assembly(session, assembly_id, frozen=True)
    if today_at(assembly.timezone, now) > assembly.date:
        raise Refused(Code.ASSEMBLY_OVER)
    return assembly


def require_in_time(assembly: Assembly, now: datetime, *, accept_late: bool) -> bool:
    """Whether it is too late to invite in time. Raises Refused(notice_late) then, unless ``accept_late``."""
    late = is_late(assembly.date, assembly.notice_days, today_at(assembly.timezone, now))
    if late and not accept_late:
        raise Refused(Code.NOTICE_LATE, days=assembly.notice_days)
    return late
