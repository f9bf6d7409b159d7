"""Filling the seats of an election by votes, where seats may be reserved. Pure.

A limit is written ``at most 2 of Brussels`` or ``at least 1 of women``; candidates name the groups that they
belong to. ``B + C`` are two groups taken together. A share, as in ``at least 2/5 of women``, is one of the
whole board; ``beside 3 of 7 who stay`` says that seven directors are not up for election, three of them of
the group, and that the limit is one on the whole board.

Where a candidate belongs to at most one group with an ``at least``, the seats kept add up: a seat kept for a
group stays vacant where the group has no candidate left. Where one may count for several, and for limits on
the whole board or on groups taken together, ``voting.ballot.several_rules`` decides.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil, floor
from typing import Any

from voting.ballot.several_rules import Demand, Several, elect, fewest_vacant

_LIMIT = re.compile(
    r"at (?P<how>most|least) (?P<number>0|[1-9][0-9]{0,2})(?:/(?P<parts>[1-9][0-9]{0,2}))? of "
    r"(?P<group>\S.{0,39}?)"
    r"(?: beside (?P<staying>0|[1-9][0-9]{0,2}) of (?P<stay>0|[1-9][0-9]{0,2}) who stay)?"
)
TOGETHER = " + "
"""Between the names of groups that a limit takes together."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many of the elected may, or must, belong to a group: a ``number``, or a ``share`` of the board.

    Of ``stay`` directors who are not up for election, ``staying`` belong to the group; None: the limit is not
    one on the whole board.
    """

    group: str
    number: int
    at_least: bool
    share: Fraction | None = None
    staying: int = 0
    stay: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it is a number of those elected, of one group."""
        return self.share is None and self.stay is None and TOGETHER not in self.group

    def on_board(self, seats: int) -> int:
        """The number on the whole board, where so many seats are filled."""
        if self.share is None:
            return self.number
        exact = self.share * (seats + (self.stay or 0))
        return ceil(exact) if self.at_least else floor(exact)

    def of_elected(self, seats: int) -> int:
        """The number of those elected, where so many seats are filled; below 0 where those who stay are
        more than an ``at most`` allows."""
        number = self.on_board(seats) - self.staying
        return max(0, number) if self.at_least else number

    def counts(self, groups: frozenset[str]) -> bool:
        """Whether somebody in these groups counts for it."""
        return self.group in groups or not groups.isdisjoint(self.group.split(TOGETHER))


@dataclass(frozen=True, slots=True)
class Seats:
    """The number of seats, the limits on who may take them, and the groups of each candidate."""

    number: int
    limits: tuple[Limit, ...] = ()
    groups: Mapping[str, frozenset[str]] | None = None

    def groups_of(self, candidate: str) -> frozenset[str]:
        """The groups that a candidate belongs to."""
        return (self.groups or {}).get(candidate, frozenset())

    @property
    def overlap(self) -> str | None:
        """A candidate who counts for more than one ``at least``, or None."""
        needs = [limit for limit in self.limits if limit.at_least]
        each = (self.groups or {}).items()
        return next((name for name, own in each if sum(limit.counts(own) for limit in needs) > 1), None)

    @property
    def count_together(self) -> bool:
        """Whether the limits are met by sets of people (``several_rules``), and do not simply add up."""
        return self.overlap is not None or not all(limit.is_plain for limit in self.limits)

    def kept(self) -> int:
        """How many seats are kept for groups, where each person counts for one."""
        return sum(limit.of_elected(self.number) for limit in self.limits if limit.at_least)

    def several(self, names: Iterable[str]) -> tuple[Several, dict[str, int]]:
        """The limits as demands on kinds of people, and the kind of each of these candidates."""
        kinds: dict[tuple[int, ...], int] = {}
        kind_of: dict[str, int] = {}
        for name in names:
            own = self.groups_of(name)
            counted = tuple(n for n, limit in enumerate(self.limits) if limit.counts(own))
            kind_of[name] = kinds.setdefault(counted, len(kinds))
        demands = tuple(
            Demand(
                frozenset(kind for counted, kind in kinds.items() if n in counted),
                limit.of_elected(self.number),
                limit.at_least,
            )
            for n, limit in enumerate(self.limits)
        )
        return Several(self.number, demands), kind_of

    def vacant_at_least(self) -> int | None:
        """How many seats stay vacant for the limits' sake even if everybody who stands can be elected; None
        where the limits contradict each other, with the kinds of people who stand."""
        rules, kind_of = self.several(self.groups or {})
        kinds = range(max(kind_of.values(), default=-1) + 1)
        return fewest_vacant(rules, tuple(list(kind_of.values()).count(kind) for kind in kinds))

    def has_room_for(self, candidate: str, elected: Sequence[str]) -> bool:
        """Whether the candidate can take a seat after those elected, every limit kept."""
        after = [*elected, candidate]
        if len(after) > self.number:
            return False
        kept = 0
        for limit in self.limits:
            number = limit.of_elected(self.number)
            members = sum(limit.counts(self.groups_of(name)) for name in after)
            if not limit.at_least and members > number and limit.counts(self.groups_of(candidate)):
                return False
            if limit.at_least:
                kept += max(0, number - members)
        return len(after) + kept <= self.number or self._takes_a_kept_seat(candidate, elected)

    def _takes_a_kept_seat(self, candidate: str, elected: Sequence[str]) -> bool:
        return any(
            limit.at_least
            and limit.counts(self.groups_of(candidate))
            and sum(limit.counts(self.groups_of(name)) for name in elected) < limit.of_elected(self.number)
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
    number, parts, stay = int(match["number"]), match["parts"], match["stay"]
    limit = Limit(
        match["group"],
        0 if parts else number,
        at_least=match["how"] == "least",
        share=Fraction(number, int(parts)) if parts else None,
        staying=int(match["staying"] or 0),
        stay=None if stay is None else int(stay),
    )
    if limit.staying > (limit.stay or 0) or (limit.share or 0) > 1:
        raise ValueError(text)
    return limit


def seats_of(number: int, reserved: Iterable[str], candidates: Iterable[Mapping[str, Any]]) -> Seats:
    """So many seats, with limits as their texts, for candidates as a resolution has them: all who stand."""
    groups = {one["code"]: frozenset(one.get("groups", ())) for one in candidates}
    return Seats(number, tuple(map(parse_limit, reserved)), groups)


def fill_seats(seats: Seats, votes: Mapping[str, int], preferred: Sequence[str] = ()) -> Filled:
    """Give the seats to the candidates in ``votes``, most votes first.

    Where the order of candidates with equal votes matters, those in ``preferred`` (a lot, or the chair's
    decision) go first, in that order; where it does not say, they are tied, and get none of the seats in
    question.
    """
    if seats.count_together:
        rules, kind_of = seats.several([*(seats.groups or {}), *votes])
        together, equal = elect(rules, kind_of, votes, preferred)
        return Filled(tuple(together), tuple(equal))
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
