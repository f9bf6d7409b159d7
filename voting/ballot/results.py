"""The result of a resolution, to those who may see it now."""

from typing import Any

from sqlalchemy.orm import Session

from voting.ballot.models import Resolution, Result, State
from voting.ballot.rules import visible
from voting.ballot.tally import announceable_result


def shown_result(session: Session, resolution: Resolution, *, counts_votes: bool) -> dict[str, Any] | None:
    """The announced result; before that, for chair and tellers, what would be announced; else None.

    Raises Refused: sheet_missing, not_reconciled, to those who may see the counts of a closed resolution.
    """
    state = State(resolution.state)
    if not visible(state, counts_votes).counts:
        return None
    if state is State.ANNOUNCED:
        return session.get_one(Result, resolution.id).content
    return announceable_result(session, resolution)
