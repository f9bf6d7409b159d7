"""Counts are found in sums, by either kind of integers, and sums that cannot be are refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sealed.forging import EACH, MARKS, ONE, VOTE
from tests.sealed.kinds import over_both_kinds
from voting.sealed.counting import SealedCount, SumCounter, UncountableSum, is_possible
from voting.sealed.group import Ristretto, ristretto
from voting.sealed.wire import AGAINST

MOST = SumCounter(30, ristretto())


@given(st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=40)
def test_a_motion_is_counted(in_favour: int, against: int) -> None:
    group = ristretto()
    hidden = [group.multiple(in_favour + AGAINST * against, group.base)]
    if in_favour + against <= 30:
        count = MOST.counted(VOTE.shape, hidden)
        assert count.answers == ((in_favour, against, 30 - in_favour - against),)
    else:
        with pytest.raises(UncountableSum):
            MOST.counted(VOTE.shape, hidden)


@pytest.mark.parametrize("ballots", [1, 2, 3, 1023, 1025])
@over_both_kinds
def test_the_ends_are_counted(ballots: int, group: Ristretto) -> None:
    counter = SumCounter(ballots, group)
    for in_favour, against in ((0, 0), (ballots, 0), (0, ballots), (ballots - 1, 1)):
        hidden = group.multiple(in_favour + AGAINST * against, group.base)
        assert counter.counted(VOTE.shape, [hidden]).answers[0][:2] == (in_favour, against)


@pytest.mark.parametrize("value", [-1, 31, 32, AGAINST - 1, 31 * AGAINST, AGAINST**2, 30 * AGAINST + 1])
@over_both_kinds
def test_what_is_no_count_is_refused(value: int, group: Ristretto) -> None:
    counter = SumCounter(30, group)
    with pytest.raises(UncountableSum):
        counter.counted(VOTE.shape, [group.multiple(value, group.base)])
    with pytest.raises(UncountableSum):
        counter.counted(EACH.shape, [group.identity, group.multiple(value, group.base)])


@pytest.mark.parametrize(
    ("marks", "possible"),
    [
        ((10, 20, 30, 0), True),
        ((20, 20, 20, 0), True),
        ((21, 20, 20, 0), False),
        ((10, 10, 10, 0), True),
        ((9, 10, 10, 0), False),
        ((0, 0, 0, 30), True),
        ((1, 0, 0, 30), False),
        ((0, 0, 5, 25), True),
        ((0, 0, 6, 25), False),
        ((5, 5, 0, 25), True),
        ((5, 5, 1, 25), False),
    ],
)
def test_marks_keep_their_limits(marks: tuple[int, ...], possible: bool) -> None:
    group = ristretto()
    hidden = [group.multiple(each, group.base) for each in marks]
    if possible:
        assert MOST.counted(MARKS.shape, hidden).answers == tuple((30 - each, each) for each in marks)
    else:
        with pytest.raises(UncountableSum):
            MOST.counted(MARKS.shape, hidden)


def test_there_is_one_sum_of_each_question() -> None:
    group = ristretto()
    for sums in ([], [group.base], [group.base] * 3):
        with pytest.raises(ValueError, match="zip"):
            MOST.counted(EACH.shape, sums)
    with pytest.raises(ValueError, match="zip"):
        is_possible(SealedCount(3, ((1, 1, 1),)), EACH.shape)


def test_a_counter_reckons_in_what_there_is() -> None:
    group = ristretto()
    hidden = group.multiple(2 + 3 * AGAINST, group.base)
    assert SumCounter(5).counted(VOTE.shape, [hidden]).answers == ((2, 3, 0),)


def test_a_count_has_the_ballots_that_there_are() -> None:
    assert is_possible(SealedCount(3, ((1, 1, 1),)), VOTE.shape)
    for answers in ((1, 1, 2), (4, 0, -1), (1, 2)):
        assert not is_possible(SealedCount(3, (answers,)), VOTE.shape)
    assert is_possible(SealedCount(1, ((0, 1), (1, 0), (1, 0), (1, 0))), ONE.shape)
    assert not is_possible(SealedCount(1, ((0, 1), (0, 1), (1, 0), (1, 0))), ONE.shape)


@pytest.mark.full
@over_both_kinds
def test_the_whole_membership_is_counted(group: Ristretto) -> None:
    hidden = group.multiple(20_000 + AGAINST * 25_000, group.base)
    assert SumCounter(45_598, group).counted(VOTE.shape, [hidden]).answers == ((20_000, 25_000, 598),)
