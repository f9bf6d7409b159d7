"""Filling seats where several rules on them hold at once, and one person may count for more than one. Pure.

Whoever belongs to the same groups is of one kind, so that a set of people is told by how many of each kind
are in it. A set meets the rules when every limit holds for it together with the seats that stay vacant, each
thought of as taken by somebody of a kind that stands. As few seats stay vacant for the rules' sake as the
candidates allow. Of all sets that meet the rules, the one with the most votes is elected: level by level of
votes, as many as can be. ``docs/decisions/0013-several-rules.md`` says why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from math import floor

from voting.ballot.linear import Sum, point_within

Numbers = tuple[int, ...]
"""A number for each kind."""


@dataclass(frozen=True, slots=True)
class Demand:
    """How many of those elected may, or must, be of certain ``kinds`` (by their place)."""

    kinds: frozenset[int]
    number: int
    at_least: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """What a set may be made of: of each kind at least ``low`` and at most ``high``, of which ``here`` are
    those who stand and the others vacant seats. ``wanted`` of them must come from the level of votes that is
    looked at, which has ``level`` of each kind after ``low`` at its beginning (``before``)."""

    low: Numbers
    high: Numbers
    here: Numbers
    vacant: int
    before: Numbers
    level: Numbers
    wanted: int = 0


@dataclass(frozen=True, slots=True)
class Several:
    """So many seats, and the demands on who takes them."""

    seats: int
    demands: tuple[Demand, ...]

    def can_be_met(self, reach: Reach) -> bool:
        """Whether a set within reach meets every demand. Exact: where numbers that are not whole would do,
        the set has more than that or less of some kind, and each is looked at."""
        ranges = self._narrowed(reach, list(reach.low), list(reach.high))
        if ranges is None:
            return False
        found = self._point(reach, *ranges)
        if found is None:
            return False
        split = next((kind for kind, number in enumerate(found) if number.denominator > 1), None)
        if split is None:
            return True
        low, high, whole = tuple(ranges[0]), tuple(ranges[1]), floor(found[split])
        return self.can_be_met(replace(reach, low=low, high=_with(high, split, whole))) or self.can_be_met(
            replace(reach, low=_with(low, split, whole + 1), high=high)
        )

    def _point(self, reach: Reach, low: list[int], high: list[int]) -> list[Fraction] | None:
        """How many of each kind would do if people could be parted; None where not even that does."""
        parts: list[tuple[int, str, int]] = []
        ready = used = 0
        for kind, (least, most) in enumerate(zip(low, high, strict=True)):
            empty = max(0, least - reach.here[kind])
            vacant = max(0, most - reach.here[kind]) - empty
            level = _of_level(reach, kind, most) - _of_level(reach, kind, least)
            used, ready = used + empty, ready + _of_level(reach, kind, least)
            parts += [(kind, "level", level), (kind, "vacant", vacant)]
            parts.append((kind, "lower", most - least - level - vacant))
        parts = [part for part in parts if part[2]]
        sums = [
            Sum(_places(parts), at_most=self.seats - sum(low)),
            Sum(_places(parts, what="vacant"), at_most=reach.vacant - used),
            Sum(_places(parts, what="level"), at_least=reach.wanted - ready),
        ]
        for demand in self.demands:
            left = demand.number - sum(low[kind] for kind in demand.kinds)
            places = _places(parts, demand.kinds)
            sums.append(Sum(places, at_least=left) if demand.at_least else Sum(places, at_most=left))
        found = point_within([most for _, _, most in parts], sums)
        if found is None:
            return None
        numbers = [Fraction(number) for number in low]
        for (kind, _, _), number in zip(parts, found, strict=True):
            numbers[kind] += number
        return numbers

    def _narrowed(self, reach: Reach, low: list[int], high: list[int]) -> tuple[list[int], list[int]] | None:
        """The ranges without the ends that no demand allows; None where nothing is left."""
        kinds = range(len(low))
        before = None
        while before != (low, high):
            before = (low[:], high[:])
            if any(low[kind] > high[kind] for kind in kinds):
                return None
            room = self.seats - sum(low)
            if room < 0:
                return None
            for kind in kinds:
                high[kind] = min(high[kind], low[kind] + room)
            for demand in self.demands:
                if demand.at_least:
                    spare = sum(high[kind] for kind in demand.kinds) - demand.number
                    for kind in demand.kinds if spare >= 0 else ():
                        low[kind] = max(low[kind], high[kind] - spare)
                else:
                    spare = demand.number - sum(low[kind] for kind in demand.kinds)
                    for kind in demand.kinds if spare >= 0 else ():
                        high[kind] = min(high[kind], low[kind] + spare)
                if spare < 0:
                    return None
            vacant = reach.vacant - sum(max(0, low[kind] - reach.here[kind]) for kind in kinds)
            if vacant < 0:
                return None
            for kind in kinds:
                high[kind] = min(high[kind], max(low[kind], reach.here[kind]) + vacant)
            spare = sum(_of_level(reach, kind, high[kind]) for kind in kinds) - reach.wanted
            if spare < 0:
                return None
            for kind in kinds:
                needed = _of_level(reach, kind, high[kind]) - spare
                if needed > 0:
                    low[kind] = max(low[kind], reach.before[kind] + needed)
        return low, high


def _places(
    parts: Sequence[tuple[int, str, int]], kinds: frozenset[int] | None = None, what: str = ""
) -> frozenset[int]:
    """Where the parts of certain kinds, or of one sort, are."""
    return frozenset(
        place
        for place, (kind, sort, _) in enumerate(parts)
        if (kinds is None or kind in kinds) and what in ("", sort)
    )


def _with(numbers: Sequence[int], place: int, number: int) -> Numbers:
    return (*numbers[:place], number, *numbers[place + 1 :])


def _of_level(reach: Reach, kind: int, number: int) -> int:
    """How many of so many of a kind come from the level that is looked at: its own go first."""
    return min(max(0, number - reach.before[kind]), reach.level[kind])


def elect(
    rules: Several, kind_of: Mapping[str, int], votes: Mapping[str, int], preferred: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """Those who get a seat, most votes first, and those who are tied.

    ``kind_of`` is everybody who stands; ``votes`` are those who can be elected. Of equals those are elected
    without whom no set is as good, and tied are those whom only some of the best sets have; nobody with fewer
    votes is looked at before such a tie is settled. Those in ``preferred`` (a lot, or the chair's decision)
    go first, in that order, as far as a best set has them.
    """
    kinds = max(kind_of.values(), default=-1) + 1
    vacant = fewest_vacant(rules, _count((kind_of[name] for name in votes), kinds))
    if vacant is None:
        return [], []
    elected: list[str] = []
    left = sorted(votes, key=lambda name: -votes[name])
    for _, equal in groupby(left, key=lambda name: votes[name]):
        equals = list(equal)
        lower = [name for name in left if votes[name] <= votes[equals[0]]]
        chosen = _count((kind_of[name] for name in elected), kinds)
        here = tuple(map(sum, zip(chosen, _count((kind_of[name] for name in lower), kinds), strict=True)))
        level = _count((kind_of[name] for name in equals), kinds)
        high = tuple(number + vacant for number in here)
        first = [name for name in preferred if name in equals]
        rest = [name for name in equals if name not in preferred]
        reach = _best(rules, Reach(chosen, high, here, vacant, chosen, level, len(equals)))
        if reach.wanted in (0, len(equals)):
            elected += [*first, *rest][: reach.wanted]
            continue
        for name in first:
            with_them = replace(reach, low=_with(reach.low, kind_of[name], reach.low[kind_of[name]] + 1))
            if rules.can_be_met(with_them):
                reach = with_them
                elected.append(name)
        sure, tied = set[int](), set[int]()
        for kind in {kind_of[name] for name in rest}:
            one_more = _with(reach.low, kind, reach.low[kind] + 1)
            one_less = _with(reach.high, kind, chosen[kind] + level[kind] - 1)
            if rules.can_be_met(replace(reach, low=one_more)):
                (tied if rules.can_be_met(replace(reach, high=one_less)) else sure).add(kind)
        elected += [name for name in rest if kind_of[name] in sure]
        if tied:
            return elected, [name for name in rest if kind_of[name] in tied]
    return elected, []


def fewest_vacant(rules: Several, standing: Numbers) -> int | None:
    """How many seats stay vacant at least where so many of each kind can be elected; None where the rules
    contradict each other."""
    nobody = (0,) * len(standing)
    for vacant in range(rules.seats + 1):
        high = tuple(number + vacant for number in standing)
        if rules.can_be_met(Reach(nobody, high, standing, vacant, nobody, nobody)):
            return vacant
    return None


def _best(rules: Several, reach: Reach) -> Reach:
    """The reach with as many of the level as can be elected."""
    room = rules.seats - sum(reach.low)
    for wanted in range(min(reach.wanted, room), 0, -1):
        if rules.can_be_met(replace(reach, wanted=wanted)):
            return replace(reach, wanted=wanted)
    return replace(reach, wanted=0)


def _count(kinds: Iterable[int], number: int) -> Numbers:
    listed = list(kinds)
    return tuple(listed.count(kind) for kind in range(number))
