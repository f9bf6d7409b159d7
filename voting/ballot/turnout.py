"""How many have voted on a resolution: in all, by channel, by venue; never what."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from voting.ballot.boxes import boxes
from voting.ballot.headcount import Headcounts
from voting.ballot.models import Participation, Resolution


@dataclass(frozen=True, slots=True)
class Turnout:
    """The number of votes cast on a resolution: in all, by channel, and by venue (of those cast in a hall,
    paper and proxies included)."""

    total: int
    by_channel: dict[str, int]
    by_venue: dict[str, int]


def turnout(session: Session, resolution_id: int) -> Turnout:
    """The votes cast on a resolution so far."""
    by_channel: Counter[str] = Counter()
    by_venue: Counter[str] = Counter()
    for (channel, venue), number in boxes(session, Participation, resolution_id).items():
        by_channel[channel] += number
        if venue is not None:
            by_venue[venue] += number
    return Turnout(by_channel.total(), dict(sorted(by_channel.items())), dict(sorted(by_venue.items())))


@dataclass(frozen=True, slots=True)
class Room:
    """How many members are present or represented now, and how many of these have not voted yet."""

    present: int
    not_voted: int


def room(session: Session, resolution: Resolution, votes: int, counts: Headcounts | None = None) -> Room:
    """How many members could still vote on a resolution now, on which so many ``votes`` have been cast.
    ``counts``: what a process keeps of the numbers."""
    gathered = (counts or Headcounts()).count(session, resolution.assembly_id, resolution)
    return Room(gathered.here, max(0, gathered.members - votes))
