"""The result of a resolution, to those who may see it now; what is counted is kept until it changes.

Counting tens of thousands of ballots takes a large part of a second, and the chair's pages ask at each look.
A process keeps the result of a closed resolution together with what it depends on (:func:`dependencies`),
which is read anew each time: where anything of it is another, it is counted again. What is announced is never
taken from what is kept.
"""

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from voting.assembly.models import RollCorrection, StandIn
from voting.ballot.models import RULE_COLUMNS, PaperReplacement, PaperSheet, Resolution, Result, State
from voting.ballot.rules import visible
from voting.ballot.tally import announceable_result
from voting.box.models import OpenedCount
from voting.errors import Refused
from voting.retention.models import Forgetting

FIXED_AT_CLOSING = (
    *("id", "state", "closed_at", "participations_hash", "ballots_hash", "lot_seed", "tie_decision"),
    *("present_or_represented", "present_by_class", "present_shares_by_class"),
)
"""The columns, beside the rules, from which a result is counted. But for the tie decision closing sets
them."""


@dataclass(frozen=True, slots=True)
class CountedResult:
    """A result (``voting.ballot.tally.announceable_result``), or why there is none; and what it depends
    on."""

    depends_on: tuple[Any, ...]
    outcome: dict[str, Any] | Refused

    @property
    def content(self) -> dict[str, Any]:
        """The result. Raises Refused where there is none."""
        if isinstance(self.outcome, Refused):
            raise Refused(self.outcome.code, **self.outcome.values)
        return self.outcome


_kept: WeakKeyDictionary[Engine, dict[int, CountedResult]] = WeakKeyDictionary()
"""By database and resolution, what was counted last."""


def shown_result(session: Session, resolution: Resolution, *, counts_votes: bool) -> dict[str, Any] | None:
    """The announced result; before that, for chair and tellers, what would be announced; else None.

    Raises Refused: sheet_missing, not_reconciled, to those who may see the counts of a closed resolution.
    """
    state = State(resolution.state)
    if not visible(state, counts_votes).counts:
        return None
    if state is State.ANNOUNCED:
        return session.get_one(Result, resolution.id).content
    if resolution.by_hands:  # who was there, and so which halls must count, may still be put right
        return announceable_result(session, resolution)
    kept = _kept.setdefault(session.get_bind().engine, {})
    found = kept.get(resolution.id)
    if found is None or found.depends_on != dependencies(session, resolution):
        found = kept[resolution.id] = count_votes(session, resolution)
    return found.content


def count_votes(session: Session, resolution: Resolution) -> CountedResult:
    """Count a closed resolution now."""
    depends_on = dependencies(session, resolution)  # before: what is counted is never older than this
    try:
        return CountedResult(depends_on, announceable_result(session, resolution))
    except Refused as refused:
        return CountedResult(depends_on, refused)


def dependencies(session: Session, resolution: Resolution) -> tuple[Any, ...]:
    """All from which the result of a closed resolution follows, but for a show of hands.

    Participations, deposits, ballots and votes by name are not among it: the database refuses to change them,
    and none comes once the vote is closed. What is removed when its period is over has an entry of its own.
    """
    of_this, of_assembly = resolution.id, resolution.assembly_id
    found = session.execute(
        select(
            _last(PaperSheet.id, PaperSheet.resolution_id == of_this),
            _last(RollCorrection.id, RollCorrection.assembly_id == of_assembly),
            _last(StandIn.id, StandIn.assembly_id == of_assembly),
            select(func.count(StandIn.withdrawn_at))
            .where(StandIn.assembly_id == of_assembly)
            .scalar_subquery(),
            _last(Forgetting.id, Forgetting.assembly_id == of_assembly),
            select(func.count()).where(PaperReplacement.resolution_id == of_this).scalar_subquery(),
            _last(OpenedCount.resolution_id, OpenedCount.resolution_id == of_this),
        )
    ).one()
    return (*(getattr(resolution, name) for name in (*RULE_COLUMNS, *FIXED_AT_CLOSING)), *found)


def _last(column: Any, condition: Any) -> Any:
    return select(func.max(column)).where(condition).scalar_subquery()
