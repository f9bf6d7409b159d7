"""Counting the rankings of a resolution by the ranked methods: names of candidates in, names out. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voting.ballot.methods import BLANK, Contest
from voting.ballot.ranked import METHODS
from voting.ballot.ranked.profile import Profile
from voting.ballot.ranked.result import TieRule, as_json


@dataclass(frozen=True, slots=True)
class RankedCount:
    """Who is elected, in order; whether the lot decided anything; and the whole count as a JSON value."""

    elected: tuple[str, ...]
    lot_decided: bool
    rounds: dict[str, Any]


def count_ranked(contest: Contest, tally: Mapping[str, int], lot: Sequence[str]) -> RankedCount:
    """Count rankings (``e2>e1``, or ``blank``) with their numbers of ballots, by the contest's method.

    ``lot`` is the order of all candidates that settles what the votes leave equal.
    """
    number_of = {candidate: number for number, candidate in enumerate(contest.candidates, 1)}
    ballots = tuple(
        (() if choice == BLANK else tuple(number_of[name] for name in choice.split(">")), times)
        for choice, times in sorted(tally.items())
        if times
    )
    profile = Profile(contest.candidates, contest.seats, ballots)
    result = METHODS[contest.method.value](profile, tuple(number_of[name] for name in lot) or None)
    return RankedCount(
        elected=tuple(contest.candidates[number - 1] for number in result.elected),
        lot_decided=any(tie.rule is TieRule.LOT for tie in result.ties),
        rounds=as_json(result),
    )
