"""From a tally to an outcome: decisions that follow from the counts and nothing else."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballot.adoption import PresenceCounts, TieRule, parse_majority, parse_quorum
from voting.ballot.methods import RANKED, Contest, Method, count
from voting.ballot.outcome import Decision, Outcome, Rules, decide
from voting.ballot.seats import Seats

HERE = PresenceCounts(100, 1000, {"A": 100}, {"A": 1000})
MOTION = Contest(Method.FOR_AGAINST_ABSTAIN)
NUMBERS = st.integers(0, 200)


def motion(
    for_: int, against: int, abstain: int = 0, preferred: tuple[str, ...] = (), **rules: Any
) -> Outcome:
    """The outcome of a motion; rules are ``majority``, ``quorum`` and ``tie_rule``."""
    made = Rules(
        parse_majority(rules.get("majority", "simple")),
        parse_quorum(rules["quorum"]) if "quorum" in rules else None,
        rules.get("tie_rule", TieRule.REJECTED),
    )
    tally = Counter({"for": for_, "against": against, "abstain": abstain})
    return decide(MOTION, tally, for_ + against + abstain, made, HERE, preferred).outcome


def each(votes: dict[str, tuple[int, int]], seats: int, tie_rule: TieRule = TieRule.SECOND_ROUND) -> Decision:
    """The decision on candidates who got so many votes for and against."""
    contest = Contest(Method.PER_CANDIDATE, tuple(votes), seats)
    tally = Counter(
        {
            f"{name}={mark}": number
            for name, pair in votes.items()
            for mark, number in zip(("for", "against"), pair, strict=True)
        }
    )
    rules = Rules(parse_majority("simple"), None, tie_rule, Seats(seats))
    return decide(contest, tally, 100, rules, HERE)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_simple_majority_is_more_for_than_against(for_: int, against: int, abstain: int) -> None:
    expected = Outcome.ADOPTED if for_ > against else Outcome.REJECTED
    assert motion(for_, against, abstain) is expected


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_abstentions_do_not_weigh(for_: int, against: int, few: int, many: int) -> None:
    assert motion(for_, against, few) is motion(for_, against, many)


@given(NUMBERS, NUMBERS, st.sampled_from(["simple", "3/4", "4/5", "2/3", "1/1"]))
def test_another_vote_for_never_costs_a_motion_its_adoption(for_: int, against: int, majority: str) -> None:
    if motion(for_, against, majority=majority) is Outcome.ADOPTED:
        assert motion(for_ + 1, against, majority=majority) is Outcome.ADOPTED


@pytest.mark.parametrize(
    ("for_", "against", "outcome"),
    [(0, 0, Outcome.REJECTED), (3, 1, Outcome.ADOPTED), (299, 100, Outcome.REJECTED)],
)
def test_three_quarters(for_: int, against: int, outcome: Outcome) -> None:
    assert motion(for_, against, 50, majority="3/4") is outcome


@pytest.mark.parametrize(
    ("tie_rule", "preferred", "outcome"),
    [
        (TieRule.REJECTED, (), Outcome.REJECTED),
        (TieRule.SECOND_ROUND, (), Outcome.TIED),
        (TieRule.CHAIR, (), Outcome.TIED),
        (TieRule.CHAIR, ("for",), Outcome.ADOPTED),
        (TieRule.CHAIR, ("against",), Outcome.REJECTED),
        (TieRule.LOT, ("for", "against"), Outcome.ADOPTED),
    ],
)
def test_equal_votes_are_decided_by_the_rule(
    tie_rule: TieRule, preferred: tuple[str, ...], outcome: Outcome
) -> None:
    assert motion(7, 7, 3, preferred, tie_rule=tie_rule) is outcome
    assert motion(8, 7, 3, preferred, tie_rule=tie_rule) is Outcome.ADOPTED
    assert motion(7, 8, 3, preferred, tie_rule=tie_rule) is Outcome.REJECTED


@pytest.mark.parametrize("majority", ["3/4", "more than 2/3 of for_against", "at least 2/3 of cast"])
@pytest.mark.parametrize("tie_rule", TieRule)
def test_equal_votes_are_no_tie_where_more_than_half_is_needed(majority: str, tie_rule: TieRule) -> None:
    assert motion(7, 7, 0, ("for",), tie_rule=tie_rule, majority=majority) is Outcome.REJECTED
    assert motion(7, 7, 0, (), tie_rule=tie_rule, majority=majority) is Outcome.REJECTED
    assert motion(7, 7, 0, (), tie_rule=tie_rule, majority="1/2") is Outcome.ADOPTED


def test_without_quorum_nothing_is_decided() -> None:
    assert motion(90, 0, quorum="1/10") is Outcome.ADOPTED
    assert motion(90, 0, quorum="1/9") is Outcome.QUORUM_NOT_MET
    contest = Contest(Method.PLURALITY_AT_LARGE, ("a", "b"), 2)
    rules = Rules(parse_majority("simple"), parse_quorum("1/2"), seats=Seats(2))
    decision = decide(contest, count(contest, {"a": 90}), 90, rules, HERE)
    assert decision == Decision(Outcome.QUORUM_NOT_MET, vacant=2)


def test_candidates_need_a_majority_each_and_then_the_most_votes() -> None:
    decision = each({"a": (50, 10), "b": (60, 40), "c": (70, 71), "d": (5, 4)}, 2)
    assert (decision.outcome, decision.elected, decision.vacant) == (Outcome.ELECTED, ("b", "a"), 0)
    decision = each({"a": (1, 2), "b": (9, 3)}, 2)
    assert (decision.outcome, decision.elected, decision.vacant) == (Outcome.ELECTED, ("b",), 1)
    decision = each({"a": (1, 2), "b": (0, 0)}, 1)
    assert (decision.outcome, decision.elected, decision.vacant) == (Outcome.NONE_ELECTED, (), 1)


def test_who_is_tied_for_the_last_seat_does_not_get_it() -> None:
    tied = {"a": (9, 0), "b": (7, 0), "c": (7, 0)}
    decision = each(tied, 2)
    assert (decision.outcome, decision.elected, decision.vacant) == (Outcome.TIED, ("a",), 1)
    assert set(decision.tied) == {"b", "c"}
    assert each(tied, 2, TieRule.REJECTED).outcome is Outcome.ELECTED
    assert each(tied, 3).tied == ()


VOTES = st.dictionaries(st.sampled_from("abcdef"), st.tuples(NUMBERS, NUMBERS), min_size=1)


@given(VOTES, st.integers(1, 6))
def test_seats_are_given_or_vacant_and_nobody_without_majority_sits(
    votes: dict[str, tuple[int, int]], seats: int
) -> None:
    decision = each(votes, seats)
    assert len(decision.elected) + decision.vacant == seats
    assert not set(decision.elected) & set(decision.tied)
    assert all(votes[name][0] > votes[name][1] for name in (*decision.elected, *decision.tied))
    numbers = [votes[name][0] for name in decision.elected]
    assert numbers == sorted(numbers, reverse=True)
    left = [
        votes[name][0] for name in votes if votes[name][0] > votes[name][1] and name not in decision.elected
    ]
    assert not numbers or max(left, default=0) <= numbers[-1]


@given(VOTES, st.integers(1, 6), st.randoms())
def test_the_order_on_the_ballot_elects_nobody(
    votes: dict[str, tuple[int, int]], seats: int, random: Any
) -> None:
    names = list(votes)
    random.shuffle(names)
    one, other = each(votes, seats), each({name: votes[name] for name in names}, seats)
    assert set(one.elected) == set(other.elected)
    assert set(one.tied) == set(other.tied)


LEVEL = {"a>b": 3, "b>a": 3, "c": 1}
"""By Schulze a and b are level, and both are better than c."""


@pytest.mark.parametrize(
    ("tie_rule", "preferred", "outcome", "elected", "settled"),
    [
        (TieRule.REJECTED, (), Outcome.NONE_ELECTED, (), ""),
        (TieRule.SECOND_ROUND, (), Outcome.TIED, (), ""),
        (TieRule.CHAIR, (), Outcome.TIED, (), ""),
        (TieRule.CHAIR, ("c",), Outcome.TIED, (), ""),
        (TieRule.CHAIR, ("b",), Outcome.ELECTED, ("b",), "chair"),
        (TieRule.LOT, ("c", "b", "a"), Outcome.ELECTED, ("b",), "lot"),
    ],
)
def test_a_seat_that_is_tied_is_given_by_the_rule(
    tie_rule: TieRule, preferred: tuple[str, ...], outcome: Outcome, elected: tuple[str, ...], settled: str
) -> None:
    contest = Contest(Method.SCHULZE, ("a", "b", "c"), 1)
    rules = Rules(parse_majority("simple"), None, tie_rule, Seats(1))
    decision = decide(contest, count(contest, LEVEL), 7, rules, HERE, preferred)
    assert (decision.outcome, decision.elected, decision.settled) == (outcome, elected, settled)
    assert decision.tied == (() if elected else ("a", "b"))
    assert decision.count is not None
    assert decision.count["elected"] == ["abc".index(name) + 1 for name in elected]
    assert bool(decision.count["ties"]) == (settled == "lot")


@pytest.mark.parametrize("method", sorted(RANKED))
def test_whom_nobody_has_ranked_is_not_elected_by_lot(method: Method) -> None:
    contest = Contest(method, ("a", "b"), 1)
    rules = Rules(parse_majority("simple"), None, TieRule.LOT, Seats(1))
    decision = decide(contest, count(contest, {"blank": 9}), 9, rules, HERE, ("b", "a"))
    assert decision == Decision(Outcome.NONE_ELECTED, vacant=1)
