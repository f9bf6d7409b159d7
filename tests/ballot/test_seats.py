"""Seats by votes and by reserved seats, and who is tied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballot.seats import Filled, Seats, fill_seats, parse_limit

VOTES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 6), max_size=8)


def seats(number: int, *limits: str, **groups: str) -> Seats:
    """Seats with limits; each keyword is a candidate and the groups they belong to, as letters."""
    named = {candidate: frozenset(letters) for candidate, letters in groups.items()}
    return Seats(number, tuple(map(parse_limit, limits)), named)


def test_most_votes_first() -> None:
    assert fill_seats(seats(2), {"a": 1, "b": 3, "c": 2}) == Filled(("b", "c"), ())


def test_equals_for_the_last_seat_get_none() -> None:
    assert fill_seats(seats(2), {"a": 5, "b": 3, "c": 3}) == Filled(("a",), ("b", "c"))


def test_equals_who_all_have_a_seat_are_not_tied() -> None:
    assert fill_seats(seats(3), {"a": 5, "b": 3, "c": 3}) == Filled(("a", "b", "c"), ())


def test_a_lot_or_the_chair_settles_a_tie() -> None:
    assert fill_seats(seats(2), {"a": 5, "b": 3, "c": 3}, ("c", "b", "a")) == Filled(("a", "c"), ())
    assert fill_seats(seats(2), {"a": 5, "b": 3, "c": 3, "d": 3}, ("c",)) == Filled(("a", "c"), ())


@pytest.mark.parametrize(
    ("limits", "groups", "elected"),
    [
        (("at least 1 of w",), {"d": "w"}, ("a", "b", "d")),
        (("at least 2 of w",), {"d": "w", "c": "w"}, ("a", "c", "d")),
        (("at least 1 of w",), {}, ("a", "b")),
        (("at most 1 of x",), {"a": "x", "b": "x"}, ("a", "c", "d")),
        (("at most 0 of x",), {"a": "x"}, ("b", "c", "d")),
        (("at least 1 of w", "at most 1 of x"), {"a": "x", "b": "x", "d": "w"}, ("a", "c", "d")),
    ],
)
def test_reserved_seats(limits: tuple[str, ...], groups: dict[str, str], elected: tuple[str, ...]) -> None:
    votes = {"a": 9, "b": 8, "c": 7, "d": 1}
    assert fill_seats(seats(3, *limits, **groups), votes) == Filled(elected, ())


@pytest.mark.parametrize("text", ["", "at least one of w", "at most -1 of w", "1 of w", "at least 1 of "])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_limit(text)


@given(VOTES, st.integers(1, 4))
def test_nobody_with_fewer_votes_is_before_somebody_with_more(votes: dict[str, int], number: int) -> None:
    filled = fill_seats(seats(number), votes)
    out = set(votes) - set(filled.elected) - set(filled.tied)
    worst = min((votes[name] for name in filled.elected), default=99)
    assert all(votes[name] <= worst for name in (*filled.tied, *out))
    assert len(filled.elected) <= number
    assert len(filled.elected) == min(number, len(votes)) or filled.tied


@given(VOTES, st.integers(1, 4), st.data())
def test_another_vote_for_somebody_elected_never_costs_the_seat(
    votes: dict[str, int], number: int, data: st.DataObject
) -> None:
    elected = fill_seats(seats(number), votes).elected
    if elected:
        name = data.draw(st.sampled_from(elected))
        assert name in fill_seats(seats(number), votes | {name: votes[name] + 1}).elected


@given(VOTES, st.integers(1, 4), st.data())
def test_the_order_of_the_candidates_changes_nobodys_seat(
    votes: dict[str, int], number: int, data: st.DataObject
) -> None:
    shuffled = dict(data.draw(st.permutations(list(votes.items()))))
    here, there = fill_seats(seats(number), votes), fill_seats(seats(number), shuffled)
    assert (set(here.elected), set(here.tied)) == (set(there.elected), set(there.tied))
