"""The agenda of an assembly: its points and resolutions in order, and the phase in which each is."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from voting.assembly.models import AgendaPoint, Assembly
from voting.ballot.models import Resolution, State
from voting.ballot.rules import Window, in_advance
from voting.ballot.spot import Spot

IN_ORDER = (
    *(Resolution.position, Resolution.spot.is_(None)),
    *(func.length(Resolution.number), Resolution.number, Resolution.round),
)
"""The order of the agenda: what was put during the meeting stands before the resolution that it is about, and
the rounds of one follow each other."""


OF_SUBSTANCE = or_(Resolution.spot.is_(None), Resolution.spot == Spot.AMENDMENT.value)
"""What is no motion of order: these decide how the meeting goes, and the figures of the year leave them
out."""


def resolutions_of(session: Session, assembly_id: int) -> list[Resolution]:
    """The resolutions of an assembly in the order of the agenda; the rounds of one follow each other."""
    return list(
        session.scalars(select(Resolution).where(Resolution.assembly_id == assembly_id).order_by(*IN_ORDER))
    )


def points_of(session: Session, assembly_id: int) -> list[AgendaPoint]:
    """The points of an assembly without a vote, in the order of the agenda."""
    return list(
        session.scalars(
            select(AgendaPoint).where(AgendaPoint.assembly_id == assembly_id).order_by(AgendaPoint.position)
        )
    )


def agenda_of(session: Session, assembly_id: int) -> list[AgendaPoint | Resolution]:
    """The whole agenda of an assembly in its order: points without a vote, and resolutions in all rounds."""
    everything: list[AgendaPoint | Resolution] = [
        *points_of(session, assembly_id),
        *resolutions_of(session, assembly_id),
    ]
    return sorted(everything, key=lambda item: item.position)


def phase_of(assembly: Assembly, resolution: Resolution, now: datetime) -> str:
    """The state of a resolution, or ``advance`` where it is a draft that can be voted on in advance now."""
    window = None
    if assembly.frozen_at and assembly.advance_opens and assembly.advance_closes:
        window = Window(assembly.advance_opens, assembly.advance_closes)
    if in_advance(State(resolution.state), resolution.advance, window, now):
        return "advance"
    return resolution.state
