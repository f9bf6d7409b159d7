"""Ending that somebody who is no member takes a member's place, until they have voted; and counting those
votes."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from voting.assembly.models import StandIn
from voting.assembly.stand_ins import stand_in_of
from voting.assembly.standing import still_given
from voting.audit.chain import record
from voting.ballot.models import Channel, Participation, Resolution
from voting.errors import Code, Refused
from voting.stamp import require_same

IN_A_HALL = (Channel.VENUE.value, Channel.PAPER.value)


def withdraw_stand_in(
    session: Session, assembly_id: int, member: str, was: str, reason: str = "", *, now: datetime, actor: str
) -> None:
    """End it; ``was`` is the stamp of its id as seen. Raises Refused: no_proxy, changed_meanwhile,
    proxy_used."""
    stand_in = stand_in_of(session, assembly_id, member, lock=True)
    if stand_in is None:
        raise Refused(Code.NO_PROXY)
    require_same(stand_in.id, was)
    if stand_in_voted(session, stand_in):
        raise Refused(Code.PROXY_USED)
    stand_in.withdrawn_at = now
    record(
        session,
        now=now,
        actor=actor,
        action="stand_in.withdrawn",
        assembly=assembly_id,
        stand_in=stand_in.id,
        **({"reason": reason} if reason else {}),
    )


def stand_in_voted(session: Session, stand_in: StandIn) -> bool:
    """Whether a vote was cast in a hall since they took the member's place."""
    voted = exists().where(
        Resolution.id == Participation.resolution_id,
        Resolution.assembly_id == stand_in.assembly_id,
        Participation.member == stand_in.member,
        _by_them(stand_in.entered_at),
    )
    return bool(session.scalar(select(voted)))


def votes_by_stand_ins(session: Session, resolution: Resolution) -> int:
    """How many votes on a resolution were cast in a hall by those who take a member's place."""
    return len(names_of_stand_ins(session, resolution))


def names_of_stand_ins(session: Session, resolution: Resolution) -> dict[str, str]:
    """By the number of a member whose vote on a resolution they cast in a hall, their names."""
    query = (
        select(Participation.member, StandIn.name)
        .join(StandIn, StandIn.member == Participation.member)
        .where(
            still_given(StandIn, resolution.assembly_id),
            Participation.resolution_id == resolution.id,
            _by_them(StandIn.entered_at),
        )
    )
    return {row.member: row.name for row in session.execute(query)}


def _by_them(since: datetime | InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    return and_(Participation.channel.in_(IN_A_HALL), Participation.cast_at >= since)
