"""Reading the ballots of a closed box, some at a time: a box may be larger than what one keeps in memory."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.aside import rows_in_turns
from voting.box.models import SealedVote

SOME_BALLOTS = 1_000
"""So many are read at once."""


def ballots_of_box(
    session: Session, resolution_id: int, after: bytes = b"", most: int = SOME_BALLOTS
) -> list[tuple[bytes, bytes]]:
    """The next ballots of a box in the order of their leaves, each with its leaf, behind the leaf ``after``;
    at most so many."""
    rows = session.execute(
        select(SealedVote.leaf, SealedVote.ballot)
        .where(SealedVote.resolution_id == resolution_id, SealedVote.leaf > after)
        .order_by(SealedVote.leaf)
        .limit(most)
    )
    return [(bytes(leaf), bytes(ballot)) for leaf, ballot in rows]


def all_ballots_of_box(session: Session, resolution_id: int) -> Iterator[list[bytes]]:
    """All of them, some at a time."""
    after = b""
    while some := ballots_of_box(session, resolution_id, after):
        after, _ = some[-1]
        yield [ballot for _, ballot in some]


def leaves_of_box(session: Session, resolution_id: int) -> list[bytes]:
    """The leaves of a closed box in ascending order."""
    leaves = select(SealedVote.leaf).where(SealedVote.resolution_id == resolution_id)
    return [bytes(leaf) for (leaf,) in rows_in_turns(session.execute(leaves.order_by(SealedVote.leaf)))]
