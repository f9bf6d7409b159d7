"""Choosing between equals: by the rounds in the order in which they are given, then by the lot."""

import pytest

from voting.ballot.ranked.result import SettledBy, Tie, TieKind
from voting.ballot.ranked.ties import highest, lowest, ranked_by_votes

LOT = (3, 1, 2)
LEVEL = (0, 5, 5, 5)


@pytest.mark.parametrize(
    ("history", "low", "high"),
    [
        ([], (2, SettledBy.LOT), (3, SettledBy.LOT)),
        ([LEVEL, LEVEL], (2, SettledBy.LOT), (3, SettledBy.LOT)),
        ([(0, 4, 5, 6)], (1, SettledBy.EARLIER_ROUND), (3, SettledBy.EARLIER_ROUND)),
        ([LEVEL, (0, 6, 5, 4)], (3, SettledBy.EARLIER_ROUND), (1, SettledBy.EARLIER_ROUND)),
        ([(0, 4, 5, 6), (0, 6, 5, 4)], (1, SettledBy.EARLIER_ROUND), (3, SettledBy.EARLIER_ROUND)),
        ([(0, 4, 4, 6), (0, 7, 6, 0)], (2, SettledBy.EARLIER_ROUND), (3, SettledBy.EARLIER_ROUND)),
        ([(0, 6, 6, 4), (0, 7, 6, 9)], (3, SettledBy.EARLIER_ROUND), (1, SettledBy.EARLIER_ROUND)),
        ([(0, 4, 4, 6), LEVEL], (2, SettledBy.LOT), (3, SettledBy.EARLIER_ROUND)),
        ([(0, 6, 6, 4), LEVEL], (3, SettledBy.EARLIER_ROUND), (1, SettledBy.LOT)),
    ],
)
def test_the_first_round_that_separates_equals_chooses_and_the_lot_where_none_does(
    history: list[tuple[int, ...]], low: tuple[int, SettledBy], high: tuple[int, SettledBy]
) -> None:
    """The last in the lot goes, the first in it is elected; who was parted from the rest has no more part."""
    assert lowest((1, 2, 3), history, LOT) == low
    assert highest((1, 2, 3), history, LOT) == high


def test_candidates_are_ranked_by_votes_and_each_tie_is_told() -> None:
    votes = (0, 5, 7, 5, 5, 1)
    earlier = [(0, 2, 0, 2, 3, 0)]
    ranked, ties = ranked_by_votes((5, 4, 3, 2, 1), votes, earlier, (3, 1, 2, 4, 5), 6, TieKind.ORDER)
    assert ranked == [2, 4, 3, 1, 5]
    assert ties == [
        Tie(6, TieKind.ORDER, (1, 3, 4), 4, SettledBy.EARLIER_ROUND),
        Tie(6, TieKind.ORDER, (1, 3), 3, SettledBy.LOT),
    ]
    assert ranked_by_votes((), votes, [], (1,), 1, TieKind.ORDER) == ([], [])
