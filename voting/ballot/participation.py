"""Reading participations: that somebody has voted, when and how, never what."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from voting.aside import aside, rows_in_turns
from voting.audit.chain import digest, digest_of_list
from voting.ballot.forgotten_votes import is_forgotten, same_members
from voting.ballot.models import Participation, Resolution


def participation_of(session: Session, resolution_id: int, member: str) -> Participation | None:
    """The participation of a member in a resolution, or None where they have not voted."""
    return session.get(Participation, (resolution_id, member))


def voted_on(session: Session, assembly_id: int, members: Iterable[str]) -> dict[str, dict[int, str | None]]:
    """By member, the ids of the assembly's resolutions on which they have voted, each with the holder who
    voted for them, or None where they did so themselves."""
    wanted = list(members)
    rows = session.execute(
        select(Participation.member, Participation.resolution_id, Participation.holder)
        .join(Resolution, Resolution.id == Participation.resolution_id)
        .where(Resolution.assembly_id == assembly_id, Participation.member.in_(wanted))
    )
    voted: dict[str, dict[int, str | None]] = {member: {} for member in wanted}
    for member, resolution_id, holder in rows:
        voted[member][resolution_id] = holder
    return voted


def participations_hash(session: Session, resolution_id: int) -> str:
    """The hash of who took part in a resolution and through which channel, in order of member number."""
    rows = session.execute(
        select(Participation.member, Participation.channel, Participation.venue)
        .where(Participation.resolution_id == resolution_id)
        .order_by(Participation.member)
    )
    return aside(_rows_hash, list(rows_in_turns(rows)))


def holders_hash(session: Session, resolution_id: int) -> str:
    """The hash of who voted for whom on a resolution by proxy, in order of member number."""
    rows = session.execute(
        select(Participation.member, Participation.holder)
        .where(Participation.resolution_id == resolution_id, Participation.holder.is_not(None))
        .order_by(Participation.member)
    )
    return digest([[member, holder] for member, holder in rows])


def _rows_hash(rows: Sequence[Row[str, str, str | None]]) -> str:
    return digest_of_list(list(row) for row in rows)


def votes_on(session: Session, resolution_id: int) -> int:
    """How many members have voted on a resolution."""
    votes = (
        select(func.count()).select_from(Participation).where(Participation.resolution_id == resolution_id)
    )
    return session.scalar(votes) or 0


def seal_holds(session: Session, resolution: Resolution) -> bool:
    """Whether the participations are those of the closing; once it is forgotten how members voted, whether
    those who did are."""
    if is_forgotten(session, resolution.id):
        return same_members(session, resolution.id)
    return participations_hash(session, resolution.id) == resolution.participations_hash


def votes_in(session: Session, assembly_id: int) -> int:
    """How many members have a vote on anything in the assembly."""
    voters = (
        select(Participation.member)
        .join(Resolution, Resolution.id == Participation.resolution_id)
        .where(Resolution.assembly_id == assembly_id)
        .distinct()
    )
    return session.scalar(select(func.count()).select_from(voters.subquery())) or 0
