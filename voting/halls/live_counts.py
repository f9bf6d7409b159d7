"""The choices of an open resolution that is set to show them: each count shown differs from the next by at
least the minimum group.

A count is shown only once so many more ballots have come that whatever is shown next, the result included,
differs from it by at least ``MINIMUM_GROUP``; of many ballots by a fiftieth of them, since each time all
envelopes are opened. It is kept in the database, so that all processes show the same one: two that moved at
different moments would show the difference of a few ballots.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.ballot.contest import contest_of
from voting.ballot.envelopes import choices_in_envelopes
from voting.ballot.methods import count
from voting.ballot.models import Envelope, Resolution, State
from voting.ballot.rules import MINIMUM_GROUP, visible
from voting.database import writing
from voting.halls.models import LiveCount


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of so many ballots: votes by the cells of ``voting.ballot.methods.cells``."""

    ballots: int
    cells: dict[str, int]


NOTHING = Counted(0, {})
PART = 50


def step(shown: Counted, waiting: Counted, now: Counted) -> tuple[Counted, Counted]:
    """The count to show and the count to show after it, where ``shown`` and ``waiting`` are these two so far,
    and ``now`` is all that has been cast. Nothing moves before ``now`` has ``MINIMUM_GROUP`` ballots more
    than ``waiting``, and a fiftieth more."""
    return (waiting, now) if _is_enough(now.ballots, waiting.ballots) else (shown, waiting)


def advance_live_counts(session: Session) -> None:
    """Take a step with every open resolution that shows its choices and has enough new
    ballots. Commits each."""
    showing = select(Resolution.id).where(
        Resolution.state == State.OPEN.value, Resolution.live_choices.is_(True)
    )
    due = [identity for identity in session.scalars(showing) if _is_due(session, identity)]
    session.rollback()
    for identity in due:
        with writing(session):
            _advance(session, session.get_one(Resolution, identity))


def live_count(session: Session, resolution: Resolution) -> Counted | None:
    """The count that everybody may see of a resolution now; None where it shows none."""
    if not visible(State(resolution.state), False, resolution.live_choices).live_choices:
        return None
    kept = session.get(LiveCount, resolution.id)
    return Counted(kept.shown_ballots, kept.shown) if kept else NOTHING


def _is_due(session: Session, resolution_id: int) -> bool:
    kept = session.get(LiveCount, resolution_id)
    ballots = session.scalars(
        select(func.count()).select_from(Envelope).where(Envelope.resolution_id == resolution_id)
    ).one()
    return _is_enough(ballots, kept.waiting_ballots if kept else NOTHING.ballots)


def _is_enough(ballots: int, waiting: int) -> bool:
    return ballots >= waiting + max(MINIMUM_GROUP, waiting // PART)


def _advance(session: Session, resolution: Resolution) -> None:
    kept = session.get(LiveCount, resolution.id, with_for_update=True)
    if kept is None:
        kept = LiveCount(
            resolution_id=resolution.id, shown={}, shown_ballots=0, waiting={}, waiting_ballots=0
        )
        session.add(kept)
    shown, waiting = Counted(kept.shown_ballots, kept.shown), Counted(kept.waiting_ballots, kept.waiting)
    shown, waiting = step(shown, waiting, _counted(session, resolution))
    kept.shown, kept.shown_ballots = shown.cells, shown.ballots
    kept.waiting, kept.waiting_ballots = waiting.cells, waiting.ballots


def _counted(session: Session, resolution: Resolution) -> Counted:
    choices = choices_in_envelopes(session, resolution)
    return Counted(sum(choices.values()), dict(count(contest_of(resolution), choices)))
