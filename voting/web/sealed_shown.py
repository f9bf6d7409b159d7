"""How far a sealed round is, kept by each process for all pages that say it."""

from voting.ballot.models import Resolution
from voting.ballot.sealed_standing import SealedStanding, sealed_standing, was_sealed
from voting.extensions import db
from voting.live.topics import Topic
from voting.web.kept import kept_value

OF_BOXES = (Topic.BOX, Topic.AGENDA)


def sealed_now(resolution: Resolution) -> SealedStanding | None:
    """How far a round is now; None of one that is not sealed, or not convened."""
    if not resolution.sealed:
        return None
    session, of = db.session(), resolution.id
    return kept_value(("sealed", of), OF_BOXES, lambda: sealed_standing(session, of))


def sealed_before(resolution: Resolution) -> bool:
    """Whether the vote is not sealed now, and was in an earlier round: members are told before they vote."""
    if resolution.sealed or resolution.round == 1:
        return False
    session = db.session()
    return kept_value(("sealed before", resolution.id), OF_BOXES, lambda: was_sealed(session, resolution))
