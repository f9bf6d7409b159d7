"""The lines of a result on the screen: positions or candidates, their votes, and what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from voting.ballot.adoption import MajorityBase, parse_majority
from voting.ballot.methods import RANKED, Method
from voting.ballot.models import Resolution
from voting.halls.live_counts import Counted
from voting.halls.standings import (
    Standing,
    continuing_ballots,
    decimals_needed,
    decisive_duels,
    final_standings,
    rounded,
)
from voting.wording.reasoning import base_of, has_percentage
from voting.wording.rules import names_of

MARKS = ("for", "against", "abstain")


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A line: the name of a candidate, or ("") the word for its ``key``; its votes, as they are said; how
    long its bar is (0 to 1; None: no bar), and where a mark stands on it; of how many the votes are a
    percentage (0: none), and the votes against.

    ``fate`` is elected, tied, eliminated, or "".
    """

    key: str
    name: str
    votes: Decimal
    bar: float | None
    base: int = 0
    against: int | None = None
    fate: str = ""
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class ComparedPair:
    """Two candidates compared: their names, on how many ballots each is preferred to the other, and the
    share of the first of these two."""

    first: str
    second: str
    votes_first: int
    votes_second: int

    @property
    def share(self) -> float:
        """From 0 to 1; half where nobody prefers either."""
        both = self.votes_first + self.votes_second
        return self.votes_first / both if both else 0.5


def lines_of_result(resolution: Resolution, result: dict[str, Any]) -> list[ResultLine]:
    """The lines of a result: a motion's in the order of the ballot; in an election the elected, the tied, and
    then the others by their votes."""
    if resolution.method == Method.FOR_AGAINST_ABSTAIN:
        return _motion(result)
    if resolution.method in RANKED and result["count"]:
        return _standings(resolution, result) if resolution.method != Method.SCHULZE else []
    return _candidates(resolution, result)


def pairs_of_result(resolution: Resolution, result: dict[str, Any]) -> list[ComparedPair]:
    """The comparisons two by two that decide, the narrowest first; empty where the method has none."""
    count = result["count"]
    if resolution.method != Method.SCHULZE or not count:
        return []
    names, codes = names_of(resolution), {one["number"]: one["name"] for one in count["candidates"]}
    tied = [number for number, code in codes.items() if code in result["tied"]]
    return [
        ComparedPair(names[codes[duel.first]], names[codes[duel.second]], duel.votes_first, duel.votes_second)
        for duel in decisive_duels(count, tied)
    ]


def lines_so_far(resolution: Resolution, live: Counted) -> list[ResultLine]:
    """The lines of the choices made so far, in the order of the ballot; none of rankings."""
    names = names_of(resolution)
    if resolution.method in RANKED:
        return []
    if resolution.method == Method.PER_CANDIDATE:
        return [
            _line(code, name, live.cells[f"{code}=for"], live.ballots, against=live.cells[f"{code}=against"])
            for code, name in names.items()
        ]
    return [
        _line(key, name, live.cells[key], live.ballots)
        for key, name in (names or dict.fromkeys(MARKS, "")).items()
    ]


def quota_said(result: dict[str, Any]) -> Decimal:
    """The quota of a transferable count, as people say it."""
    return rounded(Decimal(result["count"]["quota"]), _decimals(result, final_standings(result["count"])))


def _motion(result: dict[str, Any]) -> list[ResultLine]:
    counts, base = result["counts"], base_of(result)
    return [_line(mark, "", counts[mark], base if has_percentage(result, mark) else 0) for mark in MARKS]


def _candidates(resolution: Resolution, result: dict[str, Any]) -> list[ResultLine]:
    lines = []
    for code, name in names_of(resolution).items():
        counted, fate = result["counts"][code], _fate(code, result)
        if resolution.method == Method.PER_CANDIDATE:
            bar = _share(counted["for"], _whole(result, code))
            line = ResultLine(
                code, name, Decimal(counted["for"]), bar, base_of(result, code), counted["against"], fate
            )
        else:
            line = _line(code, name, counted, result["ballots"], fate=fate)
        lines.append(line)
    return _in_order(lines, result["elected"])


def _whole(result: dict[str, Any], code: str) -> int:
    """What the bar of a candidate is a part of: the same number for all, since who has more votes is elected
    first."""
    of_own_votes = parse_majority(result["majority"]).base is MajorityBase.FOR_AGAINST
    return int(result["ballots"]) if of_own_votes else base_of(result, code)


def _standings(resolution: Resolution, result: dict[str, Any]) -> list[ResultLine]:
    """How everybody stood in the last round. Who was eliminated before it has no bar in it."""
    count, names = result["count"], names_of(resolution)
    codes = {one["number"]: one["name"] for one in count["candidates"]}
    standings = final_standings(count)
    places, runoff = _decimals(result, standings), resolution.method == Method.IRV
    base, quota = continuing_ballots(count), Decimal(count["quota"])
    whole = base if runoff else max([quota, *(one.votes for one in standings)]) * Decimal("1.1")
    mark = _share(base / 2 if runoff else quota, whole)
    return [
        ResultLine(
            codes[one.candidate],
            names[codes[one.candidate]],
            rounded(one.votes, places),
            None if one.eliminated else _share(one.votes, whole),
            int(base) if runoff and not one.eliminated else 0,
            None,
            "elected" if one.elected else "eliminated" if one.eliminated else "",
            mark,
        )
        for one in standings
    ]


def _decimals(result: dict[str, Any], standings: Iterable[Standing]) -> int:
    return decimals_needed([Decimal(result["count"]["quota"]), *(one.votes for one in standings)])


def _line(
    key: str, name: str, votes: int, base: int, *, against: int | None = None, fate: str = ""
) -> ResultLine:
    return ResultLine(key, name, Decimal(votes), _share(votes, base) if base else None, base, against, fate)


def _share(part: Decimal | int, whole: Decimal | int) -> float:
    return min(1.0, float(Decimal(part) / whole)) if whole else 0.0


def _fate(code: str, result: dict[str, Any]) -> str:
    return "elected" if code in result["elected"] else "tied" if code in result["tied"] else ""


def elected_word(result: Mapping[str, Any]) -> str:
    """The word that heads those who are elected: some languages have another for several."""
    return "several_elected" if len(result["elected"]) > 1 else "elected"


def _in_order(lines: list[ResultLine], elected: Sequence[str]) -> list[ResultLine]:
    order = {code: place for place, code in enumerate(elected)}

    def place(line: ResultLine) -> tuple[int, int, Decimal]:
        return (order.get(line.key, len(order)), line.fate != "tied", -line.votes)

    return sorted(lines, key=place)
