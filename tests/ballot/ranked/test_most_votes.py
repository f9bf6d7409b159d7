"""Approval and plurality."""

from voting.ballot.ranked.approval import approval
from voting.ballot.ranked.plurality import plurality
from voting.ballot.ranked.result import TieKind

from .profiles import letters, profile
from .test_irv import TENNESSEE


def test_plurality_of_tennessee() -> None:
    """Memphis, with 42 of 100. Source: "Plurality voting", Wikipedia."""
    result = plurality(profile(TENNESSEE, candidates="MNCK"))
    assert result.rounds[0].votes == (42, 26, 15, 17)
    assert result.elected == (1,)


def test_approval_of_tennessee() -> None:
    """Whoever approves of the two nearest cities elects Nashville, with 68. Source: "Approval voting",
    Wikipedia: the voters of Memphis approve of Memphis and Nashville, and so on."""
    result = approval(profile({"MN": 42, "NC": 26, "CK": 15, "KC": 17}, candidates="MNCK"))
    assert result.rounds[0].votes == (42, 68, 58, 32)
    assert result.elected == (2,)


def test_approval_does_not_look_at_the_order() -> None:
    one = approval(profile({"ABC": 3, "CA": 2, "": 4}, seats=2))
    other = approval(profile({"CBA": 3, "AC": 2, "": 4}, seats=2))
    assert one == other
    assert one.rounds[0].votes == (5, 3, 5)
    assert one.blank == 4


def test_plurality_counts_first_preferences_for_several_seats() -> None:
    result = plurality(profile({"AC": 5, "BC": 4, "C": 3}, seats=2))
    assert letters(result.elected) == "AB"
    assert [letters(equals) for equals in result.order] == ["A", "B", "C"]


def test_a_tie_for_the_last_seat_is_told_from_a_tie_of_order() -> None:
    ballots = {"A": 5, "B": 5, "C": 2, "D": 2, "E": 2}
    result = plurality(profile(ballots, seats=4), (5, 4, 3, 2, 1))
    assert letters(result.elected) == "BAED"
    (only,) = result.rounds
    assert (only.number, only.exhausted, only.lost, only.subject) == (1, 0, 0, ())
    assert [tie.round for tie in result.ties] == [1, 1, 1]
    assert [(tie.kind, letters(tie.candidates), letters((tie.chosen,))) for tie in result.ties] == [
        (TieKind.ORDER, "AB", "B"),
        (TieKind.SEAT, "CDE", "E"),
        (TieKind.SEAT, "CD", "D"),
    ]


def test_all_of_equal_candidates_elected_is_no_tie_for_a_seat() -> None:
    result = plurality(profile({"A": 2, "B": 2}, seats=2))
    assert [tie.kind for tie in result.ties] == [TieKind.ORDER]
