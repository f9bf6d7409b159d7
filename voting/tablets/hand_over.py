"""Handing a tablet to a member, which opens a voting session; and ending it: by the last vote, by hand, or by
itself."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voting.attendance.presence import entitled_and_place
from voting.attendance.seen import require_seen
from voting.audit.chain import record
from voting.database_errors import is_duplicate
from voting.errors import Code, Refused
from voting.mail.in_your_name import tell_of
from voting.mail.models import Letter
from voting.register.models import Member
from voting.register.names import full_name
from voting.stamp import require_same
from voting.tablets.enrolment import tablet_at
from voting.tablets.models import HandOver, Tablet
from voting.tablets.rules import LATEST, Ending, is_over
from voting.tablets.waiting import require_something_to_vote_on


@dataclass(frozen=True, slots=True)
class OnTablet:
    """A tablet as the desk is shown it; ``member`` is the name of the member whose session is open on it, and
    ``hand_over`` the id of that session, if any."""

    id: int
    name: str
    enrolled: bool
    member: str | None = None
    hand_over: int | None = None


def hand_over(
    session: Session,
    assembly_id: int,
    venue: str,
    tablet_id: int,
    member: str,
    *,
    account_id: int,
    shown: bool,
    now: datetime,
) -> str:
    """Open a voting session for one member on one tablet, and tell them of it; returns its token. ``shown``:
    their pass was read at the desk.

    Asked again by the same account while it is open, it returns the same token. Raises Refused: not_found;
    wrong_state where the device is not enrolled; not_entitled; not_present at this venue;
    second_person as :func:`voting.attendance.seen.require_seen`; not_open or already_voted where there is
    nothing to vote on; tablet_in_use; has_tablet where the member has another.
    """
    tablet = tablet_at(session, assembly_id, venue, tablet_id)
    if tablet.enrolled_at is None or tablet.revoked_at is not None:
        raise Refused(Code.WRONG_STATE)
    entitled, place = entitled_and_place(session, assembly_id, member)
    if not entitled:
        raise Refused(Code.NOT_ENTITLED)
    if place != venue:
        raise Refused(Code.NOT_PRESENT)
    seen = require_seen(session, assembly_id, venue, member, account_id=account_id, shown=shown)
    require_something_to_vote_on(session, assembly_id, member)
    _end_what_is_over(session, assembly_id, tablet_id, member, now)
    for other in _open(session, assembly_id, tablet_id, member):
        if (other.tablet_id, other.member, other.account_id) == (tablet_id, member, account_id):
            return other.token
        if other.tablet_id == tablet_id:
            raise Refused(Code.TABLET_IN_USE)
        raise Refused(Code.HAS_TABLET, tablet=session.get_one(Tablet, other.tablet_id).name)
    given = HandOver(
        token=secrets.token_urlsafe(24),
        tablet_id=tablet_id,
        assembly_id=assembly_id,
        member=member,
        account_id=account_id,
        given_at=now,
        last_seen_at=now,
    )
    session.add(given)
    try:
        session.flush()
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise Refused(Code.TABLET_IN_USE) from error
    tell_of(
        session,
        Letter.TABLET_GIVEN,
        member,
        given.id,
        assembly_id=assembly_id,
        venue=venue,
        by=account_id,
        now=now,
    )
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="tablet.handed_over",
        assembly=assembly_id,
        venue=venue,
        tablet=tablet_id,
        hand_over=given.id,
        **seen,
    )
    return given.token


def open_on(session: Session, tablet_id: int, now: datetime) -> str | None:
    """The token of the session that is open on a tablet now, if one is."""
    row = session.execute(
        select(HandOver.token, HandOver.last_seen_at).where(
            HandOver.tablet_id == tablet_id, HandOver.ended_at.is_(None)
        )
    ).one_or_none()
    return None if row is None or is_over(None, row.last_seen_at, now) else row.token


def session_on(session: Session, tablet_id: int, token: str, now: datetime) -> HandOver:
    """The session with this token on this tablet, which is noted to be in use now.

    Raises Refused(hand_over_ended) where it is over, or is not one of this tablet.
    """
    given = found_on(session, tablet_id, token)
    if given is None or is_over(given.ended_at, given.last_seen_at, now):
        raise Refused(Code.HAND_OVER_ENDED)
    given.last_seen_at = max(given.last_seen_at, now)
    return given


def found_on(session: Session, tablet_id: int, token: str) -> HandOver | None:
    """The session with this token on this tablet, over or not, locked."""
    return session.scalars(
        select(HandOver).where(HandOver.tablet_id == tablet_id, HandOver.token == token).with_for_update()
    ).one_or_none()


def handed_to(session: Session, tablet_id: int, token: str) -> str | None:
    """The number of the member of the session with this token on this tablet, over or not; nothing is
    locked."""
    return session.scalar(
        select(HandOver.member).where(HandOver.tablet_id == tablet_id, HandOver.token == token)
    )


def end_hand_over(session: Session, tablet_id: int, token: str, ending: Ending, *, now: datetime) -> None:
    """End a session on a tablet; one that is over already stays as it is."""
    session.execute(
        update(HandOver)
        .where(HandOver.tablet_id == tablet_id, HandOver.token == token, HandOver.ended_at.is_(None))
        .values(ended_at=now, ending=ending.value)
    )


def lock(
    session: Session,
    assembly_id: int,
    venue: str,
    tablet_id: int,
    was: str,
    *,
    account_id: int,
    now: datetime,
) -> None:
    """End the session on a tablet from the desk, of whose id ``was`` is the stamp; one that is over already
    stays as it is.

    Raises Refused: not_found; changed_meanwhile where somebody else has been given the tablet since.
    """
    tablet_at(session, assembly_id, venue, tablet_id)
    given = session.scalars(
        select(HandOver).where(HandOver.tablet_id == tablet_id, HandOver.ended_at.is_(None)).with_for_update()
    ).one_or_none()
    if given is not None:
        require_same(given.id, was)
        given.ended_at, given.ending = now, Ending.LOCKED.value
        record(
            session,
            now=now,
            actor=f"account {account_id}",
            action="tablet.locked",
            assembly=assembly_id,
            venue=venue,
            tablet=tablet_id,
            hand_over=given.id,
        )


def tablets_of(session: Session, assembly_id: int, venue: str, now: datetime) -> list[OnTablet]:
    """The tablets of a venue, and who votes on each now."""
    rows = session.execute(
        select(Tablet, HandOver, Member)
        .outerjoin(HandOver, (HandOver.tablet_id == Tablet.id) & HandOver.ended_at.is_(None))
        .outerjoin(Member, Member.number == HandOver.member)
        .where(Tablet.assembly_id == assembly_id, Tablet.venue == venue, Tablet.revoked_at.is_(None))
        .order_by(Tablet.id)
    )
    return [
        OnTablet(tablet.id, tablet.name, tablet.enrolled_at is not None)
        if given is None or is_over(None, given.last_seen_at, now)
        else OnTablet(tablet.id, tablet.name, True, full_name(member.first_name, member.name), given.id)
        for tablet, given, member in rows
    ]


def _end_what_is_over(session: Session, assembly_id: int, tablet_id: int, member: str, now: datetime) -> None:
    session.execute(
        update(HandOver)
        .where(
            or_(
                HandOver.tablet_id == tablet_id,
                (HandOver.assembly_id == assembly_id) & (HandOver.member == member),
            ),
            HandOver.ended_at.is_(None),
            HandOver.last_seen_at <= now - LATEST,
        )
        .values(ended_at=now, ending=Ending.IDLE.value)
    )


def _open(session: Session, assembly_id: int, tablet_id: int, member: str) -> list[HandOver]:
    """The sessions that are open on the tablet or for the member; that of the tablet comes first."""
    found = session.scalars(
        select(HandOver).where(
            or_(
                HandOver.tablet_id == tablet_id,
                (HandOver.assembly_id == assembly_id) & (HandOver.member == member),
            ),
            HandOver.ended_at.is_(None),
        )
    ).all()
    return sorted(found, key=lambda given: given.tablet_id != tablet_id)
