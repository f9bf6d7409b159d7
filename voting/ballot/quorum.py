"""How far the quorums of the resolutions that are still to be decided are met at this moment."""

from dataclasses import dataclass

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, RollEntry
from voting.assembly.roll import entitled_by_class, not_removed
from voting.attendance.presence import present_or_represented
from voting.ballot.adoption import PresenceCounts, Quorum, parse_quorum, quorum_is_met
from voting.ballot.models import Participation, Resolution, State

UNDECIDED = (State.DRAFT, State.OPEN)


@dataclass(frozen=True, slots=True)
class QuorumNow:
    """A resolution's quorum: how many members count towards it now (present, represented, or having voted),
    how many are needed, and whether it is met (in each class, where that is required)."""

    resolution: Resolution
    present: int
    needed: int
    met: bool


def quorums_now(session: Session, assembly: Assembly) -> list[QuorumNow]:
    """The quorums of the resolutions that are still to be decided, in the order of the agenda; none before
    the roll is frozen, when nobody knows yet how many they take."""
    if assembly.entitled is None:
        return []
    resolutions = session.scalars(
        select(Resolution)
        .where(
            Resolution.assembly_id == assembly.id,
            Resolution.quorum.is_not(None),
            Resolution.state.in_([state.value for state in UNDECIDED]),
        )
        .order_by(Resolution.position, Resolution.round)
    ).all()
    quorums = {resolution.id: parse_quorum(resolution.quorum or "") for resolution in resolutions}
    classes = (
        entitled_by_class(session, assembly.id)
        if any(quorum.in_each_class for quorum in quorums.values())
        else {}  # nobody asks for them, and counting a whole roll at each check-in takes long
    )
    return [
        _now(session, resolution, quorums[resolution.id], assembly.entitled, classes)
        for resolution in resolutions
    ]


def present_by_class(session: Session, resolution: Resolution) -> dict[str, int]:
    """By category: everyone present or represented now, and everyone who has voted, each counted once."""
    voted = select(Participation.member).where(Participation.resolution_id == resolution.id)
    both = union(present_or_represented(resolution.assembly_id), voted).subquery()
    rows = session.execute(
        select(RollEntry.category, func.count().label("members"))
        .join(both, both.c.member == RollEntry.member)
        .where(
            RollEntry.assembly_id == resolution.assembly_id,
            not_removed(resolution.assembly_id, RollEntry.member),
        )
        .group_by(RollEntry.category)
        .order_by(RollEntry.category)
    )
    return {row.category: row.members for row in rows}


def _now(
    session: Session, resolution: Resolution, quorum: Quorum, total: int, classes: dict[str, int]
) -> QuorumNow:
    by_class = present_by_class(session, resolution)
    presence = PresenceCounts(sum(by_class.values()), total, by_class, classes)
    needed = (
        sum(quorum.needed(members) for members in classes.values() if members)
        if quorum.in_each_class
        else quorum.needed(total)
    )
    return QuorumNow(resolution, presence.present, needed, quorum_is_met(quorum, presence))
