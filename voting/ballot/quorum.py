"""How far the quorums of the resolutions that are still to be decided are met at this moment."""

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, func, select, union
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, RollEntry
from voting.assembly.roll import not_removed
from voting.attendance.presence import present_or_represented
from voting.ballot.adoption import PresenceCounts, counts_shares, parse_quorum, quorum_is_met
from voting.ballot.headcount import Headcounts
from voting.ballot.models import Participation, Resolution, State

UNDECIDED = (State.DRAFT, State.OPEN)


@dataclass(frozen=True, slots=True)
class QuorumNow:
    """A resolution's quorum: how many members (``of_shares``: shares of members) count towards it now
    (present, represented, or having voted), how many are needed, and whether it is met (in each class, where
    that is required)."""

    resolution: Resolution
    present: int
    needed: int
    met: bool
    of_shares: bool


def quorums_now(session: Session, assembly: Assembly, counts: Headcounts | None = None) -> list[QuorumNow]:
    """The quorums of the resolutions that are still to be decided, in the order of the agenda; none before
    the roll is frozen, when nobody knows yet how many they take. ``counts``: what a process keeps of the
    numbers; without it they are counted from the tables."""
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
    counts = counts or Headcounts()
    return [_now(session, counts, assembly.entitled, resolution) for resolution in resolutions]


def quorum_now(
    session: Session, assembly: Assembly, resolution: Resolution, counts: Headcounts | None = None
) -> QuorumNow | None:
    """The quorum of one resolution, as ``quorums_now``; None where it has none, or is decided."""
    undecided = State(resolution.state) in UNDECIDED
    if assembly.entitled is None or resolution.quorum is None or not undecided:
        return None
    return _now(session, counts or Headcounts(), assembly.entitled, resolution)


def present_by_class(session: Session, resolution: Resolution) -> dict[str, int]:
    """By category: everyone present or represented now, and everyone who has voted, each counted once."""
    return _by_class(session, resolution, func.count())


def shares_present(session: Session, resolution: Resolution) -> dict[str, int]:
    """By category, the shares of those same members."""
    return _by_class(session, resolution, func.sum(func.coalesce(RollEntry.shares, 0)))


def presence_shares(session: Session, resolution: Resolution) -> dict[str, int] | None:
    """The shares of those same members where the quorum of the resolution counts shares; else None."""
    return shares_present(session, resolution) if counts_shares(resolution.quorum) else None


def _by_class(session: Session, resolution: Resolution, what: ColumnElement[int]) -> dict[str, int]:
    voted = select(Participation.member).where(Participation.resolution_id == resolution.id)
    both = union(present_or_represented(resolution.assembly_id, resolution.number), voted).subquery()
    rows = session.execute(
        select(RollEntry.category, what.label("number"))
        .join(both, both.c.member == RollEntry.member)
        .where(
            RollEntry.assembly_id == resolution.assembly_id,
            not_removed(resolution.assembly_id, RollEntry.member),
        )
        .group_by(RollEntry.category)
        .order_by(RollEntry.category)
    )
    return {row.category: int(row.number or 0) for row in rows}


def _now(session: Session, counts: Headcounts, entitled: int, resolution: Resolution) -> QuorumNow:
    quorum, assembly_id = parse_quorum(resolution.quorum or ""), resolution.assembly_id
    gathered = counts.count(session, assembly_id, resolution)
    by_class = gathered.shares_by_class if quorum.of_shares else gathered.by_class
    by_roll = quorum.of_shares or quorum.in_each_class
    classes = counts.roll(session, assembly_id, shares=quorum.of_shares) if by_roll else {}
    total = sum(classes.values()) if quorum.of_shares else entitled
    presence = PresenceCounts(sum(by_class.values()), total, by_class, classes)
    needed = (
        sum(quorum.needed(number) for number in classes.values() if number)
        if quorum.in_each_class
        else quorum.needed(total)
    )
    met = quorum_is_met(replace(quorum, of_shares=False), presence)
    return QuorumNow(resolution, presence.present, needed, met, quorum.of_shares)
