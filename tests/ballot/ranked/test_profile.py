"""A profile refuses what cannot be counted, and says all of it at once."""

import pytest

from voting.ballot.ranked import METHODS, ONE_SEAT
from voting.ballot.ranked.lot import lot_from_seed
from voting.ballot.ranked.profile import InvalidProfile, Profile, papers, standing


def test_every_fault_at_once() -> None:
    with pytest.raises(InvalidProfile) as caught:
        Profile(("Ann", " "), 4, (((1, 1), 2), ((3, 2), 1), ((2,), 0)), frozenset({5}))
    assert [(fault.code, fault.ballot) for fault in caught.value.faults] == [
        ("name_missing", 0),
        ("unknown_withdrawn", 0),
        ("too_many_seats", 0),
        ("ranked_twice", 1),
        ("unknown_candidate", 2),
        ("invalid_count", 3),
    ]
    assert caught.value.code == "invalid_profile"
    assert "candidate 1 is ranked 2 times" in str(caught.value)
    assert "4 seats are more than the 2 candidates who stand" in str(caught.value)


@pytest.mark.parametrize(
    ("candidates", "seats", "withdrawn", "codes"),
    [
        ((), 1, frozenset(), ["no_candidates"]),
        (("Ann",), 0, frozenset(), ["no_seats"]),
        (("Ann", "Bob"), 2, frozenset({2}), ["too_many_seats"]),
        (("Ann", "Bob"), 2, frozenset({0}), ["unknown_withdrawn"]),
        (("Ann", "Bob"), 2, frozenset({3}), ["unknown_withdrawn"]),
        (("Ann", "Bob"), 2, frozenset({0, 1}), ["unknown_withdrawn", "too_many_seats"]),
        (("Ann", "Bob"), 3, frozenset(), ["too_many_seats"]),
        (("Ann", ""), 1, frozenset(), ["name_missing"]),
    ],
)
def test_impossible_contests(
    candidates: tuple[str, ...], seats: int, withdrawn: frozenset[int], codes: list[str]
) -> None:
    with pytest.raises(InvalidProfile) as caught:
        Profile(candidates, seats, (), withdrawn)
    assert [fault.code for fault in caught.value.faults] == codes


def test_each_fault_says_where_it_is_and_what_exists() -> None:
    with pytest.raises(InvalidProfile) as caught:
        Profile(("Ann", ""), -1, (((1,), 1), ((3,), 1), ((1, 2, 1), 0)), frozenset({3}))
    assert [fault.message for fault in caught.value.faults] == [
        "candidate 2 has no name",
        "withdrawn candidate 3 does not exist: the candidates are 1 to 2",
        "the number of seats is -1: it must be 1 or more",
        "candidate 3 does not exist: the candidates are 1 to 2",
        "candidate 1 is ranked 2 times",
        "0 is not a number of ballots: it must be 1 or more",
    ]
    assert [fault.ballot for fault in caught.value.faults] == [0, 0, 0, 2, 3, 3]


def test_papers_are_grouped_and_the_withdrawn_struck_out() -> None:
    ballots = (((1, 2), 3), ((2,), 1), ((), 2), ((1, 2), 4), ((2, 3), 5), ((3, 2, 1), 1), ((2, 1), 9))
    profile = Profile(("Ann", "Bob", "Cy"), 1, ballots, frozenset({2}))
    sheets = papers(profile)
    assert dict(sheets.piles) == {(1,): 16, (3,): 5, (3, 1): 1}
    assert sheets.blank == 3
    assert sheets.valid == 22
    assert standing(profile) == (1, 3)
    whole = papers(Profile(("Ann", "Bob", "Cy"), 1, ballots))
    assert dict(whole.piles) == {(1, 2): 7, (2,): 1, (2, 3): 5, (3, 2, 1): 1, (2, 1): 9}
    assert (whole.blank, whole.valid) == (2, 23)


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_withdrawn_candidate_is_never_elected(name: str) -> None:
    seats = 1 if name in ONE_SEAT else 2
    profile = Profile(("Ann", "Bob", "Cy"), seats, (((2, 1), 9), ((2, 3), 2), ((2,), 7)), frozenset({2}))
    result = METHODS[name](profile, None)
    assert result.elected == (1, 3)[:seats]
    assert (result.valid, result.blank, result.withdrawn) == (11, 7, (2,))


@pytest.mark.parametrize("name", sorted(ONE_SEAT))
def test_one_seat_methods_refuse_more(name: str) -> None:
    with pytest.raises(InvalidProfile, match=f"{name} fills one seat, not 2"):
        METHODS[name](Profile(("Ann", "Bob", "Cy"), 2, ()), None)


@pytest.mark.parametrize("lot", [(1, 2), (1, 2, 2), (1, 2, 4), (0, 1, 2)])
@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_lot_is_every_candidate_once(name: str, lot: tuple[int, ...]) -> None:
    with pytest.raises(InvalidProfile) as caught:
        METHODS[name](Profile(("Ann", "Bob", "Cy"), 1, ()), lot)
    assert [fault.code for fault in caught.value.faults] == ["invalid_lot"]


def test_the_lot_of_a_seed_can_be_drawn_with_sha256sum() -> None:
    """printf '%s' 'spring/1' | sha256sum: b5f6...; /2: c4fb...; /3: 1e4d...; /4: e9fd...; /5: 8ed3..."""
    assert lot_from_seed("spring", 5) == (3, 5, 1, 2, 4)
    assert lot_from_seed("spring", 5) != lot_from_seed("autumn", 5)
