"""A show of hands: how many can have been raised in each hall."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from voting.assembly.models import Proxy
from voting.assembly.proxy_scope import is_for
from voting.attendance.models import ONLINE, Presence
from voting.ballot.models import Participation, Resolution

HANDS = "hands"
"""What stands for raised hands among the channels of a result."""


def possible_hands(session: Session, resolution: Resolution) -> dict[str, int]:
    """By hall, how many members were there at the closing, or were represented by somebody who was, and had
    not voted in another way. A member who was present anywhere is not counted as represented."""
    here = (
        select(Presence.member, Presence.place)
        .where(
            Presence.assembly_id == resolution.assembly_id,
            Presence.since <= resolution.closed_at,
            or_(Presence.until.is_(None), Presence.until > resolution.closed_at),
        )
        .cte("here")
    )
    represented = (
        select(Proxy.grantor.label("member"), here.c.place)
        .join(here, here.c.member == Proxy.holder)
        .where(
            Proxy.assembly_id == resolution.assembly_id,
            Proxy.accepted_at.is_not(None),
            or_(Proxy.withdrawn_at.is_(None), Proxy.withdrawn_at > resolution.closed_at),
            Proxy.grantor.not_in(select(here.c.member)),
            is_for(resolution.number),
        )
    )
    hands = select(here.c.member, here.c.place).union(represented).subquery()
    voted = select(Participation.member).where(Participation.resolution_id == resolution.id)
    rows = session.execute(
        select(hands.c.place, func.count(func.distinct(hands.c.member)).label("members"))
        .where(hands.c.place != ONLINE, hands.c.member.not_in(voted))
        .group_by(hands.c.place)
    )
    return {row.place: row.members for row in rows}
