"""What a member who is handed a tablet can vote on now, for themselves and for those they represent."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.proxies import Represented, represented_by
from voting.ballot.agenda import IN_ORDER
from voting.ballot.models import Resolution, State
from voting.ballot.participation import voted_on
from voting.errors import Code, Refused


@dataclass(frozen=True, slots=True)
class Waiting:
    """A vote that is still to be cast: on which resolution, and for whom (None: for oneself)."""

    resolution: Resolution
    grantor: Represented | None


def votes_waiting(session: Session, assembly_id: int, member: str) -> list[Waiting]:
    """The votes that the member can cast at this moment, in the order of the agenda, their own first."""
    grantors = represented_by(session, assembly_id, member)
    voted = voted_on(session, assembly_id, [member, *(grantor.number for grantor in grantors)])
    return [
        Waiting(resolution, grantor)
        for resolution in _open_resolutions(session, assembly_id)
        for grantor in (None, *grantors)
        if (grantor is None or grantor.is_for(resolution.number))
        and resolution.id not in voted[grantor.number if grantor else member]
    ]


def require_something_to_vote_on(session: Session, assembly_id: int, member: str) -> None:
    """Raises Refused: not_open where no vote is, already_voted where the member has cast all of theirs."""
    if not _open_resolutions(session, assembly_id):
        raise Refused(Code.NOT_OPEN)
    if not votes_waiting(session, assembly_id, member):
        raise Refused(Code.ALREADY_VOTED)


def _open_resolutions(session: Session, assembly_id: int) -> list[Resolution]:
    return list(
        session.scalars(
            select(Resolution)
            .where(
                Resolution.assembly_id == assembly_id,
                Resolution.state == State.OPEN.value,
                Resolution.by_hands.is_(False),
            )
            .order_by(*IN_ORDER)
        )
    )
