"""A mail that says on how many points a member's vote is counted, for whoever has asked for it.

It is sent to everybody together, once voting in advance has closed and once the meeting is over, so that its
time says nothing of when somebody voted. After the second the wish is forgotten. A meeting that nobody closes
is over at noon (UTC) of the day after its date, unless a vote is open.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.ballot.models import Participation, Resolution, State
from voting.invitations.models import CountedWish
from voting.mail.models import Letter
from voting.mail.outbox import enqueue

LEFT_OPEN = timedelta(hours=36)
"""How long after the beginning of its day a meeting that nobody closes is over."""


def wishes_mail(session: Session, assembly_id: int, member: str) -> bool:
    """Whether a member has asked for the mail of this assembly."""
    return session.get(CountedWish, (assembly_id, member)) is not None


def wish_mail(session: Session, assembly_id: int, member: str, *, wanted: bool) -> None:
    """Ask for the mail of an assembly, or no longer; the same once more changes nothing."""
    found = session.get(CountedWish, (assembly_id, member))
    if wanted and found is None:
        session.add(CountedWish(assembly_id=assembly_id, member=member, told=0))
    elif found is not None and not wanted:
        session.delete(found)


def queue_counted(session: Session, *, now: datetime) -> int:
    """Queue the mails that are due, within the caller's transaction; returns how many. A member is told a
    number once."""
    due = session.execute(
        select(CountedWish, _is_over(now).label("over"), Assembly.cancelled_at, _counted().label("counted"))
        .join(Assembly, Assembly.id == CountedWish.assembly_id)
        .where(_is_due(now))
        .with_for_update(of=CountedWish)
    ).all()
    queued = 0
    for found, over, cancelled_at, counted in due:
        if counted > found.told and cancelled_at is None:
            about = {"assembly": found.assembly_id, "points": counted}
            enqueue(session, Letter.COUNTED, found.member, now=now, **about)
            found.told = counted
            queued += 1
        if over:
            session.delete(found)
    return queued


def is_mail_due(session: Session, *, now: datetime) -> bool:
    """Whether there is something for ``queue_counted`` to do, asked without a lock."""
    waiting = select(CountedWish.member).join(Assembly, Assembly.id == CountedWish.assembly_id)
    found = session.scalar(waiting.where(_is_due(now)).limit(1))
    session.rollback()
    return found is not None


def _is_due(now: datetime) -> ColumnElement[bool]:
    """That the assembly is over; or that voting in advance is, the meeting has not begun, and the member does
    not know yet how many of their votes are counted."""
    between = and_(Assembly.advance_closes <= now, Assembly.opened_at.is_(None))
    return or_(_is_over(now), and_(between, _counted() > CountedWish.told))


def _is_over(now: datetime) -> ColumnElement[bool]:
    votes_open = select(Resolution.id).where(
        Resolution.assembly_id == Assembly.id, Resolution.state == State.OPEN.value
    )
    left_open = and_(Assembly.date <= (now - LEFT_OPEN).date(), ~votes_open.correlate(Assembly).exists())
    return or_(Assembly.closed_at.is_not(None), Assembly.cancelled_at.is_not(None), left_open)


def _counted() -> ScalarSelect[int]:
    """On how many points of the assembly a vote of the member is counted, however it was cast."""
    return (
        select(func.count())
        .select_from(Participation)
        .join(Resolution, Resolution.id == Participation.resolution_id)
        .where(
            Resolution.assembly_id == CountedWish.assembly_id,
            Resolution.state != State.ANNULLED.value,
            Participation.member == CountedWish.member,
        )
        .correlate(CountedWish)
        .scalar_subquery()
    )
