"""Seats by votes and by reserved seats, and who is tied."""

from itertools import groupby, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting import recount
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
        (("at least 1 of w", "at least 1 of v"), {"a": "w", "b": "w", "c": "w", "d": "v"}, ("a", "b", "d")),
        (("at most 1 of x",), {"a": "x", "b": "x"}, ("a", "c", "d")),
        (("at most 0 of x",), {"a": "x"}, ("b", "c", "d")),
        (("at least 1 of w", "at most 1 of x"), {"a": "x", "b": "x", "d": "w"}, ("a", "c", "d")),
    ],
)
def test_reserved_seats(limits: tuple[str, ...], groups: dict[str, str], elected: tuple[str, ...]) -> None:
    votes = {"a": 9, "b": 8, "c": 7, "d": 1}
    assert fill_seats(seats(3, *limits, **groups), votes) == Filled(elected, ())


EQUALS: dict[str, tuple[Seats, dict[str, int], tuple[str, ...], tuple[str, ...]]] = {
    "who alone can take the seat that is kept has it; the others are tied for what is left": (
        seats(3, "at least 1 of w", d="w"),
        {"a": 9, "b": 3, "c": 3, "d": 3},
        ("a", "d"),
        ("b", "c"),
    ),
    "the seat that is kept is between those of the group": (
        seats(2, "at least 1 of w", c="w", d="w"),
        {"a": 9, "b": 3, "c": 3, "d": 3},
        ("a",),
        ("c", "d"),
    ),
    "as many of the group as there are seats kept: the votes decide nothing between them": (
        seats(3, "at least 2 of w", c="w", d="w"),
        {"a": 9, "b": 3, "c": 3, "d": 3},
        ("a", "c", "d"),
        (),
    ),
    "who is in no group of which at most some are elected has a seat beside them": (
        seats(2, "at most 1 of x", a="x", b="x"),
        {"a": 3, "b": 3, "c": 3},
        ("c",),
        ("a", "b"),
    ),
    "whose group is full stands in nobody's way": (
        seats(2, "at most 1 of x", a="x", b="x"),
        {"a": 9, "b": 3, "c": 3},
        ("a", "c"),
        (),
    ),
    "who is in two full groups at once leaves a seat that others would not": (
        seats(2, "at most 1 of x", "at most 1 of y", a="xy", b="x", c="y"),
        {"a": 3, "b": 3, "c": 3, "d": 3},
        (),
        ("a", "b", "c", "d"),
    ),
    "nobody with fewer votes is looked at while those before them are tied": (
        seats(3, "at most 1 of x", a="x", b="x"),
        {"a": 3, "b": 3, "c": 2},
        (),
        ("a", "b"),
    ),
}


@pytest.mark.parametrize(("where", "votes", "elected", "tied"), EQUALS.values(), ids=EQUALS)
def test_equal_votes_with_reserved_seats(
    where: Seats, votes: dict[str, int], elected: tuple[str, ...], tied: tuple[str, ...]
) -> None:
    for names in permutations(votes):
        filled = fill_seats(where, {name: votes[name] for name in names})
        assert (set(filled.elected), set(filled.tied)) == (set(elected), set(tied)), names


def test_who_has_fewer_votes_is_looked_at_once_a_tie_is_settled() -> None:
    votes = {"a": 5, "b": 5, "c": 3, "d": 2}
    where = seats(3, "at most 1 of x", a="x", b="x")
    assert fill_seats(where, votes, ("b",)) == Filled(("b", "c", "d"), ())
    assert fill_seats(where, votes, ("c", "d")) == Filled((), ("a", "b"))


def test_what_a_decision_leaves_open_stays_tied() -> None:
    where = seats(3, "at least 1 of w", d="w", e="w")
    votes = {"a": 3, "b": 3, "c": 3, "d": 3, "e": 3}
    assert fill_seats(where, votes, ("c",)) == Filled(("c",), ("a", "b", "d", "e"))
    assert fill_seats(where, votes, ("c", "e")) == Filled(("c", "e"), ("a", "b", "d"))
    assert fill_seats(where, votes, ("c", "b")) == Filled(("c", "b"), ("d", "e"))


LIMITS = (
    "at most 1 of x",
    "at most 2 of x",
    "at most 1 of y",
    "at least 1 of w",
    "at least 2 of w",
    "at least 1 of v",
)
GROUPS = ("", "v", "w", "x", "y", "xy", "wx")


@st.composite
def limited(draw: Any) -> tuple[Seats, dict[str, int], list[str]]:
    """Seats with limits that a definition could have, few candidates with few votes, some in order."""
    limits = draw(st.lists(st.sampled_from(LIMITS), min_size=1, max_size=3, unique_by=lambda text: text[-1]))
    kept = sum(limit.number for limit in map(parse_limit, limits) if limit.at_least)
    groups = draw(st.dictionaries(st.sampled_from("abcde"), st.sampled_from(GROUPS), min_size=2))
    votes = {name: draw(st.integers(1, 2)) for name in groups}
    preferred = draw(st.permutations(sorted(votes)))[: draw(st.integers(0, len(votes)))]
    return seats(draw(st.integers(max(1, kept), 4)), *limits, **groups), votes, preferred


@settings(max_examples=300)
@given(limited())
def test_one_has_a_seat_when_every_order_of_equals_gives_it_and_is_tied_when_only_some_do(
    example: tuple[Seats, dict[str, int], list[str]],
) -> None:
    where, votes, _ = example
    elected: set[str] = set()
    tied: set[str] = set()
    for _, level in groupby(sorted(votes, key=lambda name: -votes[name]), key=lambda name: votes[name]):
        ways = [taken(where, elected, order) for order in permutations(level)]
        elected, tied = set.intersection(*ways), set.union(*ways) - set.intersection(*ways)
        if tied:
            break
    filled = fill_seats(where, votes)
    assert (set(filled.elected), set(filled.tied)) == (elected, tied)


def taken(where: Seats, elected: set[str], order: tuple[str, ...]) -> set[str]:
    """Who is elected once these, too, have been looked at one after the other."""
    after = sorted(elected)
    for name in order:
        after += [name] * where.has_room_for(name, after)
    return set(after)


@settings(max_examples=300)
@given(limited())
def test_the_recount_gives_the_same_seats_to_the_same_people(
    example: tuple[Seats, dict[str, int], list[str]],
) -> None:
    where, votes, preferred = example
    kinds = {True: "least", False: "most"}
    rules = {
        "seats": where.number,
        "options": [{"code": name, "groups": sorted(where.groups_of(name))} for name in votes],
        "reserved": [f"at {kinds[limit.at_least]} {limit.number} of {limit.group}" for limit in where.limits],
    }
    elected, tied = recount.fill_seats(rules, dict(votes), list(preferred))
    assert fill_seats(where, votes, preferred) == Filled(tuple(elected), tuple(tied))


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
