"""What a process counts of itself since its start, for whoever watches over it: plain numbers.

No name, no choice and no resolution stands in them: what they give away is in ``docs/secrecy.md``.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds by which answers are told apart, coarse enough that no choice is known by them."""
AT_HAND = "at_hand"
"""Instead of a route, for what is answered before one is looked for: parts that many screens share."""


class Durations:
    """How many answers took up to each of ``BOUNDS`` seconds, or longer, and how long all took together."""

    __slots__ = ("counts", "seconds")

    def __init__(self, counts: Sequence[int] = (0,) * (len(BOUNDS) + 1), seconds: float = 0.0) -> None:
        self.counts, self.seconds = list(counts), seconds

    def add(self, seconds: float) -> None:
        """One more answer, which took so long."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    def up_to(self) -> list[tuple[str, int]]:
        """By bound in seconds, as text, the answers that took no longer."""
        bounds, total, told = [*map(str, BOUNDS), "+Inf"], 0, list[tuple[str, int]]()
        for bound, count in zip(bounds, self.counts, strict=True):
            total += count
            told.append((bound, total))
        return told


class Meters:
    """The numbers of one process."""

    def __init__(self) -> None:
        self.votes = Counter[str]()
        """Votes that reached the writer, by ``ok`` or the code of the refusal."""
        self.arrivals = Counter[tuple[str, str, str]]()
        """Scans at doors, by venue, by the desk's account, and by what was answered."""
        self.refusals = Counter[str]()
        """Answers of all routes that refuse, by code."""
        self.failures = Counter[str]()
        """Answers of 5xx, by route."""
        self.durations: dict[str, Durations] = {}
        """By route, how long answers took to begin."""

    def add_answer(self, route: str, seconds: float, failed: bool, refusal: str | None) -> None:
        """One more answer has begun."""
        found = self.durations.get(route)
        if found is None:
            found = self.durations[route] = Durations()
        found.add(seconds)
        if refusal is not None:
            self.refusals[refusal] += 1
        if failed:
            self.failures[route] += 1

    def to_tell(self) -> dict[str, Any]:
        """The numbers, for another process of the installation."""
        return {
            "votes": dict(self.votes),
            "arrivals": [[*key, count] for key, count in self.arrivals.items()],
            "refusals": dict(self.refusals),
            "failures": dict(self.failures),
            "durations": {route: [each.counts, each.seconds] for route, each in self.durations.items()},
        }


def meters_told(told: dict[str, Any]) -> Meters:
    """What another process has told by ``to_tell``."""
    found = Meters()
    found.votes.update(told["votes"])
    found.arrivals.update({(venue, desk, answer): count for venue, desk, answer, count in told["arrivals"]})
    found.refusals.update(told["refusals"])
    found.failures.update(told["failures"])
    found.durations = {route: Durations(*each) for route, each in told["durations"].items()}
    return found
