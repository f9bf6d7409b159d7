"""A majority in each class: every tally of a few ballots against a plain reading of the rule."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballot.adoption import PresenceCounts, is_in_each_class, parse_majority
from voting.ballot.methods import POSITIONS, Contest, Method, count
from voting.ballot.outcome import Outcome, Rules, classes_reached, decide
from voting.ballot.rules import MINIMUM_GROUP, classes_shown
from voting.ballot.seats import Seats

MOTION = Contest(Method.FOR_AGAINST_ABSTAIN)
Votes = tuple[int, int, int]
"""How many voted for, against, and abstained."""
MAJORITIES = ("simple", "3/4", "1/1", "more than 1/2 of cast", "at least 2/3 of present", "1/2")
BASES = ("for_against", "cast", "present", "entitled")


def of_class(most: int) -> Iterator[Votes]:
    """Every way in which up to so many members can vote."""
    for votes in product(range(most + 1), repeat=3):
        if sum(votes) <= most:
            yield votes


def tallies(classes: int, most: int) -> Iterator[tuple[Votes, ...]]:
    """Every tally of up to so many ballots in so many classes."""
    if not classes:
        yield ()
        return
    for votes in of_class(most):
        for others in tallies(classes - 1, most - sum(votes)):
            yield (votes, *others)


def plainly(text: str, votes: Votes, present: int, entitled: int) -> bool:
    """Whether one class has the majority, read from its text without anything of the application."""
    words = {"simple": "more than 1/2 of for_against"}.get(text, text).split()
    if len(words) == 1:
        words = ["at", "least", text, "of", "for_against"]
    over, under = map(int, words[2].split("/"))
    yes, no, abstained = votes
    whole = dict(zip(BASES, (yes + no, yes + no + abstained, present, entitled), strict=True))[words[4]]
    more = yes * under - whole * over
    return whole > 0 and (more > 0 if words[0] == "more" else more >= 0)


def outcome(text: str, votes: tuple[Votes, ...], present: list[int], entitled: list[int]) -> Outcome:
    """The outcome of a motion that needs this majority in each class."""
    names = "ABC"[: len(votes)]
    by_class = {
        name: count(MOTION, dict(zip(POSITIONS, of, strict=True)))
        for name, of in zip(names, votes, strict=True)
    }
    total = count(
        MOTION, dict(zip(("for", "against", "abstain"), map(sum, zip(*votes, strict=True)), strict=True))
    )
    presence = PresenceCounts(
        sum(present),
        sum(entitled),
        dict(zip(names, present, strict=True)),
        dict(zip(names, entitled, strict=True)),
    )
    rules = Rules(parse_majority(f"{text} in each class"))
    return decide(MOTION, total, total.total(), rules, presence, (), by_class).outcome


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("text", MAJORITIES)
def test_every_tally_of_six_ballots_is_decided_as_the_rule_reads(text: str, classes: int) -> None:
    seen = set()
    for votes in tallies(classes, 6):
        cast = [sum(of) for of in votes]
        for spare in (0, 1):
            present = [number + spare for number in cast]
            entitled = [number + spare for number in present]
            reached = [
                plainly(text, of, here, all_)
                for of, here, all_ in zip(votes, present, entitled, strict=True)
                if all_
            ]
            expected = Outcome.ADOPTED if reached and all(reached) else Outcome.REJECTED
            assert outcome(text, votes, present, entitled) is expected, (text, votes, spare)
            seen.add(expected)
    assert seen == {Outcome.ADOPTED, Outcome.REJECTED}


def test_every_election_of_two_candidates_by_five_ballots_in_two_classes() -> None:
    """Who has the majority in both classes is elected, most votes for first; nobody else is."""
    contest = Contest(Method.PER_CANDIDATE, ("a", "b"), 2)
    presence = PresenceCounts(6, 6, {"A": 3, "B": 3}, {"A": 3, "B": 3, "C": 0})
    rules = Rules(parse_majority("simple in each class"), seats=Seats(2))
    kinds = [f"a={one},b={two}" for one, two in product(("for", "against"), ("for", "abstain"))]
    ways = [way for size in range(4) for way in product(kinds, repeat=size) if list(way) == sorted(way)]
    for of_a, of_b in product(ways, repeat=2):
        by_class = {
            "A": count(contest, {kind: of_a.count(kind) for kind in kinds}),
            "B": count(contest, {kind: of_b.count(kind) for kind in kinds}),
        }
        total = by_class["A"] + by_class["B"]
        with_it = [
            name
            for name in "ab"
            if all(cells[f"{name}=for"] > cells[f"{name}=against"] for cells in by_class.values())
        ]
        with_it.sort(key=lambda name: -total[f"{name}=for"])
        found = decide(contest, total, len(of_a) + len(of_b), rules, presence, (), by_class)
        assert list(found.elected) == with_it


@given(
    st.lists(st.tuples(*[st.integers(0, 40)] * 3), min_size=2, max_size=3),
    st.sampled_from(MAJORITIES),
)
def test_what_each_class_adopts_all_together_have_adopted(votes: list[Votes], text: str) -> None:
    numbers = [sum(of) for of in votes]
    if outcome(text, tuple(votes), numbers, numbers) is Outcome.ADOPTED:
        together = tuple(map(sum, zip(*votes, strict=True)))
        assert plainly(text, together, sum(numbers), sum(numbers))  # type: ignore[arg-type]  # three sums


def test_classes_without_members_are_left_out_and_one_without_votes_has_no_majority() -> None:
    majority = parse_majority("3/4 in each class")
    counts = {"A": count(MOTION, {"for": 3}), "B": count(MOTION, {"abstain": 2})}
    presence = PresenceCounts(5, 9, {"A": 3, "B": 2}, {"A": 4, "B": 4, "C": 1, "D": 0})
    assert classes_reached(majority, counts, presence) == {"A": True, "B": False, "C": False}
    nobody = PresenceCounts(0, 0, {}, {"A": 0})
    assert decide(MOTION, count(MOTION, {}), 0, Rules(majority), nobody).outcome is Outcome.REJECTED


@pytest.mark.parametrize("text", ["3/4", "simple", "more than 1/2 of cast", "at least 1/1 of entitled"])
def test_in_each_class_is_said_after_any_majority(text: str) -> None:
    read = parse_majority(f"{text} in each class")
    assert (read.threshold, read.more_than, read.base) == (
        parse_majority(text).threshold,
        parse_majority(text).more_than,
        parse_majority(text).base,
    )
    assert (read.in_each_class, parse_majority(text).in_each_class) == (True, False)
    assert (is_in_each_class(f"{text} in each class"), is_in_each_class(text)) == (True, False)


@pytest.mark.parametrize(
    ("ballots", "shown"),
    [
        ({"A": 100, "B": 20, "C": 30}, "ABC"),
        ({"A": 100, "B": 20, "C": 0}, "ABC"),
        ({"A": 100, "B": 20, "C": 3}, "A"),
        ({"A": 100, "B": 9, "C": 9}, "A"),
        ({"A": 100, "B": 4, "C": 5}, ""),
        ({"A": 100, "B": 0, "C": 3}, "B"),
        ({"A": 9}, ""),
        ({"A": 10}, "A"),
        ({"A": 10, "B": 10}, "AB"),
        ({"A": 10, "B": 9}, ""),
        ({}, ""),
    ],
)
def test_the_counts_of_small_classes_are_hidden(ballots: dict[str, int], shown: str) -> None:
    assert classes_shown(ballots) == set(shown)


def test_nothing_can_be_told_of_fewer_than_the_minimum_group() -> None:
    """Whoever adds and takes away what is shown, the total included, learns of no smaller group, unless the
    total alone is known; and no class is hidden where none is small."""
    for numbers in product((0, 1, 5, 9, 10, 11, 25), repeat=3):
        ballots = dict(zip("ABC", numbers, strict=True))
        shown = classes_shown(ballots)
        known = [frozenset("ABC"), *(frozenset(name) for name in shown)]
        for size in range(1, len(known) + 1):
            for some in combinations(known, size):
                told = frozenset.union(*some) - frozenset().union(*(one for one in some if len(one) == 1))
                for group in (told, *(one for one in some if len(one) == 1)):
                    together = sum(ballots[name] for name in group)
                    assert together >= MINIMUM_GROUP or together in (0, sum(numbers))
        if all(number == 0 or number >= MINIMUM_GROUP for number in numbers):
            assert shown == set("ABC")
