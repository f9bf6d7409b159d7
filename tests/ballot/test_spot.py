"""What is put to the vote during the meeting, and what follows from it: the rules alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballot.models import State
from voting.ballot.outcome import Outcome
from voting.ballot.spot import (
    ABOUT_ONE,
    BEFORE_CLOSING,
    PROCEDURAL,
    IfAmended,
    Spot,
    Target,
    amended_text,
    free_number,
    if_amended,
    is_undecided,
    lapse,
    stands,
    why_not_put,
)
from voting.errors import Code

TEXTS = st.dictionaries(st.sampled_from(["nl", "fr", "de", "en"]), st.text(min_size=1), min_size=1)


def target(
    state: State = State.DRAFT, *, motion: bool = True, agenda: bool = True, by_name: bool = True
) -> Target:
    return Target(state=state, is_motion=motion, on_the_agenda=agenda, by_name=by_name)


@pytest.mark.parametrize("spot", Spot)
def test_what_must_be_about_a_resolution_needs_one(spot: Spot) -> None:
    expected = Code.NOT_FOUND if spot in ABOUT_ONE else None
    assert why_not_put(spot, None, names_one=False) is expected
    assert why_not_put(spot, None, names_one=True) is Code.NOT_FOUND


@pytest.mark.parametrize("state", State)
def test_a_motion_is_amended_before_its_vote_is_opened(state: State) -> None:
    expected = None if state is State.DRAFT else Code.AMENDED_TOO_LATE
    assert why_not_put(Spot.AMENDMENT, target(state), names_one=True) is expected


def test_only_a_motion_of_the_agenda_is_amended() -> None:
    for other in (target(motion=False), target(agenda=False)):
        assert why_not_put(Spot.AMENDMENT, other, names_one=True) is Code.NOT_AMENDABLE


@pytest.mark.parametrize("state", State)
def test_a_vote_by_name_can_be_made_secret_until_it_is_closed(state: State) -> None:
    expected = None if state in BEFORE_CLOSING else Code.WRONG_STATE
    assert why_not_put(Spot.SECRET_BALLOT, target(state), names_one=True) is expected
    secret = target(state, by_name=False)
    assert why_not_put(Spot.SECRET_BALLOT, secret, names_one=True) is Code.SECRET_ALREADY


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("spot", [spot for spot in PROCEDURAL if spot not in ABOUT_ONE])
def test_other_motions_of_order_may_be_about_anything(spot: Spot, state: State) -> None:
    assert why_not_put(spot, target(state, motion=False), names_one=True) is None


def test_votes_in_advance_lapse_unless_the_rule_says_that_they_count() -> None:
    assert if_amended(None) is IfAmended.LAPSES
    assert [if_amended(rule.value) for rule in IfAmended] == list(IfAmended)
    assert lapse(None, State.DRAFT, 1)
    assert lapse("lapses", State.DRAFT, 1)
    assert not lapse("counts", State.DRAFT, 1)
    assert not lapse(None, State.DRAFT, 0)
    assert not any(lapse(None, state, 5) for state in State if state is not State.DRAFT)


def test_an_amendment_stands_once_it_is_announced_as_adopted() -> None:
    assert stands(State.ANNOUNCED, Outcome.ADOPTED.value)
    assert not any(stands(State.ANNOUNCED, outcome.value) for outcome in Outcome if outcome != "adopted")
    assert not any(stands(state, Outcome.ADOPTED.value) for state in State if state is not State.ANNOUNCED)
    waiting = {state for state in State if is_undecided(state)}
    assert waiting == {State.DRAFT, State.OPEN, State.CLOSED}


@given(TEXTS, st.lists(TEXTS))
def test_the_last_amendment_has_the_whole_text(before: dict[str, str], adopted: list[dict[str, str]]) -> None:
    assert amended_text(before, adopted) == (adopted[-1] if adopted else before)
    assert amended_text(None, adopted) == (adopted[-1] if adopted else None)


@given(st.sets(st.integers(1, 30)))
def test_a_number_is_the_first_that_is_free(taken: set[int]) -> None:
    found = free_number("P", {f"P{number}" for number in taken})
    assert found not in {f"P{number}" for number in taken}
    assert all(number in taken for number in range(1, int(found.removeprefix("P"))))
