"""Paper ballots as tellers count them: two tellers, independently, with the same result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.ballot.boxes import boxes
from voting.ballot.contest import contest_of
from voting.ballot.locks import hold_resolution
from voting.ballot.log import log_resolution
from voting.ballot.models import Channel, PaperReplacement, PaperSheet, Participation, State
from voting.ballot.sheet_faults import sheet_fault
from voting.errors import Code, Refused


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a teller counted: valid ballots, those not returned or not valid and why, the counts; and the
    spoiled ballots that were exchanged for another."""

    ballots: int
    unreturned: int
    reason: str
    cells: Mapping[str, int]
    spoiled: int = 0


EnteredSheet = tuple[int, Sheet]
"""A teller and the sheet that they entered."""


class TellerStanding(StrEnum):
    """How one teller stands with the paper of one venue."""

    TO_COUNT = "to_count"
    COUNTED = "counted"
    COUNT_AGAIN = "count_again"
    """Somebody has counted otherwise and was shown so; this teller has seen nothing, and may count again."""
    SEEN = "seen"
    """Has seen how another counted, so that only somebody else can count now."""


def issued_papers(session: Session, resolution_id: int) -> dict[str, int]:
    """At each venue, how many members took a paper ballot: the papers that stand for a vote."""
    voted = boxes(session, Participation, resolution_id)
    return {venue or "": number for (channel, venue), number in voted.items() if channel == Channel.PAPER}


def exchanged_papers(session: Session, resolution_id: int) -> dict[str, int]:
    """At each venue, how many spoiled papers were exchanged for another."""
    rows = session.execute(
        select(PaperReplacement.venue, func.count().label("papers"))
        .where(PaperReplacement.resolution_id == resolution_id)
        .group_by(PaperReplacement.venue)
    )
    return {row.venue: row.papers for row in rows}


def teller_standing(session: Session, resolution_id: int, venue: str, account_id: int) -> TellerStanding:
    """What there is to count at a venue for one teller."""
    latest, seen = _replayed(_entries(session, resolution_id).get(venue, []))
    if account_id in seen:
        return TellerStanding.SEEN
    if account_id not in latest:
        return TellerStanding.TO_COUNT
    return TellerStanding.COUNT_AGAIN if seen else TellerStanding.COUNTED


def agreed_sheets(session: Session, resolution_id: int) -> dict[str, Sheet]:
    """By venue, the sheet on which the last entries of two tellers agree."""
    agreed: dict[str, Sheet] = {}
    for venue, entries in _entries(session, resolution_id).items():
        contents = list(_replayed(entries)[0].values())
        for index, sheet in enumerate(contents):
            if any(_same(sheet, other) for other in contents[:index]):
                agreed[venue] = sheet
    return agreed


def enter_sheet(
    session: Session, resolution_id: int, venue: str, sheet: Sheet, *, account_id: int, now: datetime
) -> str | None:
    """Enter one teller's sheet; returns where another counted otherwise, for the teller to be shown.

    A sheet that differs is kept and counts for nothing until somebody who has not seen it finds the same:
    who was shown a difference has had their count. None: it agrees with another's, or is the first.
    Raises Refused: not_found; wrong_state before the vote is closed, after it is announced, or where two
    sheets already agree; sheet_invalid where such ballots are impossible, or do not add up to those issued;
    spoiled_differ where the spoiled ballots are not those that were exchanged; reason_missing for ballots
    not returned; count_seen where this teller has seen how another counted.
    """
    resolution = hold_resolution(session, resolution_id)
    if State(resolution.state) is not State.CLOSED or venue in agreed_sheets(session, resolution_id):
        raise Refused(Code.WRONG_STATE)
    issued = issued_papers(session, resolution_id).get(venue, 0)
    if sheet.unreturned < 0 or sheet.ballots + sheet.unreturned != issued:
        raise Refused(Code.SHEET_INVALID, issued=issued, counted=sheet.ballots + sheet.unreturned)
    fault = sheet_fault(contest_of(resolution), sheet.ballots, sheet.cells)
    if fault is not None:
        raise Refused(Code.SHEET_INVALID, **fault)
    exchanged = exchanged_papers(session, resolution_id).get(venue, 0)
    if sheet.spoiled != exchanged:
        raise Refused(Code.SPOILED_DIFFER, exchanged=exchanged, spoiled=sheet.spoiled)
    if sheet.unreturned and not sheet.reason.strip():
        raise Refused(Code.REASON_MISSING)
    latest, seen = _replayed(_entries(session, resolution_id).get(venue, []))
    if account_id in seen:
        raise Refused(Code.COUNT_SEEN)
    other = _differing(latest, account_id, sheet)
    session.add(
        PaperSheet(
            resolution_id=resolution_id,
            venue=venue,
            account_id=account_id,
            ballots=sheet.ballots,
            unreturned=sheet.unreturned,
            spoiled=sheet.spoiled,
            reason=sheet.reason.strip(),
            cells=dict(sheet.cells),
            entered_at=now,
        )
    )
    actor = f"account {account_id}"
    log_resolution(
        session,
        resolution,
        "paper.sheet_entered",
        now=now,
        actor=actor,
        ballots=sheet.ballots,
        unreturned=sheet.unreturned,
        spoiled=sheet.spoiled,
        venue=venue,
    )
    session.flush()
    if other is None:
        return None
    log_resolution(session, resolution, "paper.difference_shown", now=now, actor=actor, venue=venue)
    return _difference(sheet, other)


def _entries(session: Session, resolution_id: int) -> dict[str, list[EnteredSheet]]:
    """By venue every sheet with its teller, in the order in which they were entered."""
    entries: dict[str, list[EnteredSheet]] = {}
    rows = session.scalars(
        select(PaperSheet).where(PaperSheet.resolution_id == resolution_id).order_by(PaperSheet.id)
    )
    for row in rows:
        sheet = Sheet(row.ballots, row.unreturned, row.reason, row.cells, row.spoiled)
        entries.setdefault(row.venue, []).append((row.account_id, sheet))
    return entries


def _replayed(entries: Sequence[EnteredSheet]) -> tuple[dict[int, Sheet], set[int]]:
    """The sheet that each teller entered last; and who has seen how another counted, agreeing with nobody."""
    latest: dict[int, Sheet] = {}
    seen: set[int] = set()
    for teller, sheet in entries:
        if _differing(latest, teller, sheet) is not None:
            seen.add(teller)
        latest[teller] = sheet
    return latest, seen


def _differing(latest: Mapping[int, Sheet], teller: int, sheet: Sheet) -> Sheet | None:
    """Another teller's sheet where this one agrees with nobody's; None where it does, or is the first."""
    others = [other for who, other in latest.items() if who != teller]
    return None if any(_same(sheet, other) for other in others) else next(iter(others), None)


def _same(one: Sheet, other: Sheet) -> bool:
    return _numbers(one) == _numbers(other)


def _numbers(sheet: Sheet) -> dict[str, int]:
    fixed = {"ballots": sheet.ballots, "unreturned": sheet.unreturned, "spoiled": sheet.spoiled}
    return fixed | {cell: number for cell, number in sheet.cells.items() if number}


def _difference(one: Sheet, other: Sheet) -> str:
    mine, theirs = _numbers(one), _numbers(other)
    return ", ".join(
        f"{cell}: {mine.get(cell, 0)} / {theirs.get(cell, 0)}"
        for cell in dict.fromkeys(["ballots", "unreturned", "spoiled", *one.cells, *other.cells])
        if mine.get(cell, 0) != theirs.get(cell, 0)
    )
