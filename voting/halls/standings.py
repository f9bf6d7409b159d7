"""What decides a ranked election, for a picture: how everybody stood when the count ended, or the comparisons
two by two. Pure.

It reads a count as ``voting.ballot.ranked.result.as_json`` writes it; candidates are numbers from 1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

MOST_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """The votes that a candidate had at the end; of one who was eliminated, those before that.

    ``round`` is the one in which the candidate was elected or eliminated (None: neither).
    """

    candidate: int
    votes: Decimal
    elected: bool = False
    eliminated: bool = False
    round: int | None = None


@dataclass(frozen=True, slots=True)
class Duel:
    """On how many ballots the first candidate is preferred to the second, and the other way round."""

    first: int
    second: int
    votes_first: int
    votes_second: int


def final_standings(count: Mapping[str, Any]) -> list[Standing]:
    """How everybody stood when a count in rounds ended: the elected in their order, then who was left, then
    the eliminated, the last one first."""
    elected = {number: round_["number"] for round_ in count["rounds"] for number in round_["elected"]}
    eliminated = {number: round_["number"] for round_ in count["rounds"] for number in round_["excluded"]}
    numbers = [candidate["number"] for candidate in count["candidates"]]
    rest = [number for number in numbers if number not in elected]

    def standing(number: int) -> Standing:
        out = eliminated.get(number) if number not in elected else None
        votes = _votes_before(count["rounds"], number, out)
        return Standing(number, votes, number in elected, out is not None, elected.get(number, out))

    found = [standing(number) for number in elected]
    others = [standing(number) for number in rest]
    return found + sorted(others, key=lambda one: (one.eliminated, -(one.round or 0), -one.votes))


def decisive_duels(count: Mapping[str, Any], tied: Sequence[int] = ()) -> list[Duel]:
    """The comparisons that decide: of whoever is elected with each of the others, the narrowest first; where
    nobody is, of those who are ``tied`` with one another."""
    numbers = [candidate["number"] for candidate in count["candidates"]]
    pairs: Iterable[tuple[int, int]] = combinations(tied, 2)
    if count["elected"]:
        winner = count["elected"][0]
        pairs = [(winner, other) for other in numbers if other != winner]
    duels = [_duel(count["duels"], first, second) for first, second in pairs]
    return sorted(duels, key=lambda duel: duel.votes_first - duel.votes_second)


def beats_all(duels: Iterable[Duel]) -> bool:
    """Whether the first candidate of each of these comparisons wins it."""
    return all(duel.votes_first > duel.votes_second for duel in duels)


def continuing_ballots(count: Mapping[str, Any]) -> Decimal:
    """The ballots that still counted for somebody when the count ended."""
    last = count["rounds"][-1]
    return sum((Decimal(votes) for votes in last["votes"]), Decimal(0))


def decimals_needed(values: Iterable[Decimal]) -> int:
    """With how many decimals these values are told apart, as far as people speak of decimals: 0 where they
    are whole, or far enough from one another."""
    different = set(values)
    for places in range(MOST_DECIMALS):
        if len({rounded(value, places) for value in different}) == len(different):
            return places
    return MOST_DECIMALS


def rounded(value: Decimal, places: int) -> Decimal:
    """A value as it is said: with so many decimals at most, and none that says nothing."""
    short = round(value, places)
    return short.to_integral_value() if short == short.to_integral_value() else short.normalize()


def _votes_before(rounds: Sequence[Mapping[str, Any]], number: int, out: int | None) -> Decimal:
    """The votes of a candidate in the last round, or the last ones before they passed on: some methods write
    down a round before that, others after it."""
    if out is None:
        return Decimal(rounds[-1]["votes"][number - 1])
    return Decimal(rounds[out - 1]["votes"][number - 1]) or Decimal(rounds[out - 2]["votes"][number - 1])


def _duel(duels: Sequence[Sequence[int]], first: int, second: int) -> Duel:
    return Duel(first, second, duels[first - 1][second - 1], duels[second - 1][first - 1])
