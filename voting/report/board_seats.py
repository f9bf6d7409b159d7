"""How many seats of the board are vacant, from day to day. Pure.

An election at an ordinary assembly puts to the vote
every seat that is vacant then, and those whose term ends in that year: after it as many are vacant as it has
left. One at an extraordinary assembly fills seats that were vacant. Between them a seat becomes vacant when a
director leaves or a term ends without a renewal, and is filled by a co-optation, or by a director who was
elected elsewhere and entered here. Before the first election that is known nobody knows how many seats there
are: those are counted that directors who were entered have had.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from voting.report.board import ELECTED, Entry, Mandate


@dataclass(frozen=True, slots=True)
class Election:
    """The last round of an announced election of directors: its day, how many seats it filled and how many it
    left vacant, and whether the assembly was an ordinary one."""

    on: date
    vacant: int
    filled: int = 0
    ordinary: bool = True


class Cause(StrEnum):
    """Why the number of vacant seats changes, in the order in which it does on one day: who leaves on the day
    of an election has a seat that it fills, whom that assembly dismisses or does not confirm has not."""

    TERM_ENDED = "term_ended"
    LEFT = "left"
    ELECTION = "election"
    REMOVED = "removed"
    BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class SeatChange:
    """A change in the number of vacant seats: the day, why, whose mandate it is about, and how many are
    vacant after it. A number below 0 says that there are more directors than seats."""

    on: date
    cause: Cause
    about: Mandate | None
    vacant: int


def seat_steps(elections: Sequence[Election], register: Iterable[Mandate]) -> list[SeatChange]:
    """Every change in the number of vacant seats, in order of time."""
    first = min((election.on for election in elections), default=None)
    steps: list[SeatChange] = []
    vacant = 0
    for on, cause, about in sorted(_events(elections, register), key=_in_order):
        counted = first is not None and on >= first
        match about:
            case Election():
                vacant = about.vacant if about.ordinary else max(about.vacant, vacant - about.filled)
            case Mandate() if cause is not Cause.BEGUN:
                vacant += 1
            case Mandate() if vacant > 0 or (counted and about.origin == Entry.COOPTED):
                vacant -= 1
        steps.append(SeatChange(on, cause, about if isinstance(about, Mandate) else None, vacant))
    return steps


def vacant_seats(elections: Sequence[Election], register: Iterable[Mandate], day: date) -> int:
    """How many seats of the board have no director on a day."""
    return max(0, _on(seat_steps(elections, register), day))


def overfilled(before: Sequence[SeatChange], after: Sequence[SeatChange], until: date) -> date | None:
    """The first day up to ``until`` on which there are more directors than seats after a change, and fewer of
    them before it; None where there is no such day."""
    for step in after:
        vacant = _on(after, step.on)
        if step.on <= until and vacant < min(0, _on(before, step.on)):
            return step.on
    return None


def _on(steps: Sequence[SeatChange], day: date) -> int:
    return next((step.vacant for step in reversed(steps) if step.on <= day), 0)


REMOVALS = (Entry.DISMISSED, Entry.NOT_CONFIRMED)
"""What an assembly decides by itself: it cannot have counted on these seats for an election."""
Event = tuple[date, Cause, Election | Mandate]


def _in_order(event: Event) -> tuple[date, int]:
    on, cause, _about = event
    return on, list(Cause).index(cause)


def _events(elections: Sequence[Election], register: Iterable[Mandate]) -> Iterator[Event]:
    for on in {election.on for election in elections}:
        held = [election for election in elections if election.on == on]
        vacant, filled = (sum(getattr(item, name) for item in held) for name in ("vacant", "filled"))
        yield on, Cause.ELECTION, Election(on, vacant, filled, any(item.ordinary for item in held))
    for item in register:
        if item.begins == item.last:
            continue
        if item.origin != ELECTED:
            yield item.begins, Cause.BEGUN, item
        if item.ended is not None:
            yield item.ended, Cause.REMOVED if item.ended_by in REMOVALS else Cause.LEFT, item
        elif not _put_to_the_vote(elections, item):
            yield item.ends, Cause.TERM_ENDED, item


def _put_to_the_vote(elections: Sequence[Election], mandate: Mandate) -> bool:
    """Whether the seat of a term that ends by itself was filled before, by the ordinary election of that
    year."""
    return any(
        election.ordinary and election.on <= mandate.ends and election.on.year == mandate.ends.year
        for election in elections
    )
