"""Casting a vote on a tablet, by ``voting.ballot.cast``; the session ends with the last vote that the member
can cast."""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel
from voting.ballot.participation import participation_of
from voting.ballot.sealed_votes import SoundBallot
from voting.errors import Code, Refused
from voting.tablets.enrolment import Here
from voting.tablets.hand_over import found_on
from voting.tablets.rules import Ending, is_over
from voting.tablets.waiting import votes_waiting


def vote_on_tablet(
    session: Session,
    here: Here,
    token: str,
    resolution_id: int,
    *,
    grantor: str | None,
    choice: str | None,
    sealed: SoundBallot | None = None,
    attempt: str | None,
    now: datetime,
) -> bool:
    """Cast the vote of the member who holds the tablet, at its venue; returns whether nothing is left for
    them to vote on.

    The same form sent again, even after the session has ended with it, gets the same answer. Raises Refused:
    hand_over_ended, and what ``cast`` raises.
    """
    given = found_on(session, here.id, token)
    if given is None:
        raise Refused(Code.HAND_OVER_ENDED)
    voter = grantor or given.member
    if is_over(given.ended_at, given.last_seen_at, now):
        counted = participation_of(session, resolution_id, voter)
        if attempt and counted is not None and counted.attempt == attempt:
            return True
        raise Refused(Code.HAND_OVER_ENDED)
    cast(
        session,
        Vote(
            resolution_id=resolution_id,
            member=voter,
            channel=Channel.PROXY if grantor else Channel.VENUE,
            venue=here.venue,
            holder=given.member if grantor else None,
            choice=choice,
            sealed=sealed,
            attempt=attempt,
        ),
        now=now,
    )
    given.last_seen_at = now
    is_last = not votes_waiting(session, here.assembly_id, given.member)
    if is_last:
        given.ended_at, given.ending = now, Ending.VOTED.value
    return is_last
