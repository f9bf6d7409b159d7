"""What a member may vote on at an assembly, for themselves and for others, in the order of the agenda."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.assembly.proxies import Represented
from voting.attendance.models import ONLINE
from voting.attendance.presence import entitled_and_place
from voting.ballot.agenda import phase_of
from voting.ballot.models import Resolution
from voting.ballot.participation import voted_on
from voting.ballot.steps import Step, can_be_cast, standing_of


def votes_of(
    session: Session,
    assembly: Assembly,
    resolutions: Sequence[Resolution],
    member: str,
    grantors: Sequence[Represented],
    now: datetime,
) -> list[Step]:
    """The votes on the ``resolutions`` of ``member`` and of the ``grantors`` for whom they may vote; on each
    one's own first. Of somebody who is not on the roll only what is counted."""
    entitled, place = entitled_and_place(session, assembly.id, member)
    voted = voted_on(session, assembly.id, [member, *(grantor.number for grantor in grantors)])
    steps = []
    for resolution in resolutions:
        phase = phase_of(assembly, resolution, now)
        by_hand = resolution.by_hands and place not in (None, ONLINE)
        own = [None] if entitled or resolution.id in voted[member] else []
        for grantor in [*own, *(item.number for item in grantors if item.is_for(resolution.number))]:
            standing = standing_of(
                phase,
                own=grantor is None,
                voted=resolution.id in voted[grantor or member],
                by_hand=by_hand,
            )
            if standing is not None:
                now_cast = can_be_cast(phase, own=grantor is None)
                steps.append(Step(resolution.id, grantor, standing, now_cast))
    return steps
