"""What must hold of every count, whatever the ballots."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballot.ranked import METHODS, ONE_SEAT
from voting.ballot.ranked.profile import Profile
from voting.ballot.ranked.result import CountResult, as_json
from voting.ballot.ranked.table import as_text

from .profiles import METHOD_NAMES, profiles

TRANSFERABLE = ("scottish_stv", "meek_stv", "irv")


def test_the_methods_are_these() -> None:
    assert tuple(METHODS) == METHOD_NAMES


def count(name: str, profile: Profile, lot: tuple[int, ...] | None = None) -> CountResult:
    return METHODS[name](replace(profile, seats=1) if name in ONE_SEAT else profile, lot)


@pytest.mark.parametrize("name", METHOD_NAMES)
@given(profile=profiles(), data=st.data())
def test_the_order_of_ballots_does_not_matter(name: str, profile: Profile, data: st.DataObject) -> None:
    single = [(ranking, 1) for ranking, number in profile.ballots for _ in range(number)]
    shuffled = data.draw(st.permutations(single))
    lot = tuple(data.draw(st.permutations(range(1, len(profile.candidates) + 1))))
    assert count(name, replace(profile, ballots=tuple(shuffled)), lot) == count(name, profile, lot)


@pytest.mark.parametrize("name", METHOD_NAMES)
@given(profile=profiles())
def test_as_many_are_elected_as_there_are_seats_and_nobody_twice(name: str, profile: Profile) -> None:
    result = count(name, profile)
    assert len(result.elected) == len(set(result.elected)) == result.seats
    assert result.elected == tuple(n for round_ in result.rounds for n in round_.elected)
    assert set(result.elected) <= set(range(1, len(profile.candidates) + 1))


@pytest.mark.parametrize("name", TRANSFERABLE)
@given(profile=profiles())
def test_votes_add_up_in_every_round(name: str, profile: Profile) -> None:
    result = count(name, profile)
    assert result.valid + result.blank == sum(number for _, number in profile.ballots)
    for round_ in result.rounds:
        assert sum(round_.votes) + round_.exhausted + round_.lost == result.valid
        assert min((*round_.votes, round_.exhausted, round_.lost)) >= 0


@pytest.mark.parametrize("name", ["irv", "schulze", "plurality", "scottish_stv", "meek_stv"])
@given(profile=profiles(one_seat=True), data=st.data())
def test_the_first_choice_of_a_majority_is_elected(name: str, profile: Profile, data: st.DataObject) -> None:
    favourite = data.draw(st.integers(1, len(profile.candidates)))
    total = sum(number for _, number in profile.ballots)
    ballots = (*profile.ballots, ((favourite,), total + 1))
    assert count(name, replace(profile, ballots=ballots)).elected == (favourite,)


@pytest.mark.parametrize("name", ["schulze", "approval", "plurality"])
@given(profile=profiles(), data=st.data())
def test_more_support_never_makes_a_winner_lose(name: str, profile: Profile, data: st.DataObject) -> None:
    """Raising a winner on a ballot, or adding a ballot for the winner alone, leaves the winner elected."""
    result = count(name, profile)
    winner = data.draw(st.sampled_from(result.elected))
    if profile.ballots:
        place = data.draw(st.integers(0, len(profile.ballots) - 1))
        ranking, number = profile.ballots[place]
        raised = (winner, *(n for n in ranking if n != winner))
        ballots = (*profile.ballots[:place], (raised, number), *profile.ballots[place + 1 :])
        assert winner in count(name, replace(profile, ballots=ballots)).elected
    more = (*profile.ballots, ((winner,), 1))
    assert winner in count(name, replace(profile, ballots=more)).elected


@pytest.mark.parametrize("name", METHOD_NAMES)
@given(profile=profiles(), data=st.data())
def test_nobody_is_favoured_by_a_number(name: str, profile: Profile, data: st.DataObject) -> None:
    """With the candidates renumbered, and the lot with them, the same persons are elected."""
    old = range(1, len(profile.candidates) + 1)
    new = dict(zip(old, data.draw(st.permutations(old)), strict=True))
    lot = tuple(data.draw(st.permutations(old)))
    ballots = tuple((tuple(new[n] for n in ranking), number) for ranking, number in profile.ballots)
    renumbered = count(name, replace(profile, ballots=ballots), tuple(new[n] for n in lot))
    assert renumbered.elected == tuple(new[n] for n in count(name, profile, lot).elected)


@pytest.mark.parametrize("name", METHOD_NAMES)
@given(profile=profiles())
def test_every_result_can_be_written_as_json_and_as_text(name: str, profile: Profile) -> None:
    result = count(name, profile)
    values = json.loads(json.dumps(as_json(result)))
    assert values["elected"] == list(result.elected)
    assert len(values["rounds"]) == len(result.rounds)
    assert all(candidate in as_text(result) for candidate in profile.candidates)


@pytest.mark.parametrize("name", ["scottish_stv", "meek_stv"])
@given(profile=profiles(), data=st.data())
def test_a_group_with_a_quota_has_a_seat(name: str, profile: Profile, data: st.DataObject) -> None:
    """Proportionality for solid coalitions: whoever is first choice of more than a quota is elected."""
    favourite = data.draw(st.integers(1, len(profile.candidates)))
    total = sum(number for _, number in profile.ballots)
    ballots = (*profile.ballots, ((favourite,), total // profile.seats + 1))
    assert favourite in count(name, replace(profile, ballots=ballots)).elected
