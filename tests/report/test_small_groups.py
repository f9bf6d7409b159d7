"""Nothing about a few people can be read or computed from a table: tried with every possible table."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.report.small_groups import Group, fewest, hidden_groups, possible_values

MINIMUM = 10


@st.composite
def groups(draw: st.DrawFn) -> list[Group]:
    found = []
    for _ in range(draw(st.integers(1, 6))):
        entitled = draw(st.integers(0, 60))
        found.append(Group(draw(st.integers(0, entitled)), entitled))
    return found


def as_a_reader_could(table: list[Group], hidden: set[int]) -> dict[int, set[int]]:
    """By hidden row, every number that fits with what is shown: the total, the other rows, the entitled."""
    places = sorted(hidden)
    total = sum(table[place].voters for place in places)
    fitting: dict[int, set[int]] = {place: set() for place in places}
    ranges = [range(table[place].entitled + 1) for place in places[:-1]]  # type: ignore[operator]
    for values in product(*ranges):
        last = total - sum(values)
        if 0 <= last <= (table[places[-1]].entitled or 0):
            for place, value in zip(places, (*values, last), strict=True):
                fitting[place].add(value)
    return fitting


@given(groups())
def test_small_groups_are_hidden(table: list[Group]) -> None:
    hidden = hidden_groups(table, MINIMUM)
    for place, group in enumerate(table):
        assert group.entitled is not None
        if group.entitled and min(group.voters, group.entitled - group.voters) < MINIMUM:
            assert place in hidden


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=4))
def test_what_is_hidden_cannot_be_computed(numbers: list[tuple[int, int]]) -> None:
    table = [Group(min(pair), max(pair)) for pair in numbers]
    hidden = hidden_groups(table, 3)
    if hidden == set(range(len(table))) or not hidden:
        return  # nothing is shown, and no more can be done; or everything may be
    for place, values in as_a_reader_could(table, hidden).items():
        entitled = table[place].entitled or 0
        is_small = min(table[place].voters, entitled - table[place].voters) < 3
        assert len(values) > min(3, entitled) or not is_small, (table, hidden)
        others = [table[other] for other in hidden if other != place]
        assert possible_values(table[place], others) == (min(values), max(values))


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=4))
def test_what_is_told_of_a_hidden_group_is_what_anybody_can_compute(numbers: list[tuple[int, int]]) -> None:
    table = [Group(min(pair), max(pair)) for pair in numbers]
    hidden = sorted(hidden_groups(table, 3))
    bounds = fewest(sum(table[place].voters for place in hidden), [max(numbers[place]) for place in hidden])
    known = as_a_reader_could(table, set(hidden)) if hidden else {}
    assert bounds == [min(known[place]) for place in hidden]


@given(groups())
def test_one_further_group_is_enough(table: list[Group]) -> None:
    small = {
        place
        for place, group in enumerate(table)
        if group.entitled and min(group.voters, group.entitled - group.voters) < MINIMUM
    }
    hidden = hidden_groups(table, MINIMUM)
    assert len(hidden - small) <= 1 or hidden == set(range(len(table)))


@pytest.mark.parametrize(
    ("table", "hidden"),
    [
        ([(100, 1000), (200, 1000)], set()),
        ([(10, 1000), (990, 1000), (10, 20)], set()),
        ([(991, 1000), (200, 1000)], {0, 1}),
        ([(9, 1000), (200, 1000), (50, 1000)], {0, 2}),
        ([(9, 1000), (200, 1000)], {0, 1}),
        ([(4, 1000), (5, 1000), (200, 1000), (300, 1000)], {0, 1, 2}),
        ([(995, 1000), (200, 1000), (500, 1000)], {0, 1}),
        ([(3, 3), (40, 100), (60, 100)], {0, 1}),
        ([(0, 0), (40, 100), (60, 100)], set()),
    ],
)
def test_examples(table: list[tuple[int, int]], hidden: set[int]) -> None:
    assert hidden_groups([Group(*pair) for pair in table]) == hidden


def test_ways_of_voting_have_no_entitled() -> None:
    assert hidden_groups([Group(500), Group(300), Group(0)]) == set()
    assert hidden_groups([Group(500), Group(300), Group(4)]) == {1, 2}
    assert hidden_groups([Group(4)]) == {0}
    assert hidden_groups([Group(500), Group(300), Group(0), Group(4)]) == {1, 3}
    assert hidden_groups([Group(500), Group(10), Group(0)]) == set()
    assert hidden_groups([Group(500), Group(300), Group(9)]) == {1, 2}
    assert hidden_groups([Group(500), Group(300), Group(1)]) == {1, 2}
