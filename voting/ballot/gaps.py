"""What an election still lacks while it is prepared. Pure.

A draft is refused where it says what cannot be, such as two seats by a method that fills one: that is found
when it is read. What only is not known yet, such as its candidates, is a gap: a draft may have gaps, but
neither a definition file nor an assembly that is convened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from voting.ballot.methods import ONE_SEAT, Method
from voting.ballot.seats import Limit, Seats, seats_of

UNNAMED = "…"
"""The name of a candidate who is still to be named."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: in which key of the definition, its stable code, and what its sentence
    needs."""

    key: str
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


def gaps(
    method: str, seats: int, candidates: Sequence[Mapping[str, Any]], reserved: Sequence[str] = ()
) -> list[Gap]:
    """What the election lacks; nothing for a motion. ``reserved`` are limits as their texts.

    By a vote on each candidate there may be fewer candidates than seats: a seat stays vacant.
    """
    if method == Method.FOR_AGAINST_ABSTAIN:
        return []
    if not candidates:
        return [Gap("candidates", "too_few", {"found": 0, "minimum": 1})]
    found: list[Gap] = []
    if any(candidate["name"] == UNNAMED for candidate in candidates):
        found.append(Gap("candidates", "candidate_unnamed"))
    if method not in (Method.PER_CANDIDATE, *ONE_SEAT) and seats > len(candidates):
        counts = {"seats": seats, "candidates": len(candidates)}
        found.append(Gap("seats", "seats_more_than_candidates", counts))
    board = seats_of(seats, reserved, candidates)
    empty = {limit.group for limit in board.limits if _lacks_everybody(limit, board)}
    found += [Gap("reserved", "group_empty", {"value": group}) for group in sorted(empty)]
    if empty or not board.limits:
        return found
    if board.overlap is None and board.kept() > seats:
        found.append(Gap("reserved", "reserved_more_than_seats", {"kept": board.kept(), "seats": seats}))
    elif board.count_together and board.vacant_at_least() is None:
        found.append(Gap("reserved", "reserved_contradict"))
    return found


def vacant_for_rules(seats: int, candidates: Sequence[Mapping[str, Any]], reserved: Sequence[str]) -> int:
    """How many seats stay vacant for the sake of reserved seats even if every candidate can be elected."""
    return (seats_of(seats, reserved, candidates).vacant_at_least() or 0) if reserved else 0


def _lacks_everybody(limit: Limit, board: Seats) -> bool:
    """Whether nobody stands who counts for a limit, and somebody should."""
    needed = not limit.at_least or limit.of_elected(board.number) > 0
    return needed and not any(limit.counts(groups) for groups in (board.groups or {}).values())
