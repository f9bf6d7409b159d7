"""What the gate asks of the sealed ballots of a batch, read once for all of them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from voting.ballot.sealed_votes import Marks, SoundBallot, marked_already, marker_of, marks_of
from voting.box.models import RoundContext
from voting.errors import Code
from voting.sealed.documents import context_hash


class Seals(NamedTuple):
    """What decides about the sealed ballots of a batch: their marks, which marks are taken already, and by
    resolution the context that its ballots must be of."""

    marks: dict[SoundBallot, Marks]
    taken: set[bytes]
    contexts: dict[int, bytes]

    def why_unfit(self, ballot: SoundBallot | None, resolution: Row[Any], *, on_paper: bool) -> Code | None:
        """Why a vote, with a sealed ballot or without one, does not fit a resolution; None where it does."""
        if ballot is None:
            return Code.SEALED_NEEDED if resolution.sealed and not on_paper else None
        if not resolution.sealed or on_paper:
            return Code.NOT_SEALED
        if (ballot.resolution_id, ballot.ctx) != (resolution.id, self.contexts.get(resolution.id)):
            return Code.SEAL_WRONG
        return Code.SEAL_COPIED if self.taken.intersection(self.marks[ballot]) else None


def read_seals(
    session: Session, resolutions: Mapping[int, Row[Any]], ballots: Sequence[SoundBallot]
) -> Seals:
    """What decides about these ballots; ``resolutions`` are locked. Raises Refused(ballot_key_wrong)."""
    seals = Seals({}, set(), {})
    for number in {ballot.resolution_id for ballot in ballots if ballot.resolution_id in resolutions}:
        row = resolutions[number]
        if not row.sealed or row.envelope_key is None:
            continue
        context = session.scalar(select(RoundContext.content).where(RoundContext.resolution_id == number))
        if context is not None:
            seals.contexts[number] = context_hash(bytes(context))
        marker = marker_of(session, row.envelope_key)
        own = {
            each: marks_of(marker, each.leaf, each.tag) for each in ballots if each.resolution_id == number
        }
        seals.marks.update(own)
        seals.taken.update(marked_already(session, number, list(own.values())))
    return seals
