"""Requests that change something, by room; one after the other, in this order, they all succeed."""

from tests.audit.changes.access import access
from tests.audit.changes.door import door
from tests.audit.changes.events import events
from tests.audit.changes.ground import Ground, Request, Step
from tests.audit.changes.invitations import invitations
from tests.audit.changes.meeting import meeting
from tests.audit.changes.preparation import preparation
from tests.audit.changes.proxies import proxies
from tests.audit.changes.register import register
from tests.audit.changes.report import report
from tests.audit.changes.sign_in import sign_in
from tests.audit.changes.votes import votes
from tests.world import World

__all__ = ["Request", "Step", "steps"]

ROOMS = (invitations, proxies, sign_in, door, meeting, votes, report, access, register, events, preparation)


def steps(world: World) -> list[Step]:
    """Every change, each with its endpoint."""
    ground = Ground(world)
    return [step for room in ROOMS for step in room(ground)]
