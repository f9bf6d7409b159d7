"""How many have voted: in total, by channel and by venue. Never what."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.ballot.models import Participation


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
