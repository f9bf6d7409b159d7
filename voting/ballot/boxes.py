"""How many votes and ballots there are, box by box: a box is a channel and, for votes cast in a hall, its
venue."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.ballot.forgotten_votes import kept_boxes
from voting.ballot.models import FORGOTTEN, Deposit, Participation

Box = tuple[str, str | None]
"""A channel, and the code of the venue (None: advance and online)."""


def boxes(session: Session, table: type[Participation] | type[Deposit], resolution_id: int) -> Counter[Box]:
    """By box, the rows of the table for a resolution: participations (who has voted), or deposits (ballots in
    the box). Of participations that are forgotten, the counts that were kept."""
    found = known_boxes(session, table, resolution_id)
    if found.pop((FORGOTTEN, None), 0):
        found += kept_boxes(session, resolution_id)
    return found


def known_boxes(
    session: Session, table: type[Participation] | type[Deposit], resolution_id: int
) -> Counter[Box]:
    """The same without what was kept: those that are forgotten have a box of their own."""
    rows = session.execute(
        select(table.channel, table.venue, func.count())
        .where(table.resolution_id == resolution_id)
        .group_by(table.channel, table.venue)
    )
    return Counter({(channel, venue): number for channel, venue, number in rows})
