"""The law of one resolution: its life, who may vote on it, and who may see what."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import ADVANCE, MEETING
from voting.ballot.methods import ChoiceFault
from voting.ballot.models import Channel, State
from voting.ballot.rules import (
    MINIMUM_GROUP,
    Visible,
    VoteFacts,
    Window,
    admit_vote,
    in_advance,
    may_become,
    takes_votes,
    visible,
)
from voting.errors import Code

WINDOW = Window(ADVANCE - timedelta(days=2), ADVANCE + timedelta(days=2))
OPEN = VoteFacts(
    frozen=True,
    state=State.OPEN,
    takes_advance_votes=True,
    window=WINDOW,
    entitled=True,
    voted=False,
    holds_proxy=True,
    place="BRU",
)
DRAFT = replace(OPEN, state=State.DRAFT, place=None)
NEXT = {
    (State.DRAFT, State.OPEN),
    (State.OPEN, State.CLOSED),
    (State.CLOSED, State.ANNOUNCED),
    (State.DRAFT, State.ANNULLED),
    (State.OPEN, State.ANNULLED),
    (State.CLOSED, State.ANNULLED),
}


@pytest.mark.parametrize(("state", "next_state"), list(product(State, State)))
def test_every_transition(state: State, next_state: State) -> None:
    assert may_become(state, next_state) is ((state, next_state) in NEXT)


@pytest.mark.parametrize(
    ("state", "counts_votes", "seen"),
    [
        (State.DRAFT, False, Visible(turnout=True, counts=False, reconciliation=False)),
        (State.DRAFT, True, Visible(turnout=True, counts=False, reconciliation=False)),
        (State.OPEN, False, Visible(turnout=True, counts=False, reconciliation=False)),
        (State.OPEN, True, Visible(turnout=True, counts=False, reconciliation=False)),
        (State.CLOSED, False, Visible(turnout=True, counts=False, reconciliation=False)),
        (State.CLOSED, True, Visible(turnout=True, counts=True, reconciliation=True)),
        (State.ANNOUNCED, False, Visible(turnout=True, counts=True, reconciliation=False)),
        (State.ANNOUNCED, True, Visible(turnout=True, counts=True, reconciliation=True)),
        (State.ANNULLED, False, Visible(turnout=False, counts=False, reconciliation=False)),
        (State.ANNULLED, True, Visible(turnout=False, counts=False, reconciliation=False)),
    ],
)
def test_who_may_see_what(state: State, counts_votes: bool, seen: Visible) -> None:
    assert visible(state, counts_votes) == seen


@pytest.mark.parametrize("channel", [Channel.ONLINE, Channel.VENUE, Channel.PAPER, Channel.PROXY])
@pytest.mark.parametrize("state", State)
def test_the_meeting_votes_while_a_resolution_is_open(channel: Channel, state: State) -> None:
    assert takes_votes(channel, replace(OPEN, state=state), MEETING) is (state is State.OPEN)


@pytest.mark.parametrize(
    ("facts", "moment", "taken"),
    [
        (DRAFT, ADVANCE, True),
        (DRAFT, WINDOW.opens, True),
        (DRAFT, WINDOW.opens - timedelta(microseconds=1), False),
        (DRAFT, WINDOW.closes - timedelta(microseconds=1), True),
        (DRAFT, WINDOW.closes, False),
        (OPEN, ADVANCE, False),
        (replace(DRAFT, takes_advance_votes=False), ADVANCE, False),
        (replace(DRAFT, window=None), ADVANCE, False),
        (replace(DRAFT, frozen=False), ADVANCE, False),
        *((replace(DRAFT, state=state), ADVANCE, False) for state in State if state is not State.DRAFT),
    ],
)
def test_advance_votes_within_the_window(facts: VoteFacts, moment: object, taken: bool) -> None:
    assert takes_votes(Channel.ADVANCE, facts, moment) is taken  # type: ignore[arg-type]


def test_a_vote_that_closes_by_itself_takes_nothing_from_that_moment_on() -> None:
    closing = replace(OPEN, closes_at=MEETING)
    for channel in (Channel.ONLINE, Channel.VENUE, Channel.PAPER, Channel.PROXY):
        assert takes_votes(channel, closing, MEETING - timedelta(microseconds=1))
        assert not takes_votes(channel, closing, MEETING)
    assert admit_vote(Channel.VENUE, "BRU", None, closing, MEETING) is Code.NOT_OPEN


def test_the_smallest_group_is_of_ten() -> None:
    assert MINIMUM_GROUP == 10


def test_nothing_is_taken_before_the_roll_is_frozen() -> None:
    for channel in Channel:
        assert not takes_votes(channel, replace(OPEN, frozen=False), MEETING)
    assert not in_advance(State.OPEN, True, WINDOW, ADVANCE)


ALL_WRONG = replace(OPEN, entitled=False, holds_proxy=False, voted=True, state=State.CLOSED, place="LIE")
ORDER = [
    (Code.NOT_ENTITLED, {"entitled": True}),
    (Code.NO_PROXY, {"holds_proxy": True}),
    (Code.ALREADY_VOTED, {"voted": False}),
    (Code.NOT_OPEN, {"state": State.OPEN}),
    (Code.NOT_PRESENT, {"place": "BRU"}),
]


def test_refusals_come_in_one_order() -> None:
    """Everything is wrong at once; as one thing after the other is put right, the next refusal is told."""
    facts = ALL_WRONG
    for code, change in ORDER:
        assert admit_vote(Channel.PROXY, "BRU", ChoiceFault.INVALID, facts, MEETING) is code
        facts = replace(facts, **change)  # type: ignore[arg-type]
    assert admit_vote(Channel.PROXY, "BRU", ChoiceFault.INVALID, facts, MEETING) is Code.INVALID_CHOICE
    assert admit_vote(Channel.PROXY, "BRU", None, facts, MEETING) is None


@pytest.mark.parametrize(
    ("channel", "venue", "place", "code"),
    [
        (Channel.ONLINE, None, None, None),
        (Channel.ONLINE, None, "BRU", None),
        (Channel.VENUE, "BRU", "BRU", None),
        (Channel.VENUE, "BRU", "LIE", Code.NOT_PRESENT),
        (Channel.VENUE, "BRU", "online", Code.NOT_PRESENT),
        (Channel.VENUE, "BRU", None, Code.NOT_PRESENT),
        (Channel.VENUE, None, "BRU", Code.NOT_PRESENT),
        (Channel.PAPER, "BRU", "BRU", None),
        (Channel.PAPER, "BRU", None, Code.NOT_PRESENT),
        (Channel.PROXY, None, None, None),
        (Channel.PROXY, "BRU", "BRU", None),
        (Channel.PROXY, "BRU", "LIE", Code.NOT_PRESENT),
    ],
)
def test_who_votes_in_a_hall_is_in_that_hall(
    channel: Channel, venue: str | None, place: str | None, code: Code | None
) -> None:
    assert admit_vote(channel, venue, None, replace(OPEN, place=place), MEETING) is code


FACTS = st.builds(
    VoteFacts,
    frozen=st.booleans(),
    state=st.sampled_from(State),
    takes_advance_votes=st.booleans(),
    window=st.sampled_from([WINDOW, None]),
    entitled=st.booleans(),
    voted=st.booleans(),
    holds_proxy=st.booleans(),
    place=st.sampled_from(["BRU", "LIE", "online", None]),
)


@given(
    st.sampled_from(Channel),
    st.sampled_from(["BRU", None]),
    st.sampled_from([*ChoiceFault, None]),
    FACTS,
    st.sampled_from([ADVANCE, MEETING]),
)
def test_whoever_is_admitted_may_vote(
    channel: Channel, venue: str | None, fault: ChoiceFault | None, facts: VoteFacts, now: object
) -> None:
    """However the facts lie: never twice, off the roll, at another time, or without a proxy."""
    if admit_vote(channel, venue, fault, facts, now) is not None:  # type: ignore[arg-type]
        return
    assert facts.entitled
    assert facts.frozen
    assert not facts.voted
    assert facts.holds_proxy or channel is not Channel.PROXY
    assert fault is None
    assert venue is None or facts.place == venue
    assert facts.state is (State.DRAFT if channel is Channel.ADVANCE else State.OPEN)
    assert channel is not Channel.ADVANCE or now == ADVANCE


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("counts_votes", [True, False])
def test_live_choices_are_seen_while_it_is_open_where_the_rules_say_so(
    state: State, counts_votes: bool
) -> None:
    assert not visible(state, counts_votes).live_choices
    assert visible(state, counts_votes, live_choices=True).live_choices is (state is State.OPEN)


@pytest.mark.parametrize("channel", [Channel.ONLINE, Channel.VENUE, Channel.PAPER, Channel.PROXY])
def test_where_hands_are_raised_nobody_in_a_hall_votes_in_another_way(channel: Channel) -> None:
    raised = replace(OPEN, by_hands=True)
    venue = "BRU" if channel in (Channel.VENUE, Channel.PAPER) else None
    assert admit_vote(channel, venue, None, raised, MEETING) is Code.SHOW_OF_HANDS
    for place in (None, "online"):
        online = replace(raised, place=place)
        refusal = Code.NOT_PRESENT if venue else None
        assert admit_vote(channel, venue, None, online, MEETING) is refusal
