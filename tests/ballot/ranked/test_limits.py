"""Reserved seats in a transferable count: whom a limit dooms, and whom a kept seat guards."""

from collections.abc import Callable, Sequence

import pytest

from voting.ballot.ranked.limits import FREE, Limits
from voting.ballot.ranked.lot import Lot
from voting.ballot.ranked.meek_stv import meek_stv
from voting.ballot.ranked.profile import Profile
from voting.ballot.ranked.result import CountResult
from voting.ballot.ranked.scottish_stv import scottish_stv

Transferable = Callable[[Profile, Lot | None, Limits], CountResult]


@pytest.mark.parametrize(
    ("kept", "continuing", "elected", "guarded"),
    [
        ([({3, 4}, 1)], {1, 2, 3, 4}, [], set()),
        ([({3, 4}, 1)], {1, 2, 3}, [], {3}),
        ([({3, 4}, 1)], {1, 2, 3}, [4], set()),
        ([({3, 4}, 2)], {1, 2, 3, 4}, [], {3, 4}),
        ([({3, 4}, 2)], {1, 2, 4}, [3], {4}),
        ([({3, 4}, 2)], {1, 2, 4}, [], {4}),
        ([({3, 4}, 1)], {1, 2}, [], set()),
        ([({3}, 1), ({4}, 1)], {1, 2, 3, 4}, [], {3, 4}),
        ([({3, 4}, 2)], {3, 4}, [], set()),
        ([({3, 4}, 2)], {3}, [4], set()),
        ([], {1, 2}, [], set()),
    ],
)
def test_who_is_needed_for_a_kept_seat_is_guarded_unless_nobody_else_could_go(
    kept: list[tuple[set[int], int]], continuing: set[int], elected: list[int], guarded: set[int]
) -> None:
    limits = Limits(kept=tuple((frozenset(group), seats) for group, seats in kept))
    assert limits.guarded(continuing, elected) == guarded


def one_of_1_and_2(candidate: int, elected: Sequence[int]) -> bool:
    """Room for one of candidates 1 and 2, and for all others."""
    return candidate > 2 or not {1, 2} & set(elected)


def test_a_full_group_dooms_its_others() -> None:
    limits = Limits(one_of_1_and_2)
    assert limits.doomed({3, 2, 1}, []) == []
    assert limits.doomed({3, 2}, [1]) == [2]
    assert limits.seated([2, 3, 1], []) == [2, 3]
    assert FREE.seated([2, 1], [3]) == [2, 1]
    assert FREE.doomed({1, 2}, [3]) == []


@pytest.mark.parametrize("count", [scottish_stv, meek_stv])
def test_who_is_guarded_is_elected_though_last_at_every_count(count: Transferable) -> None:
    ballots = (((1,), 5), ((2,), 4), ((3,), 3), ((4,), 1))
    profile = Profile(("a", "b", "c", "d"), 2, ballots)
    assert set(count(profile, None, FREE).elected) == {1, 2}

    def has_room(candidate: int, elected: Sequence[int]) -> bool:
        return candidate == 4 or len(set(elected) - {4}) < 1

    limits = Limits(has_room, ((frozenset({4}), 1),))
    assert set(count(profile, None, limits).elected) == {1, 4}


@pytest.mark.parametrize("count", [scottish_stv, meek_stv])
def test_who_would_be_one_too_many_of_a_group_is_passed_over(count: Transferable) -> None:
    ballots = (((1, 2), 6), ((2,), 5), ((3,), 1))
    profile = Profile(("a", "b", "c"), 2, ballots)
    assert set(count(profile, None, FREE).elected) == {1, 2}
    assert set(count(profile, None, Limits(one_of_1_and_2)).elected) == {1, 3}
