"""How a ballot is marked and counted, for each method. Pure: values in, values out.

A choice is kept as one canonical text: ``for``; ``c1=for,c2=against`` (every candidate, in the order of
the ballot); ``e1+e4`` (marks, in the order of the ballot); ``e4>e1`` (a ranking, first preference first);
or ``blank``. A tally maps cells to whole numbers, so that tallies of electronic ballots and paper sheets
add up cell by cell: positions or candidates, and for rankings each ranking that was made.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

POSITIONS = ("for", "against", "abstain")
BLANK = "blank"

Tally = Counter[str]


class Method(StrEnum):
    """The ways in which a ballot can be marked."""

    FOR_AGAINST_ABSTAIN = "for_against_abstain"
    PER_CANDIDATE = "per_candidate"
    PLURALITY_AT_LARGE = "plurality_at_large"
    APPROVAL = "approval"
    SCOTTISH_STV = "scottish_stv"
    MEEK_STV = "meek_stv"
    IRV = "irv"
    SCHULZE = "schulze"


MARKED = frozenset({Method.PLURALITY_AT_LARGE, Method.APPROVAL})
"""The methods whose ballot is a set of candidates marked: up to the seats, or any number."""
RANKED = frozenset({Method.SCOTTISH_STV, Method.MEEK_STV, Method.IRV, Method.SCHULZE})
"""The methods whose ballot is a ranking of some or all candidates."""
ONE_SEAT = frozenset({Method.IRV, Method.SCHULZE})
"""The methods that fill one seat."""
NEEDS_LOT = frozenset({Method.SCOTTISH_STV, Method.MEEK_STV, Method.IRV})
"""The methods that need a lot while they count, to choose between candidates with equal votes."""

DECIDES_BY_MAJORITY = frozenset({Method.FOR_AGAINST_ABSTAIN, Method.PER_CANDIDATE})
"""The methods by which a motion, or each candidate, needs a majority."""


@dataclass(frozen=True, slots=True)
class Contest:
    """What is on the ballot: the method, the codes of the candidates in their order, and the number of seats
    (0: a motion)."""

    method: Method
    candidates: tuple[str, ...] = ()
    seats: int = 0


class ChoiceFault(StrEnum):
    """What can be wrong with a ballot. The codes are stable: they are never renamed."""

    NOTHING_MARKED = "nothing_marked"
    SOME_UNMARKED = "some_unmarked"
    TOO_MANY_MARKED = "too_many_marked"
    BLANK_AND_MARKED = "blank_and_marked"
    MARKED_TWICE = "marked_twice"
    SAME_RANK = "same_rank"
    INVALID = "invalid"


class InvalidChoice(ValueError):
    """A text that is not a valid ballot in its contest; ``fault`` says why."""

    def __init__(self, fault: ChoiceFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def parse_choice(contest: Contest, text: str) -> str:
    """The canonical text of a choice. Raises InvalidChoice, also for two candidates on one rank (written
    ``a=b``)."""
    if not text:
        raise InvalidChoice(ChoiceFault.NOTHING_MARKED)
    match contest.method:
        case Method.FOR_AGAINST_ABSTAIN:
            if text not in POSITIONS:
                several = set(text.split(",")) <= set(POSITIONS)
                raise InvalidChoice(ChoiceFault.TOO_MANY_MARKED if several else ChoiceFault.INVALID)
            return text
        case Method.PER_CANDIDATE:
            return _parse_per_candidate(contest, text)
        case Method.PLURALITY_AT_LARGE:
            return _parse_marks(contest, text, at_most=contest.seats)
        case Method.APPROVAL:
            return _parse_marks(contest, text, at_most=len(contest.candidates))
        case _:
            return _parse_ranking(contest, text)


def _parse_per_candidate(contest: Contest, text: str) -> str:
    marks: dict[str, str] = {}
    for part in text.split(","):
        candidate, _, position = part.partition("=")
        if candidate not in contest.candidates or position not in POSITIONS:
            raise InvalidChoice(ChoiceFault.INVALID)
        if candidate in marks:
            raise InvalidChoice(ChoiceFault.MARKED_TWICE)
        marks[candidate] = position
    if len(marks) != len(contest.candidates):
        raise InvalidChoice(ChoiceFault.SOME_UNMARKED)
    return ",".join(f"{candidate}={marks[candidate]}" for candidate in contest.candidates)


def _parse_marks(contest: Contest, text: str, *, at_most: int) -> str:
    if text == BLANK:
        return BLANK
    marked = text.split("+")
    _require_different_candidates(contest, marked)
    if len(marked) > at_most:
        raise InvalidChoice(ChoiceFault.TOO_MANY_MARKED)
    return "+".join(candidate for candidate in contest.candidates if candidate in marked)


def _parse_ranking(contest: Contest, text: str) -> str:
    if text == BLANK:
        return BLANK
    if "=" in text:
        raise InvalidChoice(ChoiceFault.SAME_RANK)
    _require_different_candidates(contest, text.split(">"))
    return text


def _require_different_candidates(contest: Contest, names: list[str]) -> None:
    if BLANK in names and len(names) > 1:
        raise InvalidChoice(ChoiceFault.BLANK_AND_MARKED)
    if not set(names) <= set(contest.candidates):
        raise InvalidChoice(ChoiceFault.INVALID)
    if len(set(names)) < len(names):
        raise InvalidChoice(ChoiceFault.MARKED_TWICE)


def longest_choice(contest: Contest) -> int:
    """The bytes of the longest canonical choice that can be made, or more."""
    longest_position = max(map(len, POSITIONS))
    names = sum(len(candidate.encode()) + 1 for candidate in contest.candidates)
    if contest.method is Method.PER_CANDIDATE:
        return names + len(contest.candidates) * (1 + longest_position)
    return max(names, len(BLANK), longest_position)


def cells(contest: Contest) -> tuple[str, ...]:
    """The cells that every tally of the contest has, in the order of the ballot. A ranking has a cell only
    once it was made, so for rankings it is the blank alone."""
    if contest.method is Method.FOR_AGAINST_ABSTAIN:
        return POSITIONS
    if contest.method is Method.PER_CANDIDATE:
        return tuple(f"{candidate}={mark}" for candidate in contest.candidates for mark in POSITIONS)
    if contest.method in MARKED:
        return (*contest.candidates, BLANK)
    return (BLANK,)


def cells_of_classes(contest: Contest, classes: Sequence[str]) -> tuple[str, ...]:
    """The same for a tally that is kept by class, as ``A:for``."""
    return tuple(f"{name}:{cell}" for name in classes for cell in cells(contest))


def count(contest: Contest, ballots: Mapping[str, int]) -> Tally:
    """The tally of ballots, given as how often each canonical choice was made."""
    tally: Tally = Counter(dict.fromkeys(cells(contest), 0))
    separator = "," if contest.method is Method.PER_CANDIDATE else "+" if contest.method in MARKED else None
    for choice, times in ballots.items():
        for cell in choice.split(separator) if separator else (choice,):
            tally[cell] += times
    return tally


def add(contest: Contest, *tallies: Mapping[str, int]) -> Tally:
    """The sum of tallies of one contest, cell by cell."""
    total: Tally = Counter(dict.fromkeys(cells(contest), 0))
    for tally in tallies:
        for cell, number in tally.items():
            total[cell] += number
    return total


def nested(contest: Contest, tally: Mapping[str, int]) -> dict[str, Any]:
    """A tally in the form of a result, without blanks: votes by position; by candidate; by candidate and
    position; or, for rankings, first preferences by candidate."""
    if contest.method is Method.FOR_AGAINST_ABSTAIN:
        return {mark: tally[mark] for mark in POSITIONS}
    if contest.method is Method.PER_CANDIDATE:
        return {
            candidate: {mark: tally[f"{candidate}={mark}"] for mark in POSITIONS}
            for candidate in contest.candidates
        }
    if contest.method in MARKED:
        return {candidate: tally[candidate] for candidate in contest.candidates}
    first: Tally = Counter()
    for choice, times in tally.items():
        first[choice.partition(">")[0]] += times
    return {candidate: first[candidate] for candidate in contest.candidates}
