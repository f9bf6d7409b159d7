"""What of an earlier assembly is taken along into the next one. Pure."""

import datetime as dt
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from voting.ballot.definition import ELECTION
from voting.ballot.draft import Definition, copy_for

SETTINGS = (
    "opens",
    "advance_voting",
    "proxies_per_holder",
    "proxies_close",
    "questions_close",
    "notice_days",
    "stream",
    "help",
)
RULES = ("majority", "quorum", "tie_rule")


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken along: the points of the agenda by their numbers, candidates by number and code, and
    beside them whole parts."""

    points: frozenset[str]
    candidates: frozenset[tuple[str, str]]
    venues: bool
    programme: bool
    settings: bool
    rules: bool
    texts: bool


def next_from(values: Definition, day: dt.date, kind: str, taken: Taken) -> Definition:
    """The definition of an assembly on ``day`` with what is taken along of an earlier one, its dates moved.

    What is left out begins as in an empty assembly. That a candidate holds the mandate is left out, and whose
    co-optation a motion confirms: it is said of last year's.
    """
    copied = copy_for(values, day) | {"kind": kind}
    for key in () if taken.settings else SETTINGS:
        copied.pop(key, None)
    for part, wanted in (("venues", taken.venues), ("programme", taken.programme)):
        copied[part] = copied[part] if wanted else []
    points = [item for item in copied["resolutions"] if item["number"] in taken.points]
    copied["resolutions"] = [_point(item, taken) for item in points]
    return copied


def _point(values: dict[str, Any], taken: Taken) -> dict[str, Any]:
    point = deepcopy(values)
    for key in ("confirms", *(() if taken.rules else RULES), *(() if taken.texts else ("text",))):
        point.pop(key, None)
    if point["kind"] == ELECTION:
        point["candidates"] = [
            {key: value for key, value in candidate.items() if key != "outgoing"}
            for candidate in point["candidates"]
            if (point["number"], candidate["code"]) in taken.candidates
        ]
    return point
