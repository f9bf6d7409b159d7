"""Instant runoff: published cases and an independent library."""

import random

from stvpoll.irv import calculate_irv

from voting.ballot.ranked.irv import irv
from voting.ballot.ranked.result import SettledBy, TieKind

from .profiles import CROSSING, chance_profile, letters, profile

TENNESSEE = {"MNCK": 42, "NCKM": 26, "CKNM": 15, "KCNM": 17}
"""Where the capital of Tennessee should be: Memphis, Nashville, Chattanooga, Knoxville.

Source: "Instant-runoff voting" and "Condorcet method", Wikipedia."""


def test_tennessee() -> None:
    """Chattanooga goes first, then Nashville; Knoxville wins with 58 to 42."""
    result = irv(profile(TENNESSEE, candidates="MNCK"))
    assert [round_.subject for round_ in result.rounds] == [(), (3,), (2,)]
    assert result.rounds[1].votes == (42, 26, 0, 32)
    assert result.rounds[2].votes == (42, 0, 0, 58)
    assert result.elected == (4,)


def test_an_independent_library_on_profiles_by_chance() -> None:
    """stvpoll elects the same; it leaves the seat empty where exhausted ballots deny everybody an absolute
    majority of all, and breaks ties by chance: both are left out."""
    rng = random.Random(58)
    compared = 0
    for _ in range(400):
        chosen = chance_profile(rng, seats=1)
        result = irv(chosen)
        candidates = tuple(range(1, len(chosen.candidates) + 1))
        other = calculate_irv(candidates, [(list(r), count) for r, count in chosen.ballots])
        if result.ties or not other.complete:
            continue
        assert result.elected == tuple(other)
        compared += 1
    assert compared > 150


def test_the_majority_is_of_the_ballots_not_exhausted() -> None:
    result = irv(profile({"A": 4, "B": 3, "C": 3, "D": 1}), (1, 2, 3, 4))
    assert [round_.quota for round_ in result.rounds] == [6, 6, 4]
    assert [round_.exhausted for round_ in result.rounds] == [0, 1, 4]
    assert letters(result.elected) == "A"


def test_a_tie_is_settled_by_the_most_recent_difference_then_by_lot() -> None:
    tie = irv(profile(CROSSING)).ties[0]
    assert (tie.round, tie.kind, letters(tie.candidates)) == (4, TieKind.EXCLUSION, "CD")
    assert (letters((tie.chosen,)), tie.rule) == ("D", SettledBy.EARLIER_ROUND)
    level = profile({"A": 5, "B": 5})
    assert irv(level, (1, 2)).elected == (1,)
    assert irv(level, (2, 1)).elected == (2,)
    assert irv(level).ties[0].rule is SettledBy.LOT
