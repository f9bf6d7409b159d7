"""What keyholders have to do, and what they have done: the rounds that are sealed under their keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.ballot.models import Resolution
from voting.ballot.sealed_advance import ballots_in_advance
from voting.ballot.sealed_opening import checked_by, shares_of
from voting.ballot.sealed_rounds import signatures_of
from voting.box.keysets import KnownKeyholder
from voting.box.models import OpenedCount, RoundContext, Signed


@dataclass(frozen=True, slots=True)
class KeyholderRound:
    """One sealed round as a keyholder's page shows it. ``title`` and the names in ``candidates`` (by code)
    are as the agenda has them; ``state`` is a ``State``. The lists have the numbers of the keyholders who
    have done each step; ``opened`` is whether the box has been counted. ``ahead`` is how many ballots may be
    looked at before the vote is opened."""

    id: int
    number: str
    round: int
    title: dict[str, str]
    state: str
    candidates: dict[str, Any]
    context: list[int]
    checked: list[int]
    statement: list[int]
    voices: list[int]
    shares: list[int]
    opened: bool
    ahead: int


def rounds_of_keyholder(session: Session, who: KnownKeyholder, now: datetime) -> list[KeyholderRound]:
    """The rounds under the keys of a keyholder, in the order of the agenda and of their rounds."""
    under_keys = (
        select(Resolution)
        .join(RoundContext, RoundContext.resolution_id == Resolution.id)
        .where(RoundContext.keyset_id == who.keyset_id)
        .order_by(Resolution.position, Resolution.round, Resolution.id)
    )
    return [_as_shown(session, each, now) for each in session.scalars(under_keys)]


def _as_shown(session: Session, resolution: Resolution, now: datetime) -> KeyholderRound:
    signed = {kind: list(signatures_of(session, resolution.id, kind)) for kind in Signed}
    return KeyholderRound(
        id=resolution.id,
        number=resolution.number,
        round=resolution.round,
        title=resolution.title,
        state=resolution.state,
        candidates={str(option["code"]): option["name"] for option in resolution.options},
        context=signed[Signed.CONTEXT],
        checked=checked_by(session, resolution.id),
        statement=signed[Signed.STATEMENT],
        voices=signed[Signed.VOICES],
        shares=sorted(shares_of(session, resolution.id)),
        opened=session.get(OpenedCount, resolution.id) is not None,
        ahead=ballots_in_advance(session, resolution.id, now),
    )
