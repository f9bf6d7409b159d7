"""From a tally to an outcome, by rules that were fixed before the first vote. Pure and exact: no floats."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from voting.ballot.methods import Contest, Method


class Outcome(StrEnum):
    """What the assembly decided."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    ELECTED = "elected"
    NONE_ELECTED = "none_elected"
    TIED = "tied"
    QUORUM_NOT_MET = "quorum_not_met"


@dataclass(frozen=True, slots=True)
class Majority:
    """The share of the votes for and against that must be for: more than ``threshold``, or at least it."""

    threshold: Fraction
    more_than: bool

    def is_reached(self, votes_for: int, votes_against: int) -> bool:
        """Whether so many votes suffice. Abstentions are not votes cast; no votes at all never suffice."""
        cast = votes_for + votes_against
        if cast == 0:
            return False
        share = Fraction(votes_for, cast)
        return share > self.threshold if self.more_than else share >= self.threshold


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome; for an election who is elected, in order, who is tied, and the seats left vacant."""

    outcome: Outcome
    elected: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    vacant: int = 0


SIMPLE = "simple"
_FRACTION = re.compile(r"([1-9]\d{0,2})/([1-9]\d{0,2})")


def parse_share(text: str) -> Fraction:
    """``3/4`` as an exact fraction above 0 and at most 1. Raises ValueError."""
    match = _FRACTION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    share = Fraction(int(match[1]), int(match[2]))
    if share > 1:
        raise ValueError(text)
    return share


def parse_majority(text: str) -> Majority:
    """``simple`` (more for than against) or a fraction that must at least be reached. Raises ValueError."""
    if text == SIMPLE:
        return Majority(Fraction(1, 2), more_than=True)
    return Majority(parse_share(text), more_than=False)


def quorum_is_met(quorum: Fraction | None, present_or_represented: int, entitled: int) -> bool:
    """Whether at least the quorum's share of the entitled members is present or represented."""
    return quorum is None or Fraction(present_or_represented) >= quorum * entitled


def decide(contest: Contest, tally: Mapping[str, int], majority: Majority, quorum_met: bool) -> Decision:
    """The outcome of a contest with this tally."""
    if not quorum_met:
        return Decision(Outcome.QUORUM_NOT_MET, vacant=contest.seats)
    match contest.method:
        case Method.FOR_AGAINST_ABSTAIN:
            adopted = majority.is_reached(tally["for"], tally["against"])
            return Decision(Outcome.ADOPTED if adopted else Outcome.REJECTED)
        case Method.PER_CANDIDATE:
            votes = {
                candidate: tally[f"{candidate}=for"]
                for candidate in contest.candidates
                if majority.is_reached(tally[f"{candidate}=for"], tally[f"{candidate}=against"])
            }
        case Method.PLURALITY_AT_LARGE:
            votes = {candidate: tally[candidate] for candidate in contest.candidates if tally[candidate]}
    return _fill_seats(contest, votes)


def _fill_seats(contest: Contest, votes: Mapping[str, int]) -> Decision:
    """Give the seats to those with most votes; who is tied for the last seats gets none of them."""
    ranked = sorted(votes, key=lambda candidate: -votes[candidate])
    elected, beyond = ranked[: contest.seats], ranked[contest.seats :]
    last = votes[elected[-1]] if beyond else 0
    if beyond and votes[beyond[0]] == last:
        elected = [candidate for candidate in ranked if votes[candidate] > last]
        tied = [candidate for candidate in ranked if votes[candidate] == last]
        return Decision(Outcome.TIED, tuple(elected), tuple(tied), contest.seats - len(elected))
    outcome = Outcome.ELECTED if elected else Outcome.NONE_ELECTED
    return Decision(outcome, tuple(elected), vacant=contest.seats - len(elected))
