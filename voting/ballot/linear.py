"""Whether linear demands can be met, in exact numbers. Pure.

The simplex method in the form that only looks for a point within bounds: B. Dutertre and L. de Moura, "A fast
linear-arithmetic solver for DPLL(T)", CAV 2006, section 3. It ends, because of equals the first is taken
(Bland's rule).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Row = dict[int, Fraction]
"""The numbers of a linear sum, by the place of what they multiply; what is not there is 0."""
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of some places, which must be ``at_least`` or ``at_most`` so much; None: any."""

    places: frozenset[int]
    at_least: int | None = None
    at_most: int | None = None


def point_within(most: Sequence[int], sums: Sequence[Sum]) -> list[Fraction] | None:
    """Numbers from 0 to ``most``, one for each place, with which every sum is as it must be; None where there
    are none. They need not be whole."""
    size = len(most)
    low: list[int | None] = [*([0] * size), *(each.at_least for each in sums)]
    high: list[int | None] = [*most, *(each.at_most for each in sums)]
    rows: dict[int, Row] = {
        size + number: dict.fromkeys(sorted(each.places), ONE) for number, each in enumerate(sums)
    }
    at = [ZERO] * (size + len(sums))
    while True:
        wrong = _first_outside(rows, at, low, high)
        if wrong is None:
            return at[:size]
        leaving, target = wrong
        up = at[leaving] < target
        entering = None
        for place in sorted(rows[leaving]):
            rises = (rows[leaving][place] > 0) == up
            limit = high[place] if rises else low[place]
            if limit is None or at[place] != limit:
                entering = place
                break
        if entering is None:
            return None
        step = (target - at[leaving]) / rows[leaving][entering]
        at[leaving] = Fraction(target)
        at[entering] += step
        for basic, row in rows.items():
            if basic != leaving and entering in row:
                at[basic] += row[entering] * step
        _pivot(rows, leaving, entering)


def _first_outside(
    rows: dict[int, Row], at: list[Fraction], low: list[int | None], high: list[int | None]
) -> tuple[int, int] | None:
    """The first sum that is outside its bounds, and the bound that it misses."""
    for place in sorted(rows):
        least, most = low[place], high[place]
        if least is not None and at[place] < least:
            return place, least
        if most is not None and at[place] > most:
            return place, most
    return None


def _pivot(rows: dict[int, Row], leaving: int, entering: int) -> None:
    """Write what enters as a sum of the others, and put that in its place everywhere."""
    old = rows.pop(leaving)
    share = old.pop(entering)
    new = {place: -number / share for place, number in old.items()}
    new[leaving] = 1 / share
    for row in rows.values():
        times = row.pop(entering, ZERO)
        if times:
            for place, number in new.items():
                total = row.get(place, ZERO) + times * number
                if total:
                    row[place] = total
                else:
                    row.pop(place, None)
    rows[entering] = new
