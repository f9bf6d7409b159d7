"""Filling the seats of an election by votes, where seats may be reserved. Pure.

A limit is written ``at most 2 of Brussels`` or ``at least 1 of women``; candidates name the groups that they
belong to. A seat that an ``at least`` keeps for a group stays vacant where the group has no candidate left. A
candidate belongs to at most one group with an ``at least``, so that the seats kept add up.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

_LIMIT = re.compile(r"at (most|least) (0|[1-9]\d{0,2}) of (\S.{0,39})")


@dataclass(frozen=True, slots=True)
class Limit:
    """How many of the elected may, or must, belong to a group."""

    group: str
    number: int
    at_least: bool


@dataclass(frozen=True, slots=True)
class Seats:
    """The number of seats, the limits on who may take them, and the groups of each candidate."""

    number: int
    limits: tuple[Limit, ...] = ()
    groups: Mapping[str, frozenset[str]] | None = None

    def groups_of(self, candidate: str) -> frozenset[str]:
        """The groups that a candidate belongs to."""
        return (self.groups or {}).get(candidate, frozenset())

    def has_room_for(self, candidate: str, elected: Sequence[str]) -> bool:
        """Whether the candidate can take a seat after those elected, every limit kept."""
        after = [*elected, candidate]
        if len(after) > self.number:
            return False
        kept = 0
        for limit in self.limits:
            members = sum(limit.group in self.groups_of(name) for name in after)
            if not limit.at_least and members > limit.number and limit.group in self.groups_of(candidate):
                return False
            if limit.at_least:
                kept += max(0, limit.number - members)
        return len(after) + kept <= self.number or self._takes_a_kept_seat(candidate, elected)

    def _takes_a_kept_seat(self, candidate: str, elected: Sequence[str]) -> bool:
        return any(
            limit.at_least
            and limit.group in self.groups_of(candidate)
            and sum(limit.group in self.groups_of(name) for name in elected) < limit.number
            for limit in self.limits
        )


@dataclass(frozen=True, slots=True)
class Filled:
    """The codes of those who got a seat, in order of votes, and of those who are tied for seats that are too
    few for them."""

    elected: tuple[str, ...]
    tied: tuple[str, ...]


def parse_limit(text: str) -> Limit:
    """The limit that a text describes. Raises ValueError where it describes none."""
    match = _LIMIT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return Limit(match[3], int(match[2]), at_least=match[1] == "least")


def fill_seats(seats: Seats, votes: Mapping[str, int], preferred: Sequence[str] = ()) -> Filled:
    """Give the seats to the candidates in ``votes``, most votes first.

    Where the order of candidates with equal votes matters, those in ``preferred`` (a lot, or the chair's
    decision) go first, in that order; where it does not say, they are tied, and get none of the seats in
    question.
    """
    elected: list[str] = []
    by_votes = sorted(votes, key=lambda candidate: -votes[candidate])
    for _, level in groupby(by_votes, key=lambda candidate: votes[candidate]):
        equals = list(level)
        elected += _take(seats, elected, [candidate for candidate in preferred if candidate in equals])
        rest = [candidate for candidate in equals if candidate not in preferred]
        sure, tied = _among_equals(seats, elected, rest)
        elected += sure
        if tied:
            return Filled(tuple(elected), tuple(tied))
    return Filled(tuple(elected), ())


def _take(seats: Seats, elected: Sequence[str], order: Iterable[str]) -> list[str]:
    """Those who get a seat, where the seats are offered in the ``order`` given."""
    taken: list[str] = []
    for candidate in order:
        if seats.has_room_for(candidate, [*elected, *taken]):
            taken.append(candidate)
    return taken


def _among_equals(seats: Seats, elected: Sequence[str], equals: Sequence[str]) -> tuple[list[str], list[str]]:
    """Those of equals who get a seat in whatever order they are looked at; those who do in some orders."""
    limited = {limit.group for limit in seats.limits}
    alike: dict[frozenset[str], list[str]] = defaultdict(list)
    for name in equals:
        alike[seats.groups_of(name) & limited].append(name)
    sure, tied = set[str](), set[str]()
    ways = _ways(seats, elected, list(alike.values()))
    for names, numbers in zip(alike.values(), zip(*ways, strict=True), strict=True):
        if min(numbers) == len(names):
            sure.update(names)
        elif max(numbers) > 0:
            tied.update(names)
    return [name for name in equals if name in sure], [name for name in equals if name in tied]


def _ways(seats: Seats, elected: Sequence[str], alike: Sequence[Sequence[str]]) -> Iterator[tuple[int, ...]]:
    """How many of each group of equals get a seat: once for every way to look at them one after the other.

    Those of one group in ``alike`` are held to the same limits, so that only their number makes a difference.
    """
    start = (0,) * len(alike)
    seen, waiting = {start}, [start]
    while waiting:
        numbers = waiting.pop()
        taken = [name for names, number in zip(alike, numbers, strict=True) for name in names[:number]]
        more = {
            (*numbers[:place], numbers[place] + 1, *numbers[place + 1 :])
            for place, names in enumerate(alike)
            if numbers[place] < len(names) and seats.has_room_for(names[-1], [*elected, *taken])
        }
        if not more:
            yield numbers
        waiting += more - seen
        seen |= more
