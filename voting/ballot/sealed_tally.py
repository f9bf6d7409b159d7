"""The counts of an opened box as a tally, cell by cell like any other."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from voting.ballot.contest import contest_of
from voting.ballot.methods import BLANK, POSITIONS, Contest, Method, Tally
from voting.ballot.models import Resolution
from voting.box.models import OpenedCount
from voting.errors import Code, Refused


def opened_tally(session: Session, resolution: Resolution) -> Tally:
    """What keyholders have opened of a closed box. Raises Refused(not_opened) before."""
    opened = session.get(OpenedCount, resolution.id)
    if opened is None:
        raise Refused(Code.NOT_OPENED)
    return tally_of_counts(contest_of(resolution), opened.counts)


def tally_of_counts(contest: Contest, counts: Sequence[Sequence[int]]) -> Tally:
    """A tally of the counts of each question, in the order of the weights of its answers."""
    if contest.method is Method.FOR_AGAINST_ABSTAIN:
        return Tally(dict(zip(POSITIONS, counts[0], strict=True)))
    if contest.method is Method.PER_CANDIDATE:
        return Tally(
            {
                f"{candidate}={position}": number
                for candidate, of_candidate in zip(contest.candidates, counts, strict=True)
                for position, number in zip(POSITIONS, of_candidate, strict=True)
            }
        )
    names = (*contest.candidates, BLANK)
    return Tally({name: marked for name, (_, marked) in zip(names, counts, strict=True)})
