"""Giving the seats of an election to candidates by their votes, with reserved seats. Pure.

A limit is written ``at most 2 of Brussels`` or ``at least 1 of women``; candidates name the groups they
belong to. Seats that ``at least`` keeps for a group which has no candidate left stay vacant. Candidates
belong to at most one group that has an ``at least``, so that the seats kept simply add up.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

_LIMIT = re.compile(r"at (most|least) (0|[1-9]\d{0,2}) of (\S.{0,39})")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most, or at least, so many of the elected belong to a group."""

    group: str
    number: int
    at_least: bool


@dataclass(frozen=True, slots=True)
class Seats:
    """How many seats there are, the limits on who may take them, and each candidate's groups."""

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
    """Who got a seat, in order of votes, and who is tied for seats that cannot hold them all."""

    elected: tuple[str, ...]
    tied: tuple[str, ...]


def parse_limit(text: str) -> Limit:
    """The limit that a text means. Raises ValueError."""
    match = _LIMIT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return Limit(match[3], int(match[2]), at_least=match[1] == "least")


def fill_seats(seats: Seats, votes: Mapping[str, int], preferred: Sequence[str] = ()) -> Filled:
    """Give the seats to the candidates in ``votes``, most votes first.

    Among equals whose order matters, those in ``preferred`` (a lot, the chair's decision) go first, in
    that order; where it does not settle the matter they are tied, and get none of the seats in question.
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
    """Those of ``order`` who get a seat when they are looked at one after the other."""
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
