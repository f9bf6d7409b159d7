"""Choosing between candidates with equal votes: by an earlier round, and where none helps, by the lot."""

from collections.abc import Sequence

from voting.ballot.ranked.lot import Lot
from voting.ballot.ranked.result import SettledBy, Tie, TieKind

History = Sequence[Sequence[int]]
"""The votes at the end of each round so far, first round first; entry n of a round is candidate n's votes
in the smallest unit of the method (entry 0 is not used)."""


def lowest(tied: Sequence[int], history: History, lot: Lot) -> tuple[int, SettledBy]:
    """Which of several candidates to exclude, and how that was settled.

    The rounds of ``history`` are looked at in the order given. After each only those with the fewest votes
    remain, until one does; of those whom no round separates, the last in the lot is chosen.
    """
    remaining = list(tied)
    for votes in history:
        fewest = min(votes[n] for n in remaining)
        remaining = [n for n in remaining if votes[n] == fewest]
        if len(remaining) == 1:
            return remaining[0], SettledBy.EARLIER_ROUND
    return max(remaining, key=lot.index), SettledBy.LOT


def highest(tied: Sequence[int], history: History, lot: Lot) -> tuple[int, SettledBy]:
    """Which of several candidates to elect or to transfer from first, and how that was settled: as
    ``lowest``, but by the most votes, and the first in the lot."""
    remaining = list(tied)
    for votes in history:
        most = max(votes[n] for n in remaining)
        remaining = [n for n in remaining if votes[n] == most]
        if len(remaining) == 1:
            return remaining[0], SettledBy.EARLIER_ROUND
    return min(remaining, key=lot.index), SettledBy.LOT


def ranked_by_votes(
    numbers: Sequence[int], votes: Sequence[int], history: History, lot: Lot, round_number: int, kind: TieKind
) -> tuple[list[int], list[Tie]]:
    """Candidates by votes, most first, those with equal votes in the order of ``highest``; and the ties that
    were settled so."""
    ordered: list[int] = []
    ties: list[Tie] = []
    left = sorted(numbers)
    while left:
        most = max(votes[n] for n in left)
        tied = [n for n in left if votes[n] == most]
        chosen = tied[0]
        if len(tied) > 1:
            chosen, rule = highest(tied, history, lot)
            ties.append(Tie(round_number, kind, tuple(tied), chosen, rule))
        ordered.append(chosen)
        left.remove(chosen)
    return ordered, ties
