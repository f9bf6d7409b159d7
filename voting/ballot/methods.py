"""How a ballot is marked and counted, for each method. Pure: values in, values out.

A choice is kept as one canonical text: ``for``; ``c1=for,c2=against`` (every candidate, in the order of
the ballot); ``e1+e4`` (in the order of the ballot) or ``blank``. A tally maps cells to whole numbers; the
cells of a contest are fixed, so that tallies of electronic ballots and paper sheets add up cell by cell.
"""

from collections import Counter
from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Contest:
    """What is on the ballot: the method, the candidates' codes in order, and the seats (0: a motion)."""

    method: Method
    candidates: tuple[str, ...] = ()
    seats: int = 0


class InvalidChoice(ValueError):
    """A text that is not a valid ballot in its contest."""


def parse_choice(contest: Contest, text: str) -> str:
    """The canonical text of a choice. Raises InvalidChoice."""
    match contest.method:
        case Method.FOR_AGAINST_ABSTAIN:
            if text not in POSITIONS:
                raise InvalidChoice(text)
            return text
        case Method.PER_CANDIDATE:
            return _parse_per_candidate(contest, text)
        case Method.PLURALITY_AT_LARGE:
            return _parse_marks(contest, text)


def _parse_per_candidate(contest: Contest, text: str) -> str:
    marks: dict[str, str] = {}
    for part in text.split(","):
        candidate, _, position = part.partition("=")
        if candidate not in contest.candidates or candidate in marks or position not in POSITIONS:
            raise InvalidChoice(text)
        marks[candidate] = position
    if len(marks) != len(contest.candidates):
        raise InvalidChoice(text)
    return ",".join(f"{candidate}={marks[candidate]}" for candidate in contest.candidates)


def _parse_marks(contest: Contest, text: str) -> str:
    if text == BLANK:
        return BLANK
    marked = text.split("+")
    if len(set(marked)) != len(marked) or len(marked) > contest.seats:
        raise InvalidChoice(text)
    if not set(marked) <= set(contest.candidates):
        raise InvalidChoice(text)
    return "+".join(candidate for candidate in contest.candidates if candidate in marked)


def cells(contest: Contest) -> tuple[str, ...]:
    """The cells of the contest's tally, in the order of the ballot."""
    match contest.method:
        case Method.FOR_AGAINST_ABSTAIN:
            return POSITIONS
        case Method.PER_CANDIDATE:
            return tuple(f"{candidate}={mark}" for candidate in contest.candidates for mark in POSITIONS)
        case Method.PLURALITY_AT_LARGE:
            return (*contest.candidates, BLANK)


def count(contest: Contest, ballots: Mapping[str, int]) -> Tally:
    """The tally of ballots, given as the number of times that each canonical choice was made."""
    tally: Tally = Counter(dict.fromkeys(cells(contest), 0))
    separator = {Method.PER_CANDIDATE: ",", Method.PLURALITY_AT_LARGE: "+"}.get(contest.method)
    for choice, times in ballots.items():
        for cell in choice.split(separator) if separator else (choice,):
            tally[cell] += times
    return tally


def add(contest: Contest, *tallies: Mapping[str, int]) -> Tally:
    """The sum of tallies of one contest, cell by cell."""
    return Counter({cell: sum(tally.get(cell, 0) for tally in tallies) for cell in cells(contest)})


def sheet_is_possible(contest: Contest, ballots: int, sheet: Mapping[str, int]) -> bool:
    """Whether ``ballots`` valid ballots could have given these counts."""
    if ballots < 0 or set(sheet) != set(cells(contest)) or any(number < 0 for number in sheet.values()):
        return False
    match contest.method:
        case Method.FOR_AGAINST_ABSTAIN:
            return sum(sheet.values()) == ballots
        case Method.PER_CANDIDATE:
            return all(
                sum(sheet[f"{candidate}={mark}"] for mark in POSITIONS) == ballots
                for candidate in contest.candidates
            )
        case Method.PLURALITY_AT_LARGE:
            marked = ballots - sheet[BLANK]
            marks = [sheet[candidate] for candidate in contest.candidates]
            return marked >= max(marks, default=0) and marked <= sum(marks) <= marked * contest.seats


def nested(contest: Contest, tally: Mapping[str, int]) -> dict[str, Any]:
    """The tally as results show it: by position, or by candidate (and position); without the blanks."""
    match contest.method:
        case Method.FOR_AGAINST_ABSTAIN:
            return {mark: tally[mark] for mark in POSITIONS}
        case Method.PER_CANDIDATE:
            return {
                candidate: {mark: tally[f"{candidate}={mark}"] for mark in POSITIONS}
                for candidate in contest.candidates
            }
        case Method.PLURALITY_AT_LARGE:
            return {candidate: tally[candidate] for candidate in contest.candidates}
