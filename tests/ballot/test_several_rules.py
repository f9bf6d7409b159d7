"""Several rules on the seats at once, against every set of candidates that there is."""

import random
from collections.abc import Iterator
from itertools import combinations, combinations_with_replacement, groupby
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting import recount
from voting.ballot.seats import Filled, Limit, Seats, fill_seats, parse_limit

GENDER_AND_CLASS = (
    *("at least 2/5 of w", "at least 2/5 of m", "at least 11 of A", "at least 4 of B + C"),
    "at most 2 of Brussels",
)


def seats(number: int, *limits: str, **groups: str) -> Seats:
    """Seats with limits; each keyword is a candidate and the groups they belong to, as letters."""
    named = {candidate: frozenset(letters) for candidate, letters in groups.items()}
    return Seats(number, tuple(map(parse_limit, limits)), named)


def every_set(names: Any) -> Iterator[frozenset[str]]:
    for size in range(len(names) + 1):
        yield from map(frozenset, combinations(sorted(names), size))


def holds(where: Seats, people: list[frozenset[str]]) -> bool:
    """Whether people in these groups keep every limit."""
    if len(people) > where.number:
        return False
    for limit in where.limits:
        members = sum(limit.counts(groups) for groups in people)
        number = limit.of_elected(where.number)
        if members < number if limit.at_least else members > number:
            return False
    return True


def meets(where: Seats, names: frozenset[str], vacant: int) -> bool:
    """Whether the rules are met by these and so many others, each of a kind that stands."""
    kinds = set((where.groups or {}).values())
    people = [where.groups_of(name) for name in names]
    ways = combinations_with_replacement(sorted(kinds, key=sorted), vacant)
    return any(holds(where, [*people, *others]) for others in ways)


def by_every_set(where: Seats, votes: dict[str, int]) -> tuple[set[str], set[str]]:
    """Who is elected and who is tied, found among all sets of candidates."""
    sets = list(every_set(votes))
    for vacant in range(where.number + 1):
        best = [names for names in sets if meets(where, names, vacant)]
        if best:
            break
    else:
        return set(), set()
    elected = set[str]()
    for _, level in groupby(sorted(votes, key=lambda name: -votes[name]), key=lambda name: votes[name]):
        equals = frozenset(level)
        most = max(len(names & equals) for names in best)
        best = [names for names in best if len(names & equals) == most]
        ways = [names & equals for names in best]
        elected |= frozenset.intersection(*ways)
        tied = frozenset.union(*ways) - elected
        if tied:
            return elected, set(tied)
    return elected, set()


@pytest.mark.parametrize(
    ("limits", "groups", "elected"),
    [
        # a alone would leave one seat, and nobody else is of both groups
        (("at least 1 of w", "at least 1 of B"), {"a": "", "b": "w", "c": "B"}, "bc"),
        # one person can count for both
        (("at least 1 of w", "at least 1 of B"), {"a": "", "b": "w", "c": "B", "d": "wB"}, "ad"),
        (("at least 1/2 of w", "at least 1/2 of m"), {"a": "m", "b": "m", "c": "w", "d": "w"}, "ac"),
        (("at least 1 of B + C",), {"a": "A", "b": "A", "c": "A", "d": "C"}, "ad"),
        # three directors stay, all men: of the whole board of five, two fifths are women
        (("at least 2/5 of w beside 0 of 3 who stay",), {"a": "m", "b": "m", "c": "w", "d": "w"}, "cd"),
        (("at least 2/5 of w beside 1 of 3 who stay",), {"a": "m", "b": "m", "c": "w", "d": "w"}, "ac"),
        (("at most 3/5 of m beside 2 of 3 who stay",), {"a": "m", "b": "m", "c": "w", "d": "w"}, "ac"),
        (("at most 2 of m beside 3 of 3 who stay",), {"a": "m", "b": "w"}, ""),
    ],
)
def test_the_most_voted_with_whom_every_rule_is_met(
    limits: tuple[str, ...], groups: dict[str, str], elected: str
) -> None:
    votes = {name: 9 - place for place, name in enumerate(groups)}
    assert fill_seats(seats(2, *limits, **groups), votes) == Filled(tuple(elected), ())


def test_a_seat_stays_vacant_where_nobody_fits() -> None:
    where = seats(3, "at least 1 of w", "at least 2 of B", a="", b="wB", c="B")
    assert fill_seats(where, {"a": 9, "b": 8, "c": 7}) == Filled(("a", "b", "c"), ())
    assert fill_seats(where, {"a": 9, "c": 7}) == Filled(("a", "c"), ())  # a woman of B was not elected
    assert fill_seats(where, {"a": 9, "b": 8}) == Filled(("a", "b"), ())


def test_equals_are_tied_only_where_that_decides_who_has_a_seat() -> None:
    limits = "at least 1 of w", "at least 1 of B"
    where = seats(2, *limits, a="w", b="w", c="B")
    assert fill_seats(where, {"a": 3, "b": 3, "c": 1}) == Filled((), ("a", "b"))
    assert fill_seats(where, {"a": 3, "b": 3, "c": 1}, ("b", "c", "a")) == Filled(("b", "c"), ())
    assert fill_seats(where, {"a": 3, "b": 1, "c": 3}) == Filled(("a", "c"), ())


LIMITS = (
    *("at least 1 of w", "at least 2 of w", "at least 1 of v", "at least 2 of v", "at most 1 of w"),
    *("at most 2 of x", "at most 1 of x", "at least 1 of x", "at least 2/5 of w", "at least 1/2 of v + x"),
    *(
        "at most 1/2 of v",
        "at least 2/5 of w beside 1 of 3 who stay",
        "at least 2 of x beside 1 of 2 who stay",
    ),
)


@st.composite
def several(draw: Any) -> tuple[Seats, dict[str, int], list[str]]:
    """Seats with any limits, few candidates with few votes, not all of whom can be elected; some in order."""
    limits = draw(st.lists(st.sampled_from(LIMITS), min_size=2, max_size=4, unique=True))
    groups = draw(
        st.dictionaries(
            st.sampled_from("abcdef"), st.sampled_from(("", "v", "w", "x", "vw", "wx", "vwx")), min_size=2
        )
    )
    votes = {name: draw(st.integers(1, 3)) for name in groups if draw(st.integers(0, 5))}
    preferred = draw(st.permutations(sorted(votes)))[: draw(st.integers(0, len(votes)))]
    return seats(draw(st.integers(1, 5)), *limits, **groups), votes, preferred


@settings(max_examples=400)
@given(several())
def test_as_among_all_sets_of_candidates(example: tuple[Seats, dict[str, int], list[str]]) -> None:
    where, votes, _ = example
    if where.count_together:
        filled = fill_seats(where, votes)
        assert (set(filled.elected), set(filled.tied)) == by_every_set(where, votes)


@settings(max_examples=300)
@given(several())
def test_an_order_of_all_leaves_nobody_tied_and_chooses_a_best_set(
    example: tuple[Seats, dict[str, int], list[str]],
) -> None:
    where, votes, _ = example
    if where.count_together:
        filled, before = fill_seats(where, votes, sorted(votes)), fill_seats(where, votes)
        assert not filled.tied
        assert set(before.elected) <= set(filled.elected)
        assert before.tied or set(before.elected) == set(filled.elected)


def rules_of(where: Seats, texts: tuple[str, ...] = ()) -> dict[str, Any]:
    """The frozen rules that an export has of them."""
    named = where.groups or {}
    return {
        "seats": where.number,
        "options": [{"code": name, "groups": sorted(groups)} for name, groups in named.items()],
        "reserved": list(texts) or [written(limit) for limit in where.limits],
    }


def written(limit: Limit) -> str:
    """The text of a limit."""
    number = f"{limit.share.numerator}/{limit.share.denominator}" if limit.share else limit.number
    beside = "" if limit.stay is None else f" beside {limit.staying} of {limit.stay} who stay"
    return f"at {'least' if limit.at_least else 'most'} {number} of {limit.group}{beside}"


@settings(max_examples=400)
@given(several())
def test_the_recount_elects_the_same(example: tuple[Seats, dict[str, int], list[str]]) -> None:
    where, votes, preferred = example
    assert all(parse_limit(written(limit)) == limit for limit in where.limits)
    for order in ([], preferred):
        named = [name for name in where.groups or {} if name in votes]
        filled = fill_seats(where, {name: votes[name] for name in named}, order)
        assert filled == Filled(*map(tuple, recount.fill_seats(rules_of(where), votes, order)))


def board(seed: int, seats: int, candidates: int, most: int) -> tuple[Seats, dict[str, int]]:
    """A whole board by gender, class and city, and the votes of those who can be elected."""
    chance = random.Random(seed)
    groups: dict[str, frozenset[str]] = {}
    for number in range(candidates):
        city = {"Brussels"} if not chance.randrange(4) else set[str]()
        groups[f"c{number}"] = frozenset({chance.choice("wmm"), chance.choice("AAAAABBC"), *city})
    votes = {name: chance.randint(1, most) for name in groups if chance.randrange(10)}
    return Seats(seats, tuple(map(parse_limit, GENDER_AND_CLASS)), groups), votes


@pytest.mark.parametrize(("seed", "most"), [(1, 5000), (2, 5000), (3, 30), (4, 3)])
def test_a_board_of_fifteen_among_forty_is_counted_alike(seed: int, most: int) -> None:
    where, votes = board(seed, 15, 40, most)
    filled = fill_seats(where, votes)
    assert filled == Filled(*map(tuple, recount.fill_seats(rules_of(where), votes, [])))
    lot = random.Random(seed).sample(sorted(votes), len(votes))
    filled = fill_seats(where, votes, lot)
    assert filled == Filled(*map(tuple, recount.fill_seats(rules_of(where), votes, lot)))
    assert not filled.tied
    assert holds(where, [where.groups_of(name) for name in filled.elected])


@pytest.mark.parametrize("most", [5000, 20, 1])
def test_a_hundred_candidates_for_many_seats_come_to_an_end(most: int) -> None:
    where, votes = board(5, 60, 100, most)
    filled = fill_seats(where, votes, sorted(votes))
    assert not filled.tied
    assert len(filled.elected) <= 60
