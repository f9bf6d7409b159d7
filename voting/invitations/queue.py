"""Putting the invitations of a whole assembly into the outbox, and reminders to those who have not voted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.accounts.credentials import issue_to_members, members_without_code
from voting.assembly.locks import lock_assembly
from voting.assembly.models import Assembly
from voting.assembly.roll import names_on_roll
from voting.assembly.steps import times_convened
from voting.assembly.today import today_at
from voting.audit.chain import record
from voting.bulk import insert_rows
from voting.errors import Code, Refused
from voting.invitations.invitees import to_convene
from voting.invitations.notice import is_late
from voting.invitations.recipients import points_to_vote_on, to_invite, to_remind
from voting.invitations.stored_texts import require_sound_texts
from voting.invitations.texts import TextOf
from voting.mail.models import Letter, Mail
from voting.register.models import Member

QUEUED = {
    Letter.INVITATION: "invitations.queued",
    Letter.REMINDER: "reminders.queued",
    Letter.CONVENED: "invitations.queued_without_vote",
}
"""What the log calls it, by letter."""


@dataclass(frozen=True, slots=True)
class Queued:
    """How many letters went into the outbox, and how many members on the roll have no e-mail address."""

    mails: int
    without_address: int


def queue_invitations(
    session: Session,
    key: bytes,
    assembly_id: int,
    *,
    accept_late: bool = False,
    at: datetime | None = None,
    expected: int | None = None,
    now: datetime,
    actor: str,
) -> Queued:
    """Queue an invitation to everybody on the roll who has an e-mail address and has not been invited, and to
    whoever is convened without a vote; and see that everybody has a code. They leave ``at`` a moment, or now.

    Done again it adds those who have come onto the roll, or got an address, since. Raises Refused: not_found,
    not_frozen, assembly_over; notice_late unless ``accept_late``; letter_unsound for a text that cannot be
    sent; changed_meanwhile where there are letters, and not as many as ``expected``.
    """
    leaving = at or now
    assembly = lock_before(session, assembly_id, leaving)
    late = require_in_time(assembly, leaving, accept_late=accept_late)
    require_sound_texts(session, assembly_id, TextOf.INVITATION)
    require_sound_texts(session, assembly_id, TextOf.GUEST)
    ensure_codes(session, key, assembly_id, now=now, actor=actor)
    numbers = list(session.scalars(to_invite(assembly_id)))
    others = to_convene(session, assembly_id)
    _require_expected([*numbers, *others], expected)
    wave = wave_of(session, assembly_id)
    _queue(session, assembly_id, Letter.INVITATION, wave, numbers, leaving, now, actor, late=late)
    _queue(session, assembly_id, Letter.CONVENED, wave, others, leaving, now, actor, late=late)
    return Queued(len(numbers) + len(others), _without_address(session, assembly_id))


def queue_reminders(
    session: Session,
    assembly_id: int,
    wave: int,
    *,
    at: datetime | None = None,
    expected: int | None = None,
    now: datetime,
    actor: str,
) -> Queued:
    """Queue a reminder to everybody on the roll who has been invited, and can vote on something when it
    leaves (``at`` a moment, or now) on which they have not.

    ``wave`` is the number of this reminder, from ``next_wave``: the same number again queues nothing. Raises
    Refused: not_found, not_frozen, assembly_over; nothing_to_vote_on where there is nothing to vote on then;
    letter_unsound; changed_meanwhile where there are letters, and not as many as ``expected``; wrong_state
    for a number that is neither.
    """
    leaving = at or now
    assembly = lock_before(session, assembly_id, leaving)
    if not 0 < wave <= next_wave(session, assembly_id):
        raise Refused(Code.WRONG_STATE)
    if wave < next_wave(session, assembly_id):
        return Queued(0, 0)
    points = [point.id for point in points_to_vote_on(session, assembly, leaving)]
    if not points:
        raise Refused(Code.NOTHING_TO_VOTE_ON)
    require_sound_texts(session, assembly_id, TextOf.REMINDER)
    numbers = list(session.scalars(to_remind(assembly_id, points)))
    _require_expected(numbers, expected)
    _queue(session, assembly_id, Letter.REMINDER, wave, numbers, leaving, now, actor)
    return Queued(len(numbers), _without_address(session, assembly_id))


def next_wave(session: Session, assembly_id: int) -> int:
    """The number of the next reminder: 1 for the first."""
    query = select(func.max(Mail.wave)).where(
        Mail.assembly_id == assembly_id, Mail.letter == Letter.REMINDER.value
    )
    return (session.scalar(query) or 0) + 1


def wave_of(session: Session, assembly_id: int) -> int:
    """The number of the invitations of an assembly as it is convened now: 1, until that is taken back."""
    return session.scalar(select(times_convened(assembly_id))) or 1


def ensure_codes(session: Session, key: bytes, assembly_id: int, *, now: datetime, actor: str) -> None:
    """Issue a code to everybody on the roll for whom ``code_of`` has none; the codes of others stay."""
    roll = [row.number for row in session.execute(names_on_roll(assembly_id))]
    wanted = members_without_code(session, assembly_id, roll)
    if wanted:
        issue_to_members(session, key, assembly_id, wanted, now=now, actor=actor)


def _queue(
    session: Session,
    assembly_id: int,
    letter: Letter,
    wave: int,
    numbers: list[str],
    leaving: datetime,
    now: datetime,
    actor: str,
    **details: object,
) -> None:
    rows: list[dict[str, object]] = [
        {
            "letter": letter.value,
            "member": number,
            "assembly_id": assembly_id,
            "wave": wave,
            "bulk": True,
            "details": {},
            "queued_at": now,
            "due_at": leaving,
            "attempts": 0,
        }
        for number in numbers
    ]
    insert_rows(session, Mail, rows)
    if rows:
        if leaving > now:
            details["leaving"] = leaving.isoformat()
        record(
            session,
            now=now,
            actor=actor,
            action=QUEUED[letter],
            assembly=assembly_id,
            wave=wave,
            letters=len(rows),
            **details,
        )


def _require_expected(numbers: list[str], expected: int | None) -> None:
    if numbers and expected is not None and len(numbers) != expected:
        raise Refused(Code.CHANGED_MEANWHILE)


def _without_address(session: Session, assembly_id: int) -> int:
    roll = names_on_roll(assembly_id).with_only_columns(func.count()).where(Member.email == "")
    return session.scalar(roll) or 0


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
