"""What came in advance, for keyholders to look at before the meeting: at the closing they then have only the
rest to look at (docs/sealed.md, On the server).

It is read from the envelopes, in the order of the leaves, and nothing is written. No vote comes between the
end of the window and the opening of the vote; so in that time the ballots are always the same, and whoever
asks twice cannot tell by a difference which came when. Later it can be told of each ballot whether it came in
advance, and of none more than that.
"""

from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from voting.aside import aside
from voting.assembly.models import Assembly, ConveningStep, StepKind
from voting.ballot.envelopes import opened_ballots
from voting.ballot.models import Envelope, Resolution, State
from voting.ballot.sealed_votes import marker_of, marks_of
from voting.box.ballots import SOME_BALLOTS
from voting.box.trees import kept_trees
from voting.errors import Code, Refused
from voting.sealed.tree import leaf_hash

ENOUGH_AHEAD = 1_024
"""Fewer are not shown: they take no time at the closing, and are too few to be told from the rest."""
SETTLED = timedelta(minutes=10)
"""After the window: by then every vote that came in it is stored, by whatever clock of several servers."""


def ballots_in_advance(session: Session, resolution_id: int, now: datetime) -> int:
    """How many ballots keyholders may look at now, before the vote is opened; 0 where they may at none."""
    found = session.execute(
        select(Resolution.advance, Resolution.state, Assembly.advance_closes, Assembly.id)
        .join(Assembly, Assembly.id == Resolution.assembly_id)
        .where(Resolution.id == resolution_id, Resolution.sealed)
    ).one_or_none()
    if found is None or found.state != State.DRAFT or not found.advance or found.advance_closes is None:
        return 0
    if now < found.advance_closes + SETTLED or _was_postponed(session, found.id):
        return 0
    of_round = Envelope.resolution_id == resolution_id
    waiting = session.scalar(select(func.count()).select_from(Envelope).where(of_round)) or 0
    return waiting if waiting >= ENOUGH_AHEAD else 0


def some_in_advance(session: Session, resolution_id: int, after: bytes, now: datetime) -> list[bytes]:
    """The next of these ballots, in the order of their leaves, behind the leaf ``after``; as many at most as
    of a closed box. Raises Refused: not_found where they may not be looked at, ballot_key_wrong."""
    number = ballots_in_advance(session, resolution_id, now)
    if not number:
        raise Refused(Code.NOT_FOUND)
    tree = kept_trees(session).get(
        resolution_id, f"advance {number}", lambda: _leaves(session, resolution_id, number, now)
    )
    place = tree.place_of(after) if after else -1
    if place is None:
        raise Refused(Code.NOT_FOUND)
    leaves = tree.leaves(place + 1, SOME_BALLOTS)
    key = select(Resolution.envelope_key).where(Resolution.id == resolution_id)
    marker = marker_of(session, session.scalar(key))
    marks = [marks_of(marker, leaf).leaf for leaf in leaves]
    found = {leaf_hash(ballot): ballot for ballot in opened_ballots(session, resolution_id, marks)}
    return [found[leaf] for leaf in leaves]


def _leaves(session: Session, resolution_id: int, number: int, now: datetime) -> list[bytes]:
    """All leaves, in their order. Where the vote was opened meanwhile they are not those that were asked
    for."""
    leaves = list[bytes]()
    for ballot in opened_ballots(session, resolution_id):
        leaves.append(leaf_hash(ballot))
    session.rollback()
    if ballots_in_advance(session, resolution_id, now) != number or len(leaves) != number:
        raise Refused(Code.NOT_FOUND)
    ordered: list[bytes] = aside(sorted, leaves)
    return ordered


def _was_postponed(session: Session, assembly_id: int) -> bool:
    """Whether the window may have been open twice: what came in the second time could then be told."""
    steps = (ConveningStep.assembly_id == assembly_id, ConveningStep.kind == StepKind.POSTPONED.value)
    return bool(session.scalar(select(exists().where(*steps))))
