"""What the ending of a vote needs and can be done before: all that is left to do while others wait is then to
write it down.

Envelopes and participations of a vote that goes on are only ever added to (triggers hold that on both
databases). So where there are as many under the lock as before it, they are the same.
"""

from typing import NamedTuple

from sqlalchemy.orm import Session

from voting.ballot.envelopes import NOTHING, Opened, open_ahead
from voting.ballot.participation import participations_hash, votes_on


class Ahead(NamedTuple):
    """What was in the envelopes of a vote, and how many members had taken part, of whom this is the hash."""

    opened: Opened
    votes: int
    participations: str


NOTHING_AHEAD = Ahead(NOTHING, -1, "")


def look_ahead(session: Session, resolution_id: int) -> Ahead:
    """Read what the ending of a vote will need, with nothing locked. Nothing of it is written. Raises
    Refused(ballot_key_wrong)."""
    votes = votes_on(session, resolution_id)
    return Ahead(open_ahead(session, resolution_id), votes, participations_hash(session, resolution_id))


def participations_now(session: Session, resolution_id: int, ahead: Ahead) -> str:
    """The hash of the participations under the lock: that of before, where none has come since."""
    if votes_on(session, resolution_id) == ahead.votes:
        return ahead.participations
    return participations_hash(session, resolution_id)
