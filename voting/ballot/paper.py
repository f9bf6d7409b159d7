"""Paper ballots as tellers count them: two tellers, independently, with the same result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.ballot.contest import contest_of
from voting.ballot.methods import sheet_is_possible
from voting.ballot.models import Channel, PaperSheet, Participation, Resolution, State
from voting.errors import Code, Refused


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a teller counted: valid ballots returned, ballots not returned and why, and the counts."""

    ballots: int
    unreturned: int
    reason: str
    cells: Mapping[str, int]


def issued_papers(session: Session, resolution_id: int) -> dict[str, int]:
    """How many paper ballots were issued at each venue."""
    rows = session.execute(
        select(Participation.venue, func.count())
        .where(Participation.resolution_id == resolution_id, Participation.channel == Channel.PAPER.value)
        .group_by(Participation.venue)
    )
    return {venue or "": number for venue, number in rows}


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
    reason_missing for ballots not returned; sheets_differ where another teller counted otherwise: nothing
    is stored then, and the other may count again.
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
    if not sheet_is_possible(contest_of(resolution), sheet.ballots, sheet.cells):
        raise Refused(Code.SHEET_INVALID, issued=issued, counted=sheet.ballots + sheet.unreturned)
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
    )
    session.flush()
    return venue in agreed_sheets(session, resolution_id)


def _latest_sheets(session: Session, resolution_id: int) -> dict[str, dict[int, Sheet]]:
    """By venue and teller, the sheet that each entered last."""
    latest: dict[str, dict[int, Sheet]] = {}
    rows = session.scalars(
        select(PaperSheet).where(PaperSheet.resolution_id == resolution_id).order_by(PaperSheet.id)
    )
    for row in rows:
        latest.setdefault(row.venue, {})[row.account_id] = Sheet(
            row.ballots, row.unreturned, row.reason, row.cells
        )
    return latest


def _same(one: Sheet, other: Sheet) -> bool:
    return (one.ballots, one.unreturned, dict(one.cells)) == (
        other.ballots,
        other.unreturned,
        dict(other.cells),
    )


def _difference(one: Sheet, other: Sheet) -> str:
    mine = {"ballots": one.ballots, "unreturned": one.unreturned, **one.cells}
    theirs = {"ballots": other.ballots, "unreturned": other.unreturned, **other.cells}
    return ", ".join(
        f"{cell}: {mine.get(cell, 0)} / {theirs.get(cell, 0)}"
        for cell in mine
        if mine.get(cell, 0) != theirs.get(cell, 0)
    )
