"""One vote after the other: how each stands, which is next, and that going on always comes to an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballot.steps import Step, VoteStanding, can_be_cast, next_open, progress, standing_of, step_key

PHASES = ("draft", "advance", "open", "closed", "announced", "annulled")
STEPS = st.lists(
    st.builds(
        Step,
        resolution=st.integers(1, 9),
        grantor=st.none() | st.sampled_from(["7", "8"]),
        standing=st.sampled_from(VoteStanding),
        now=st.booleans(),
    ),
    unique_by=lambda step: step.key,
)


@pytest.mark.parametrize(
    ("phase", "own", "others"),
    [
        ("draft", "later", "later"),
        ("advance", "open", "later"),
        ("open", "open", "open"),
        ("closed", "missed", "missed"),
        ("announced", "missed", "missed"),
        ("annulled", None, None),
    ],
)
def test_how_a_vote_stands_that_is_not_cast(phase: str, own: str | None, others: str | None) -> None:
    assert standing_of(phase, own=True, voted=False) == own
    assert standing_of(phase, own=False, voted=False) == others
    assert can_be_cast(phase, own=True) == (own == "open")
    assert can_be_cast(phase, own=False) == (others == "open")


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("own", [True, False])
def test_a_vote_that_is_cast_is_counted_unless_it_was_annulled(phase: str, own: bool) -> None:
    counted = None if phase == "annulled" else "counted"
    assert standing_of(phase, own=own, voted=True) == counted
    assert standing_of(phase, own=own, voted=True, by_hand=True) == counted


def test_what_is_voted_on_by_hand_has_no_ballot_now() -> None:
    assert standing_of("open", own=True, voted=False, by_hand=True) == "later"
    assert standing_of("closed", own=True, voted=False, by_hand=True) == "missed"


def test_the_key_of_a_step() -> None:
    assert step_key(7, None) == "7"
    assert step_key(7, "12") == Step(7, "12", VoteStanding.OPEN, True).key == "7.12"


@given(STEPS)
def test_going_on_passes_each_open_step_once_in_order_and_ends(steps: list[Step]) -> None:
    passed, step = [], next_open(steps, "start")
    while step is not None:
        passed.append(step)
        step = next_open(steps, step.key)
    assert passed == [step for step in steps if step.standing is VoteStanding.OPEN]


@given(STEPS)
def test_it_never_goes_back(steps: list[Step]) -> None:
    for place, step in enumerate(steps):
        following = next_open(steps, step.key)
        assert following is None or steps.index(following) > place


@given(STEPS)
def test_what_is_done_is_at_most_what_there_is(steps: list[Step]) -> None:
    done, total = progress(steps)
    now = [step for step in steps if step.now]
    assert done == sum(step.standing is VoteStanding.COUNTED for step in now)
    assert total == done + sum(step.standing is VoteStanding.OPEN for step in now)
