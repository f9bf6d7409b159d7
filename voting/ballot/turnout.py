"""How many have voted: in total, by channel and by venue. Never what."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from voting.attendance.presence import present_or_represented
from voting.ballot.models import Participation, Resolution


@dataclass(frozen=True, slots=True)
class Turnout:
    """Votes cast on one resolution. ``by_venue`` counts those cast in a hall, paper and proxies included."""

    total: int
    by_channel: dict[str, int]
    by_venue: dict[str, int]


def turnout(session: Session, resolution_id: int) -> Turnout:
    """The votes cast on a resolution so far."""
    rows = session.execute(
        select(Participation.channel, Participation.venue, func.count())
        .where(Participation.resolution_id == resolution_id)
        .group_by(Participation.channel, Participation.venue)
    ).all()
    by_channel: dict[str, int] = {}
    by_venue: dict[str, int] = {}
    for channel, venue, number in rows:
        by_channel[channel] = by_channel.get(channel, 0) + number
        if venue is not None:
            by_venue[venue] = by_venue.get(venue, 0) + number
    return Turnout(sum(by_channel.values()), dict(sorted(by_channel.items())), dict(sorted(by_venue.items())))


@dataclass(frozen=True, slots=True)
class Room:
    """How many members are present or represented now, and how many of them have not voted yet."""

    present: int
    not_voted: int


def room(session: Session, resolution: Resolution) -> Room:
    """Who could still vote on a resolution at this moment, in numbers."""
    here = present_or_represented(resolution.assembly_id).subquery()
    voted = exists().where(
        Participation.resolution_id == resolution.id, Participation.member == here.c.member
    )
    present, not_voted = session.execute(
        select(func.count(), func.count().filter(~voted)).select_from(here)
    ).one()
    return Room(present, not_voted)
