"""From a tally to an outcome, by rules that were fixed before the first vote. Pure and exact: no floats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from voting.ballot.adoption import Majority, MajorityBase, PresenceCounts, Quorum, TieRule, quorum_is_met
from voting.ballot.methods import BLANK, MARKED, NEEDS_LOT, POSITIONS, RANKED, Contest, Method
from voting.ballot.preferences import count_ranked
from voting.ballot.seats import Seats, fill_seats


class Outcome(StrEnum):
    """What the assembly decided."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    ELECTED = "elected"
    NONE_ELECTED = "none_elected"
    TIED = "tied"
    QUORUM_NOT_MET = "quorum_not_met"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules by which an outcome is decided, beside the contest itself; ``seats`` are those of an
    election."""

    majority: Majority
    quorum: Quorum | None = None
    tie_rule: TieRule = TieRule.REJECTED
    seats: Seats = field(default_factory=lambda: Seats(0))


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome and, for an election, the codes of those elected, in order, and of those who are tied, and
    the number of vacant seats.

    ``settled`` says what decided between equals: ``lot``, ``chair``, or "" (nothing had to). ``count`` is a
    ranked count with all its rounds, as a JSON value.
    """

    outcome: Outcome
    elected: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    vacant: int = 0
    settled: str = ""
    count: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes for and against a motion or a candidate, of so many ballots."""

    votes_for: int
    against: int
    ballots: int


MOTION_EQUALS = ("for", "against")
"""What a lot or the chair chooses between when a motion has as many votes for as against."""


def decide(
    contest: Contest,
    tally: Mapping[str, int],
    ballots: int,
    rules: Rules,
    presence: PresenceCounts,
    preferred: Sequence[str] = (),
    by_class: Mapping[str, Mapping[str, int]] = MappingProxyType({}),
) -> Decision:
    """The outcome of a contest with this tally, of so many ballots; ``by_class`` has the tally of each class
    where the majority is needed in each.

    ``preferred`` is the order in which a lot or the chair puts those with equal votes: candidates, or ``for``
    and ``against``; empty where nothing decides between them. It is the lot, too, of a method that needs one
    to count.
    """
    if not quorum_is_met(rules.quorum, presence):
        return Decision(Outcome.QUORUM_NOT_MET, vacant=contest.seats)
    if contest.method is Method.FOR_AGAINST_ABSTAIN:
        return _decide_motion(tally, ballots, rules, presence, preferred, by_class)
    if contest.method in RANKED:
        return _decide_ranked(contest, tally, preferred, rules)
    votes = _eligible(contest, tally, ballots, rules, presence, by_class)
    filled = fill_seats(rules.seats, votes)
    settled = ""
    if filled.tied and preferred:
        filled = fill_seats(rules.seats, votes, preferred)
        settled = "" if filled.tied else rules.tie_rule.value
    vacant = contest.seats - len(filled.elected)
    if filled.tied and rules.tie_rule is not TieRule.REJECTED:
        return Decision(Outcome.TIED, filled.elected, filled.tied, vacant, settled)
    outcome = Outcome.ELECTED if filled.elected else Outcome.NONE_ELECTED
    return Decision(outcome, filled.elected, filled.tied, vacant, settled)


def majority_base(majority: Majority, votes: tuple[int, int], ballots: int, presence: PresenceCounts) -> int:
    """The number of which the votes for must be a share; ``votes`` are the numbers for and against."""
    match majority.base:
        case MajorityBase.FOR_AGAINST:
            return sum(votes)
        case MajorityBase.CAST:
            return ballots
        case MajorityBase.PRESENT:
            return presence.present
        case MajorityBase.ENTITLED:
            return presence.entitled


def votes_in_class(tally: Mapping[str, int], candidate: str | None = None) -> Votes:
    """The votes in one class, from its tally: for a motion, or for a ``candidate``."""
    cells = POSITIONS if candidate is None else [f"{candidate}={mark}" for mark in POSITIONS]
    votes_for, against, abstained = (tally.get(cell, 0) for cell in cells)
    return Votes(votes_for, against, votes_for + against + abstained)


def is_reached_in_class(majority: Majority, votes: Votes, presence: PresenceCounts) -> bool:
    """Whether a majority is reached with these votes of one class; ``presence`` are the counts of that class.
    Without votes in its base it is not."""
    base = majority_base(majority, (votes.votes_for, votes.against), votes.ballots, presence)
    return majority.is_reached(votes.votes_for, base)


def classes_reached(
    majority: Majority,
    by_class: Mapping[str, Mapping[str, int]],
    presence: PresenceCounts,
    candidate: str | None = None,
) -> dict[str, bool]:
    """By class in which somebody is entitled, whether the majority is reached in it: for a motion, or for a
    ``candidate``."""
    return {
        name: is_reached_in_class(
            majority, votes_in_class(by_class.get(name, {}), candidate), presence.within(name)
        )
        for name in presence.classes
    }


def _in_each_class(reached: Mapping[str, bool]) -> bool:
    return bool(reached) and all(reached.values())


def _decide_motion(
    tally: Mapping[str, int],
    ballots: int,
    rules: Rules,
    presence: PresenceCounts,
    preferred: Sequence[str],
    by_class: Mapping[str, Mapping[str, int]],
) -> Decision:
    if rules.majority.in_each_class:
        reached = _in_each_class(classes_reached(rules.majority, by_class, presence))
        return Decision(Outcome.ADOPTED if reached else Outcome.REJECTED)
    votes = (tally["for"], tally["against"])
    base = majority_base(rules.majority, votes, ballots, presence)
    if rules.majority.is_reached(votes[0], base):
        return Decision(Outcome.ADOPTED)
    can_tie = rules.majority.more_than and rules.majority.threshold == Fraction(1, 2)
    if not can_tie or 2 * votes[0] != base or not base or rules.tie_rule is TieRule.REJECTED:
        return Decision(Outcome.REJECTED)
    if not preferred:
        return Decision(Outcome.TIED)
    outcome = Outcome.ADOPTED if preferred[0] == "for" else Outcome.REJECTED
    return Decision(outcome, settled=rules.tie_rule.value)


def _eligible(
    contest: Contest,
    tally: Mapping[str, int],
    ballots: int,
    rules: Rules,
    presence: PresenceCounts,
    by_class: Mapping[str, Mapping[str, int]],
) -> dict[str, int]:
    """The candidates who can be elected, with their votes: those with a majority or, by marks,
    with any vote."""
    if contest.method in MARKED:
        return {candidate: tally[candidate] for candidate in contest.candidates if tally[candidate]}
    eligible: dict[str, int] = {}
    for candidate in contest.candidates:
        votes = (tally[f"{candidate}=for"], tally[f"{candidate}=against"])
        if rules.majority.in_each_class:
            reached = _in_each_class(classes_reached(rules.majority, by_class, presence, candidate))
        else:
            base = majority_base(rules.majority, votes, ballots, presence)
            reached = rules.majority.is_reached(votes[0], base)
        if reached:
            eligible[candidate] = votes[0]
    return eligible


def _decide_ranked(
    contest: Contest, tally: Mapping[str, int], preferred: Sequence[str], rules: Rules
) -> Decision:
    """The outcome of a ranked count. A candidate whom nobody has ranked is not elected by the
    tie rule alone."""
    if not any(number for choice, number in tally.items() if choice != BLANK):
        return Decision(Outcome.NONE_ELECTED, vacant=contest.seats)
    lot = contest.method in NEEDS_LOT or rules.tie_rule is TieRule.LOT
    counted = count_ranked(contest, tally, preferred, rules.seats, lot=lot)
    vacant = contest.seats - len(counted.elected)
    if counted.tied:
        rejected = rules.tie_rule is TieRule.REJECTED
        outcome = Outcome.NONE_ELECTED if rejected else Outcome.TIED
        return Decision(outcome, tied=counted.tied, vacant=vacant, count=counted.rounds)
    outcome = Outcome.ELECTED if counted.elected else Outcome.NONE_ELECTED
    by_chair = not lot and len(counted.rounds["order"][0]) > 1
    settled = TieRule.LOT if counted.lot_decided else TieRule.CHAIR if by_chair else ""
    return Decision(outcome, counted.elected, (), vacant, str(settled), counted.rounds)
