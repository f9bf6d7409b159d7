"""Paper ballots as tellers count them: two tellers, independently, with the same result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.ballot.contest import contest_of
from voting.ballot.models import (
    Channel,
    PaperReplacement,
    PaperSheet,
    Participation,
    Resolution,
    State,
)
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


def issued_papers(session: Session, resolution_id: int) -> dict[str, int]:
    """At each venue, how many members took a paper ballot: the papers that stand for a vote."""
    rows = session.execute(
        select(Participation.venue, func.count())
        .where(Participation.resolution_id == resolution_id, Participation.channel == Channel.PAPER.value)
        .group_by(Participation.venue)
    )
    return {venue or "": number for venue, number in rows}


def exchanged_papers(session: Session, resolution_id: int) -> dict[str, int]:
    """At each venue, how many spoiled papers were exchanged for another."""
    rows = session.execute(
        select(PaperReplacement.venue, func.count().label("papers"))
        .where(PaperReplacement.resolution_id == resolution_id)
        .group_by(PaperReplacement.venue)
    )
    return {row.venue: row.papers for row in rows}


def has_entered(session: Session, resolution_id: int, venue: str, account_id: int) -> bool:
    """Whether this teller has entered a sheet."""
    return account_id in _latest_sheets(session, resolution_id).get(venue, {})


def agreed_sheets(session: Session, resolution_id: int) -> dict[str, Sheet]:
    """By venue, the sheet on which the last entries of two tellers agree."""
    agreed: dict[str, Sheet] = {}
    for venue, sheets in _latest_sheets(session, resolution_id).items():
        contents = list(sheets.values())
        for index, sheet in enumerate(contents):
            if any(_same(sheet, other) for other in contents[:index]):
                agreed[venue] = sheet
    return agreed


def enter_sheet(
    session: Session, resolution_id: int, venue: str, sheet: Sheet, *, account_id: int, now: datetime
) -> bool:
    """Enter one teller's sheet; returns whether it now agrees with another teller's.

    Raises Refused: not_found; wrong_state before the vote is closed, after it is announced, or where two
    sheets already agree; sheet_invalid where such ballots are impossible, or do not add up to those issued;
    spoiled_differ where the spoiled ballots are not those that were exchanged; reason_missing for ballots
    not returned; sheets_differ where another teller counted otherwise: nothing is stored then, and the
    other may count again.
    """
    resolution = session.scalars(
        select(Resolution).where(Resolution.id == resolution_id).with_for_update()
    ).one_or_none()
    if resolution is None:
        raise Refused(Code.NOT_FOUND)
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
    others = _latest_sheets(session, resolution_id).get(venue, {})
    differing = [
        other for teller, other in others.items() if teller != account_id and not _same(sheet, other)
    ]
    if differing:
        raise Refused(Code.SHEETS_DIFFER, difference=_difference(sheet, differing[0]))
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
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="paper.sheet_entered",
        assembly=resolution.assembly_id,
        resolution=resolution.number,
        round=resolution.round,
        venue=venue,
        ballots=sheet.ballots,
        unreturned=sheet.unreturned,
        spoiled=sheet.spoiled,
    )
    session.flush()
    return venue in agreed_sheets(session, resolution_id)


def note_difference(
    session: Session, resolution_id: int, venue: str, *, account_id: int, now: datetime
) -> None:
    """Log that a teller was shown where the other counted otherwise: from then on they have seen it."""
    resolution = session.get_one(Resolution, resolution_id)
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="paper.difference_shown",
        assembly=resolution.assembly_id,
        resolution=resolution.number,
        round=resolution.round,
        venue=venue,
    )


def _latest_sheets(session: Session, resolution_id: int) -> dict[str, dict[int, Sheet]]:
    """By venue and teller, the sheet that each entered last."""
    latest: dict[str, dict[int, Sheet]] = {}
    rows = session.scalars(
        select(PaperSheet).where(PaperSheet.resolution_id == resolution_id).order_by(PaperSheet.id)
    )
    for row in rows:
        latest.setdefault(row.venue, {})[row.account_id] = Sheet(
            row.ballots, row.unreturned, row.reason, row.cells, row.spoiled
        )
    return latest


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
