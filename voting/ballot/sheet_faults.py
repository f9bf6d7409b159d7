"""Whether the counts on a teller's sheet are possible. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from voting.ballot.methods import (
    MARKED,
    POSITIONS,
    RANKED,
    Contest,
    InvalidChoice,
    Method,
    cells,
    cells_of_classes,
    parse_choice,
)
from voting.errors import Fault

BALLOTS = "ballots"
RANKINGS = "rankings"


def sheet_faults(
    contest: Contest,
    ballots: int,
    sheet: Mapping[str, int],
    unread: Collection[str] = (),
    issued: Mapping[str, int] = MappingProxyType({}),
) -> list[Fault]:
    """Why ``ballots`` valid ballots cannot have given these counts, by cell; none where they can.

    The column of a fault is a field of the teller's form: ``ballots``, ``rankings``, or ``cell-CELL``.
    Nothing is told of sums with a field that is ``unread``. Where a majority is needed in each class, the
    sheet has the cells of each class that papers were ``issued`` to, with their number.
    """
    counts = {BALLOTS: ballots} | {_field(cell): number for cell, number in sheet.items()}
    negative = [Fault(0, field, "sheet_negative") for field, number in counts.items() if number < 0]
    if negative:
        return negative
    if contest.method in RANKED:
        return _ranking_faults(contest, ballots, sheet, unread)
    expected = cells_of_classes(contest, list(issued)) if issued else cells(contest)
    strange = sorted(set(sheet) ^ set(expected))
    if strange:
        return [Fault(0, "", "sheet_cells", {"cells": ", ".join(strange)})]
    if contest.method in MARKED:
        return [] if _any_unread(sheet, unread) else _marks_faults(contest, ballots, sheet)
    groups: list[tuple[str, ...]] = [POSITIONS]
    if contest.method is Method.PER_CANDIDATE:
        groups = [tuple(f"{name}={mark}" for mark in POSITIONS) for name in contest.candidates]
    of_classes = list(_class_faults(groups, sheet, issued, unread))
    if issued:
        groups = [tuple(f"{name}:{cell}" for name in issued for cell in group) for group in groups]
    return of_classes + [
        Fault(0, _field(group[0]), "sheet_sum", {"total": total, BALLOTS: ballots})
        for group in groups
        if (total := sum(sheet[cell] for cell in group)) != ballots and not _any_unread(group, unread)
    ]


def _class_faults(
    groups: Sequence[Sequence[str]],
    sheet: Mapping[str, int],
    issued: Mapping[str, int],
    unread: Collection[str],
) -> Iterator[Fault]:
    """Where a class has more ballots than papers were issued to it, or another number for a candidate than
    for the first."""
    for name, papers in issued.items():
        counted = list[int]()
        for group in groups:
            cells_here = [f"{name}:{cell}" for cell in group]
            if _any_unread(cells_here, unread):
                continue
            counted.append(sum(sheet[cell] for cell in cells_here))
            values: dict[str, str | int] = {
                "name": name,
                "issued": papers,
                "counted": counted[-1],
                "other": counted[0],
            }
            if counted[-1] > papers:
                yield Fault(0, _field(cells_here[0]), "sheet_class_issued", values)
            elif counted[-1] != counted[0]:
                yield Fault(0, _field(cells_here[0]), "sheet_class_sum", values)


def _ranking_faults(
    contest: Contest, ballots: int, sheet: Mapping[str, int], unread: Collection[str]
) -> list[Fault]:
    faults = []
    for choice in sheet:
        try:
            parse_choice(contest, choice)
        except InvalidChoice:
            values = {"ranking": choice, "known": ", ".join(contest.candidates)}
            faults.append(Fault(0, RANKINGS, "sheet_ranking", values))
    total = sum(sheet.values())
    if total != ballots and RANKINGS not in unread and not _any_unread(cells(contest), unread):
        faults.append(Fault(0, BALLOTS, "sheet_rankings_sum", {"total": total, BALLOTS: ballots}))
    return faults


def _marks_faults(contest: Contest, ballots: int, sheet: Mapping[str, int]) -> list[Fault]:
    marked = ballots - sheet["blank"]
    marks = [sheet[candidate] for candidate in contest.candidates]
    most = contest.seats if contest.method is Method.PLURALITY_AT_LARGE else len(contest.candidates)
    if max(marks) <= marked <= sum(marks) <= marked * most:
        return []
    values = {"marks": sum(marks), "marked": max(marked, 0), "most": most}
    return [Fault(0, _field(contest.candidates[0]), "sheet_marks", values)]


def _any_unread(counted: Collection[str], unread: Collection[str]) -> bool:
    return bool({BALLOTS, *map(_field, counted)} & set(unread))


def _field(cell: str) -> str:
    return RANKINGS if ">" in cell else f"cell-{cell}"
