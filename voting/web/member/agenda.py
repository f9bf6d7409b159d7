"""The agenda as one member sees it: what can be voted on now, and for whom that is still to be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.assembly.proxies import Represented, represented_by
from voting.ballot.models import Resolution, State
from voting.ballot.participation import voted_on
from voting.ballot.results import shown_result
from voting.ballot.rules import Window, in_advance
from voting.web.meeting import resolutions_of


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One resolution: its ``phase`` (the state, or "advance"), whether I have voted, for whom I still may,
    and its result once that may be seen."""

    resolution: Resolution
    phase: str
    voted: bool
    waiting: tuple[Represented, ...]
    result: dict[str, Any] | None

    @property
    def votable(self) -> bool:
        """Whether the member's own vote can be cast now."""
        return self.phase in ("advance", "open") and not self.voted


def agenda_items_of(session: Session, assembly: Assembly, member: str, now: datetime) -> list[AgendaItem]:
    """The agenda as ``member`` sees it at this moment."""
    grantors = represented_by(session, assembly.id, member)
    voted = voted_on(session, assembly.id, [member, *(grantor.number for grantor in grantors)])
    items = []
    for resolution in resolutions_of(session, assembly.id):
        phase = phase_of(assembly, resolution, now)
        waiting = [grantor for grantor in grantors if resolution.id not in voted[grantor.number]]
        items.append(
            AgendaItem(
                resolution=resolution,
                phase=phase,
                voted=resolution.id in voted[member],
                waiting=tuple(waiting) if phase == "open" else (),
                result=shown_result(session, resolution, counts_votes=False),
            )
        )
    return items


def phase_of(assembly: Assembly, resolution: Resolution, now: datetime) -> str:
    """The state of a resolution as it is shown, advance voting included."""
    window = None
    if assembly.frozen_at and assembly.advance_opens and assembly.advance_closes:
        window = Window(assembly.advance_opens, assembly.advance_closes)
    if in_advance(State(resolution.state), resolution.advance, window, now):
        return "advance"
    return resolution.state
