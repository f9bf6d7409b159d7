"""What the screen shows of a ranked count is what decided it: nobody who lost stands above who won."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ballot.ranked.profiles import profile, profiles
from voting.ballot.ranked import METHODS, ONE_SEAT
from voting.ballot.ranked.profile import Profile
from voting.ballot.ranked.result import as_json
from voting.halls.standings import (
    Duel,
    Standing,
    beats_all,
    continuing_ballots,
    decimals_needed,
    decisive_duels,
    final_standings,
    rounded,
)

IN_ROUNDS = ("irv", "scottish_stv", "meek_stv")


def count(method: str, counted: Profile) -> dict[str, Any]:
    one = replace(counted, seats=1) if method in ONE_SEAT else counted
    return json.loads(json.dumps(as_json(METHODS[method](one, None))))


@pytest.mark.parametrize("method", IN_ROUNDS)
@given(counted=profiles())
def test_the_elected_stand_first_and_nobody_still_in_has_more_than_they(
    method: str, counted: Profile
) -> None:
    result = count(method, counted)
    found = final_standings(result)
    assert sorted(one.candidate for one in found) == [one["number"] for one in result["candidates"]]
    assert [one.candidate for one in found if one.elected] == result["elected"]
    places = [(not one.elected, one.eliminated) for one in found]
    assert places == sorted(places), "the elected, who was left, the eliminated"
    assert not any(one.elected and one.eliminated for one in found)
    still_in = [one.votes for one in found if not one.eliminated]
    least = min((one.votes for one in found if one.elected), default=Decimal(0))
    assert all(one.votes <= least for one in found if not one.elected and not one.eliminated)
    assert sum(still_in) <= continuing_ballots(result) <= result["valid"]


@given(counted=profiles(one_seat=True))
def test_of_eliminated_candidates_the_last_one_had_the_most(counted: Profile) -> None:
    out = [one.votes for one in final_standings(count("irv", counted)) if one.eliminated]
    assert out == sorted(out, reverse=True)


def test_the_last_round_decides_where_first_choices_did_not() -> None:
    result = count("irv", profile({"AB": 11, "BA": 8, "CB": 7, "DB": 3}))
    assert final_standings(result) == [
        Standing(2, Decimal(18), elected=True, round=3),
        Standing(1, Decimal(11)),
        Standing(3, Decimal(7), eliminated=True, round=3),
        Standing(4, Decimal(3), eliminated=True, round=2),
    ]
    assert continuing_ballots(result) == 29
    assert result["rounds"][-1]["quota"] == "15"


def test_who_was_eliminated_has_the_votes_that_passed_on() -> None:
    for method in ("scottish_stv", "meek_stv"):
        found = final_standings(count(method, profile({"A": 10, "B": 6, "C": 5, "DC": 4}, seats=2)))
        out = {one.candidate: one.votes for one in found if one.eliminated}
        assert out[4] == 4, method


@given(counted=profiles(one_seat=True))
def test_the_comparisons_are_those_of_whoever_is_elected(counted: Profile) -> None:
    result = count("schulze", counted)
    duels = decisive_duels(result)
    winner = result["elected"][0]
    assert {duel.second for duel in duels} == set(range(1, len(counted.candidates) + 1)) - {winner}
    for duel in duels:
        assert duel.first == winner
        for one, other, votes in ((0, 1, duel.votes_first), (1, 0, duel.votes_second)):
            pair = (duel.first, duel.second)
            assert votes == sum(
                number
                for ranking, number in counted.ballots
                if pair[one] in ranking
                and (pair[other] not in ranking or ranking.index(pair[one]) < ranking.index(pair[other]))
            )


def test_the_narrowest_comparison_comes_first_and_a_tie_shows_its_own() -> None:
    result = count("schulze", profile({"ABC": 5, "BAC": 4, "CAB": 2}))
    assert decisive_duels(result) == [Duel(1, 2, 7, 4), Duel(1, 3, 9, 2)]
    assert beats_all(decisive_duels(result))
    cycle = count("schulze", profile({"ABC": 4, "BCA": 3, "CAB": 2}))
    assert not beats_all(decisive_duels(cycle))
    equal = {**count("schulze", profile({"AB": 3, "BA": 3, "C": 1})), "elected": []}
    assert decisive_duels(equal, (1, 2)) == [Duel(1, 2, 3, 3)]
    assert not beats_all([Duel(1, 2, 3, 3)])


@given(st.lists(st.decimals(0, 50_000, places=9), max_size=6))
def test_a_number_is_said_shortly_but_told_from_the_others(values: list[Decimal]) -> None:
    places = decimals_needed(values)
    assert 0 <= places <= 2
    said = {rounded(value, places) for value in values}
    assert places == 2 or len(said) == len(set(values))
    assert all(abs(rounded(value, places) - value) <= Decimal("0.5") for value in values)


def test_nobody_says_nine_and_a_billionth() -> None:
    quota, votes = Decimal("9.000000001"), Decimal("9.000000001")
    assert str(rounded(quota, decimals_needed([quota, votes, Decimal("7.5")]))) == "9"
    assert [str(rounded(Decimal(text), 1)) for text in ("120", "8.44", "8.96")] == ["120", "8.4", "9"]
    assert decimals_needed([Decimal("8.44"), Decimal("8.26")]) == 1
    assert decimals_needed([Decimal("8.444"), Decimal("8.443")]) == 2
    assert decimals_needed([]) == 0
