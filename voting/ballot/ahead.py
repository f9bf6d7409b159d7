"""What the ending of a vote needs and can be done before: all that is left to do while others wait is then to
write it down.

Envelopes and participations of a vote that goes on are only ever added to (triggers hold that on both
databases). So where there are as many under the lock as before it, they are the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voting.ballot.envelopes import NOTHING, Opened, open_ahead
from voting.ballot.participation import participations_hash, votes_on
from voting.ballot.sealed_closing import TookPartTree, took_part_ahead
from voting.database import connection_of_its_own, writing


class Ahead(NamedTuple):
    """What was in the envelopes of a vote, and how many members had taken part, of whom this is the hash; of
    a sealed vote their tree as well."""

    opened: Opened
    votes: int
    participations: str
    took_part: TookPartTree | None = None


NOTHING_AHEAD = Ahead(NOTHING, -1, "")


@contextmanager
def writing_ahead(engine: Engine, resolution_id: int) -> Iterator[tuple[Session, Ahead]]:
    """A writing transaction, as ``voting.database.writing``, in which a vote is to be ended; and what was
    done for that before it. Raises Refused(ballot_key_wrong)."""
    with connection_of_its_own(engine) as session:
        ahead = look_ahead(session, resolution_id, put_aside=True)
        with writing(session):
            yield session, ahead


def look_ahead(session: Session, resolution_id: int, *, put_aside: bool = False) -> Ahead:
    """Read what the ending of a vote will need, with nothing locked; ballots are ``put_aside`` as by
    ``open_ahead``. Nothing of it is written. Raises Refused(ballot_key_wrong)."""
    votes = votes_on(session, resolution_id)
    took_part = took_part_ahead(session, resolution_id, votes)
    hashed = participations_hash(session, resolution_id)
    return Ahead(open_ahead(session, resolution_id, put_aside=put_aside), votes, hashed, took_part)


def participations_now(session: Session, resolution_id: int, ahead: Ahead) -> str:
    """The hash of the participations under the lock: that of before, where none has come since."""
    if votes_on(session, resolution_id) == ahead.votes:
        return ahead.participations
    return participations_hash(session, resolution_id)
