"""Who gets a letter on paper, and the state of the letters' preparation."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.folding import letters
from voting.invitations.invitees import as_reader, invitees_on_paper, living_somewhere
from voting.invitations.models import Invitee, LetterPrint
from voting.invitations.queue import lock_before, require_in_time, wave_of
from voting.invitations.recipients import paper_numbers
from voting.invitations.stored_texts import require_sound_texts
from voting.invitations.texts import TextOf, Told
from voting.mail.models import Mail
from voting.register.models import Member

OVER = "over"
"""The fault of a letter that was not needed any more when its turn came."""
STALLED = timedelta(minutes=2)
"""A preparation that has not moved for this long is taken to have died with its process."""


def count_paper(session: Session, assembly_id: int) -> int:
    """How many letters there are on paper."""
    others = len(invitees_on_paper(session, assembly_id))
    return _how_many(session, paper_numbers(assembly_id)) + others


def paper_recipients(session: Session, assembly_id: int) -> list[Member]:
    """Who gets a letter on paper, in the order of the post: members, and whoever is convened without a vote,
    as ``as_reader`` has them."""
    return _in_order(session, paper_numbers(assembly_id), invitees_on_paper(session, assembly_id))


def told_recipients(session: Session, assembly_id: int, letter: str, wave: int) -> list[Member]:
    """Who is told on paper what has become of the assembly, in the order of the post."""
    return _in_order(session, *_told(session, assembly_id, letter, wave))


def _told(session: Session, assembly_id: int, letter: str, wave: int) -> tuple[Select[str], list[Invitee]]:
    """The numbers of the members among them, and the others."""
    numbers = told_on_paper(assembly_id, letter, wave)
    return numbers, living_somewhere(session, assembly_id, set(session.scalars(numbers)))


def _how_many(session: Session, numbers: Select[str]) -> int:
    return session.scalar(select(func.count()).where(Member.number.in_(numbers))) or 0


def _in_order(session: Session, numbers: Select[str], others: Iterable[Invitee]) -> list[Member]:
    """By postcode, as the post asks for it, and then by name."""
    members = session.scalars(select(Member).where(Member.number.in_(numbers)))
    return sorted(
        [*members, *map(as_reader, others)],
        key=lambda one: (one.postcode, one.municipality, one.search_text or letters(one.name), one.number),
    )


def begin_print(
    session: Session, assembly_id: int, *, accept_late: bool = False, now: datetime, actor: str
) -> LetterPrint:
    """Note that the letters of an assembly are being prepared.

    Raises Refused: not_found, not_frozen, assembly_over; notice_late unless ``accept_late``, as for letters
    by mail; letter_unsound; nobody_on_paper; print_running while they are being prepared already.
    """
    late = require_in_time(lock_before(session, assembly_id, now), now, accept_late=accept_late)
    require_sound_texts(session, assembly_id, TextOf.PAPER)
    if invitees_on_paper(session, assembly_id):
        require_sound_texts(session, assembly_id, TextOf.GUEST)
    wave, total = wave_of(session, assembly_id), count_paper(session, assembly_id)
    return _begin(session, assembly_id, TextOf.PAPER.value, wave, total, now, actor, late=late)


def told_on_paper(assembly_id: int, letter: str, wave: int) -> Select[str]:
    """A query for those who are told on paper what has become of the assembly, as the outbox names them: they
    have no e-mail address, or their letter did not get through."""
    return select(Mail.member).where(
        Mail.assembly_id == assembly_id,
        Mail.letter == letter,
        Mail.wave == wave,
        or_(Mail.bounced_at.is_not(None), and_(Mail.given_up_at.is_not(None), Mail.fault != OVER)),
    )


def begin_told_print(
    session: Session, assembly_id: int, letter: Told, wave: int, *, now: datetime, actor: str
) -> LetterPrint:
    """Note that the letters on paper about a step, the ``wave``-th of the assembly, are being prepared.

    Raises Refused: nobody_on_paper; print_running.
    """
    numbers, others = _told(session, assembly_id, letter.value, wave)
    total = _how_many(session, numbers) + len(others)
    return _begin(session, assembly_id, letter.value, wave, total, now, actor)


def _begin(
    session: Session,
    assembly_id: int,
    letter: str,
    wave: int,
    total: int,
    now: datetime,
    actor: str,
    **details: object,
) -> LetterPrint:
    latest = latest_print_of(session, assembly_id)
    if latest is not None and is_running(latest, now):
        raise Refused(Code.PRINT_RUNNING)
    if not total:
        raise Refused(Code.NOBODY_ON_PAPER)
    started = LetterPrint(
        assembly_id=assembly_id, letter=letter, wave=wave, asked_at=now, moved_at=now, total=total, done=0
    )
    session.add(started)
    session.flush()
    record(
        session,
        now=now,
        actor=actor,
        action="letters.printed",
        assembly=assembly_id,
        letter=letter,
        letters=total,
        **details,
    )
    return started


def latest_print_of(session: Session, assembly_id: int) -> LetterPrint | None:
    """The last preparation of an assembly's letters, finished or not; None where there has been none."""
    query = select(LetterPrint).where(LetterPrint.assembly_id == assembly_id)
    return session.scalars(query.order_by(LetterPrint.id.desc()).limit(1)).one_or_none()


def is_running(letter_print: LetterPrint, now: datetime) -> bool:
    """Whether a preparation is still being worked on."""
    return letter_print.finished_at is None and now - letter_print.moved_at < STALLED
