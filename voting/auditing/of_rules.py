"""The rules and the life of a resolution, held against their hash and the log."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.auditing.entries import LoggedEntry, ReadLog, last_of
from voting.ballot.life import rules_hash
from voting.ballot.lot import commitment
from voting.ballot.models import Resolution, State

BECOMES = {
    "resolution.opened": State.OPEN,
    "resolution.closed": State.CLOSED,
    "resolution.announced": State.ANNOUNCED,
    "resolution.annulled": State.ANNULLED,
}
"""The state in which a resolution is after an action."""


def named(resolution: Resolution) -> str:
    """A resolution as sentences name it."""
    where = f"assembly {resolution.assembly_id}, resolution {resolution.number}"
    return where if resolution.round == 1 else f"{where} (round {resolution.round})"


def rules_faults(session: Session, resolution: Resolution, log: ReadLog) -> Iterator[str]:
    """A sentence for each way in which the rules are not those that were frozen and logged."""
    where, logged = named(resolution), _logged_hash(resolution, log)
    if resolution.rules_hash != logged:
        yield f"{where}: the hash of the rules is not the one that was logged"
    if resolution.rules_hash is None:
        return
    if rules_hash(session.get_one(Assembly, resolution.assembly_id), resolution) != resolution.rules_hash:
        yield f"{where}: the rules are not those that were frozen: their hash differs"
    seed = resolution.lot_seed
    if (commitment(seed) if seed else None) != resolution.lot_commitment:
        yield f"{where}: the seed of the lot is not the one that was committed to"


def _logged_hash(resolution: Resolution, log: ReadLog) -> Any:
    entries = log.of_round[resolution.assembly_id, resolution.number, resolution.round]
    put = last_of(entries, "resolution.put_again", "resolution.put_on_the_spot")
    if put is not None:
        return put.details["rules_hash"]
    convened = log.convened(resolution.assembly_id)
    return convened.details["rules"].get(resolution.number) if convened else None


def life_faults(resolution: Resolution, entries: list[LoggedEntry]) -> Iterator[str]:
    """A sentence for each way in which state, moments, reasons and decisions are not those of its entries in
    the log."""
    where, steps = named(resolution), {BECOMES[e.action]: e for e in entries if e.action in BECOMES}
    state = next((BECOMES[e.action] for e in reversed(entries) if e.action in BECOMES), State.DRAFT)
    if resolution.state != state:
        yield f"{where}: it is {resolution.state} in the table, {state} in the log"
    moments: dict[State, datetime | None] = {
        State.OPEN: resolution.opened_at,
        State.CLOSED: resolution.closed_at,
        State.ANNOUNCED: resolution.announced_at,
        State.ANNULLED: resolution.annulled_at,
    }
    for became, moment in moments.items():
        logged = steps[became].at if became in steps else None
        if moment != logged:
            yield f"{where}: it became {became} at {moment or 'no time'}, by the log at {logged or 'no time'}"
    annulled, closed = steps.get(State.ANNULLED), steps.get(State.CLOSED)
    if annulled and annulled.details.get("reason") != resolution.annulment_reason:
        yield f"{where}: the reason of the annulment is not the one in the log"
    for column in ("present_or_represented", "present_by_class", "present_shares_by_class"):
        if closed and column in closed.details and closed.details[column] != getattr(resolution, column):
            yield f"{where}: how many were present at the closing ({column}) is not what the log says"
    decided = last_of(entries, "resolution.tie_decided")
    if (decided.details["order"] if decided else None) != resolution.tie_decision:
        yield f"{where}: the chair's decision on a tie is not the one in the log"


def missing_faults(assembly_id: int, present: set[tuple[str, int]], log: ReadLog) -> Iterator[str]:
    """A sentence for each resolution (number, round) of which the log tells, and which the table has not."""
    convened = log.convened(assembly_id)
    told = {(number, 1) for number in (convened.details["rules"] if convened else ())}
    began = convened.seq if convened else 0
    for (of, number, put), entries in log.of_round.items():
        if of == assembly_id and entries and entries[-1].seq > began:
            told.add((number, put))
    for number, put in sorted(told - present):
        yield f"assembly {assembly_id}: resolution {number} (round {put}) is in the log and not in the table"
