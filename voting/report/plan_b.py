"""What a chair needs on paper where the network is gone: counts alone, and nothing of how anybody voted."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.assembly.models import AgendaPoint, Assembly, Proxy, Venue
from voting.assembly.venues import venues_of
from voting.attendance.presence import present_now
from voting.ballot.agenda import agenda_of
from voting.ballot.models import Resolution
from voting.ballot.quorum import QuorumNow, quorum_now
from voting.ballot.turnout import turnout


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A line of the agenda: a point without a vote or a resolution, with how far its quorum is met and how
    many have voted on it."""

    item: AgendaPoint | Resolution
    quorum: QuorumNow | None = None
    votes: int = 0


@dataclass(frozen=True, slots=True)
class PlanB:
    """An assembly as it stands: by place how many are ``present``, how many ``proxies`` are accepted, its
    ``venues`` and its agenda."""

    assembly: Assembly
    venues: list[Venue]
    present: dict[str, int]
    proxies: int
    lines: list[AgendaLine]


def plan_b(session: Session, assembly: Assembly) -> PlanB:
    """All of it, read now."""
    accepted = select(func.count()).where(
        Proxy.assembly_id == assembly.id, Proxy.accepted_at.is_not(None), Proxy.withdrawn_at.is_(None)
    )
    return PlanB(
        assembly,
        venues_of(session, assembly.id),
        present_now(session, assembly.id),
        session.scalar(accepted) or 0,
        [_line(session, assembly, item) for item in agenda_of(session, assembly.id)],
    )


def _line(session: Session, assembly: Assembly, item: AgendaPoint | Resolution) -> AgendaLine:
    if isinstance(item, AgendaPoint):
        return AgendaLine(item)
    return AgendaLine(item, quorum_now(session, assembly, item), turnout(session, item.id).total)
