"""What stays once it has been forgotten how members voted: the counts, and a hash of who did."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from voting.audit.chain import digest
from voting.ballot.models import FORGOTTEN, Participation, Resolution
from voting.retention.models import Forgetting
from voting.retention.rules import DataKind

Kept = dict[str, Any]
"""Of one removal: by the id of a resolution its ``boxes`` ([[channel, venue, number], ...]) and its
``members`` (a hash of who voted; None where the seal was broken already); ``turnout`` by way of voting."""


def is_forgotten(session: Session, resolution_id: int) -> bool:
    """Whether it has been forgotten how members voted on a resolution."""
    gone = exists().where(Participation.resolution_id == resolution_id, Participation.channel == FORGOTTEN)
    return bool(session.scalar(select(gone)))


def kept_votes(session: Session, assembly_id: int) -> list[Kept]:
    """What was kept at each removal of an assembly, in their order."""
    rows = select(Forgetting.counts).where(
        Forgetting.kind == DataKind.PARTICIPATIONS.value, Forgetting.assembly_id == assembly_id
    )
    return list(session.scalars(rows.order_by(Forgetting.id)))


def kept_boxes(session: Session, resolution_id: int) -> Counter[tuple[str, str | None]]:
    """The votes of a resolution by channel and venue, of those that have been forgotten."""
    found: Counter[tuple[str, str | None]] = Counter()
    for kept in _of(session, resolution_id):
        for channel, venue, number in kept["boxes"].get(str(resolution_id), ()):
            found[channel, venue] += number
    return found


def members_hash(session: Session, resolution_id: int) -> str:
    """A hash of who has voted on a resolution, in order of member number."""
    members = select(Participation.member).where(Participation.resolution_id == resolution_id)
    return digest(list(session.scalars(members.order_by(Participation.member))))


def same_members(session: Session, resolution_id: int) -> bool:
    """Whether those who have voted on a resolution are those of the time when it was forgotten how."""
    known = [kept["members"].get(str(resolution_id)) for kept in _of(session, resolution_id)]
    return members_hash(session, resolution_id) in known


def kept_turnout(kept: Iterable[Kept], division: str) -> Counter[str]:
    """By group of a way of voting, the members whose first vote it was, of those that have been forgotten."""
    found: Counter[str] = Counter()
    for one in kept:
        found.update(one["turnout"].get(division, {}))
    return found


def _of(session: Session, resolution_id: int) -> list[Kept]:
    return kept_votes(session, session.get_one(Resolution, resolution_id).assembly_id)
