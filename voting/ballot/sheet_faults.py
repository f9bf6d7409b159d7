"""Whether the counts on a teller's sheet are possible. Pure."""

from collections.abc import Mapping

from voting.ballot.methods import (
    MARKED,
    POSITIONS,
    RANKED,
    Contest,
    InvalidChoice,
    Method,
    cells,
    parse_choice,
)

SheetFault = dict[str, str | int]
"""What is wrong with a sheet: ``fault`` is its stable code, the other values are for its sentence."""


def sheet_fault(contest: Contest, ballots: int, sheet: Mapping[str, int]) -> SheetFault | None:
    """Why ``ballots`` valid ballots cannot have given these counts; None where they can."""
    if ballots < 0 or any(number < 0 for number in sheet.values()):
        return {"fault": "sheet_negative"}
    if contest.method in RANKED:
        return _ranking_fault(contest, ballots, sheet)
    strange = sorted(set(sheet) ^ set(cells(contest)))
    if strange:
        return {"fault": "sheet_cells", "cells": ", ".join(strange)}
    if contest.method in MARKED:
        return _marks_fault(contest, ballots, sheet)
    groups: list[tuple[str, ...]] = [POSITIONS]
    if contest.method is Method.PER_CANDIDATE:
        groups = [tuple(f"{name}={mark}" for mark in POSITIONS) for name in contest.candidates]
    for group in groups:
        total = sum(sheet[cell] for cell in group)
        if total != ballots:
            return {"fault": "sheet_sum", "cells": " + ".join(group), "total": total, "ballots": ballots}
    return None


def _ranking_fault(contest: Contest, ballots: int, sheet: Mapping[str, int]) -> SheetFault | None:
    for choice in sheet:
        try:
            parse_choice(contest, choice)
        except InvalidChoice:
            known = ", ".join(contest.candidates)
            return {"fault": "sheet_ranking", "ranking": choice, "known": known}
    total = sum(sheet.values())
    if total != ballots:
        return {"fault": "sheet_rankings_sum", "total": total, "ballots": ballots}
    return None


def _marks_fault(contest: Contest, ballots: int, sheet: Mapping[str, int]) -> SheetFault | None:
    marked = ballots - sheet["blank"]
    marks = [sheet[candidate] for candidate in contest.candidates]
    most = contest.seats if contest.method is Method.PLURALITY_AT_LARGE else len(contest.candidates)
    if max(marks) <= marked <= sum(marks) <= marked * most:
        return None
    return {"fault": "sheet_marks", "marks": sum(marks), "marked": max(marked, 0), "most": most}
