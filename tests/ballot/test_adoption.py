"""Majorities and quorums: exact at the boundary, for every base and number."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballot.adoption import (
    APPOINTMENT_YEARS,
    TEMPLATES,
    Majority,
    MajorityBase,
    PresenceCounts,
    Quorum,
    parse_majority,
    parse_quorum,
    quorum_is_met,
)
from voting.wording.reasoning import votes_needed

SHARES = st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda pair: pair[0] <= pair[1])


@pytest.mark.parametrize(
    ("text", "threshold", "more_than", "base"),
    [
        ("simple", Fraction(1, 2), True, MajorityBase.FOR_AGAINST),
        ("3/4", Fraction(3, 4), False, MajorityBase.FOR_AGAINST),
        ("more than 1/2 of cast", Fraction(1, 2), True, MajorityBase.CAST),
        ("at least 2/3 of entitled", Fraction(2, 3), False, MajorityBase.ENTITLED),
        ("at least 1/1 of present", Fraction(1), False, MajorityBase.PRESENT),
    ],
)
def test_a_majority_means_what_its_text_says(
    text: str, threshold: Fraction, more_than: bool, base: MajorityBase
) -> None:
    assert parse_majority(text) == Majority(threshold, more_than, base)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "half",
        "0/2",
        "5/4",
        "1/0",
        "0.75",
        "more than 1/1 of cast",
        "at least 3/4 of nobody",
        "3 / 4",
        "-1/2",
    ],
)
def test_what_is_no_majority_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_majority(text)


@pytest.mark.parametrize(
    ("text", "share", "members", "in_each_class"),
    [
        ("1/2", Fraction(1, 2), 0, False),
        ("1/3 of entitled", Fraction(1, 3), 0, False),
        ("1/3 of entitled in each class", Fraction(1, 3), 0, True),
        ("100 members", Fraction(), 100, False),
        ("1 members in each class", Fraction(), 1, True),
        ("9999999 members", Fraction(), 9_999_999, False),
        ("999/999", Fraction(1), 0, False),
    ],
)
def test_a_quorum_means_what_its_text_says(
    text: str, share: Fraction, members: int, in_each_class: bool
) -> None:
    assert parse_quorum(text) == Quorum(share, members, in_each_class)


def test_a_number_of_members_is_a_quorum_whatever_the_roll() -> None:
    quorum = parse_quorum("100 members")
    assert quorum.is_met_by(100, 5_000)
    assert not quorum.is_met_by(99, 5_000)
    assert not quorum.is_met_by(99, 99)


@pytest.mark.parametrize("text", ["", "most", "0 members", "2/1", "1/2 of cast", "members", "1/2 in each"])
def test_what_is_no_quorum_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_quorum(text)


@given(SHARES, st.booleans(), st.integers(1, 10_000))
def test_one_vote_less_than_needed_is_not_enough(pair: tuple[int, int], more_than: bool, base: int) -> None:
    majority = Majority(Fraction(*pair), more_than, MajorityBase.CAST)
    needed = votes_needed(majority, base)
    assert majority.is_reached(needed, base)
    if needed > 1:
        assert not majority.is_reached(needed - 1, base)


def test_three_quarters_exactly_and_one_vote_less() -> None:
    three_quarters = parse_majority("3/4")
    assert three_quarters.is_reached(3_000_000, 4_000_000)
    assert not three_quarters.is_reached(2_999_999, 4_000_000)
    assert not three_quarters.is_reached(0, 0)


@given(SHARES, st.integers(0, 5_000), st.integers(1, 5_000))
def test_a_quorum_is_an_exact_share(pair: tuple[int, int], present: int, entitled: int) -> None:
    quorum = Quorum(Fraction(*pair), 0, in_each_class=False)
    assert quorum.is_met_by(present, entitled) == (present * pair[1] >= pair[0] * entitled)


def test_a_quorum_in_each_class_is_met_in_each_class() -> None:
    quorum = parse_quorum("1/2 of entitled in each class")
    classes = {"A": 10, "B": 4, "C": 1}

    def met(**present: int) -> bool:
        return quorum_is_met(quorum, PresenceCounts(sum(present.values()), 15, present, classes))

    assert met(A=5, B=2, C=1)
    assert not met(A=10, B=1, C=1)
    assert not met(A=10, B=4)


def test_the_templates_are_what_the_law_and_most_statutes_say() -> None:
    """Three quarters to change the statutes, four fifths to change the object, of the votes for and against,
    and half of the members present or represented for both; more for than against for everything else."""
    half = Quorum(Fraction(1, 2), 0, in_each_class=False)
    assert {
        name: (parse_majority(template.majority), template.quorum and parse_quorum(template.quorum))
        for name, template in TEMPLATES.items()
    } == {
        "ordinary": (Majority(Fraction(1, 2), more_than=True, base=MajorityBase.FOR_AGAINST), None),
        "statutes": (Majority(Fraction(3, 4), more_than=False, base=MajorityBase.FOR_AGAINST), half),
        "object": (Majority(Fraction(4, 5), more_than=False, base=MajorityBase.FOR_AGAINST), half),
        "appointment": (Majority(Fraction(1, 2), more_than=True, base=MajorityBase.FOR_AGAINST), None),
    }
    assert APPOINTMENT_YEARS == 4
