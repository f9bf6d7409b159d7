"""Counting paper ballots: two tellers count independently, and what they agree on counts."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.assembly.models import RollEntry
from voting.audit.sealed_rows import new_salt, row_hash
from voting.ballot.adoption import is_in_each_class
from voting.ballot.boxes import boxes
from voting.ballot.contest import contest_of
from voting.ballot.hands import possible_hands
from voting.ballot.locks import hold_resolution
from voting.ballot.log import log_resolution
from voting.ballot.models import (
    Channel,
    Deposit,
    PaperReplacement,
    PaperSheet,
    Participation,
    Resolution,
    State,
)
from voting.ballot.sheet_faults import sheet_faults
from voting.errors import Code, Fault, Refused, require_sound


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a teller counted at a venue: the number of valid ``ballots``; of ``unreturned`` or invalid ones,
    with the ``reason``; the counts by cell (by class, as ``A:for``, where the majority is needed in each);
    and the number of ``spoiled`` ballots that were exchanged."""

    ballots: int
    unreturned: int
    reason: str
    cells: Mapping[str, int]
    spoiled: int = 0


EnteredSheet = tuple[int, Sheet]
"""The account of a teller, and the sheet that they entered."""


class TellerStanding(StrEnum):
    """Whether a teller still has to count the paper of a venue, or may."""

    TO_COUNT = "to_count"
    COUNTED = "counted"
    COUNT_AGAIN = "count_again"
    """Has counted; another teller's count differs, and only that teller was shown the difference, so this one
    may count again."""
    SEEN = "seen"
    """Was shown how another's count differs, so that only somebody else can count now."""


def issued_papers(session: Session, resolution_id: int) -> dict[str, int]:
    """By venue, how many members took a paper ballot that tellers have to count.

    The papers of a vote by name are entered one by one, each as a ballot. Only those that are not valid are
    left, and have to be accounted for.
    """
    voted = boxes(session, Participation, resolution_id) - boxes(session, Deposit, resolution_id)
    return {venue or "": number for (channel, venue), number in voted.items() if channel == Channel.PAPER}


def papers_by_class(session: Session, resolution: Resolution, venue: str) -> dict[str, int]:
    """By category, how many members took a paper ballot at a venue, where the majority is needed in each
    class: each is then given the paper of their class. Empty elsewhere."""
    if resolution.by_name or not is_in_each_class(resolution.majority):
        return {}
    rows = session.execute(
        select(RollEntry.category, func.count().label("papers"))
        .join(Participation, Participation.member == RollEntry.member)
        .where(
            RollEntry.assembly_id == resolution.assembly_id,
            Participation.resolution_id == resolution.id,
            Participation.channel == Channel.PAPER.value,
            Participation.venue == venue,
        )
        .group_by(RollEntry.category)
        .order_by(RollEntry.category)
    )
    return {row.category: row.papers for row in rows}


def cells_by_class(cells: Mapping[str, int]) -> dict[str, Counter[str]]:
    """The counts of a sheet that has them by class, as ``A:for``, apart."""
    found: dict[str, Counter[str]] = {}
    for cell, number in cells.items():
        name, _, of_class = cell.partition(":")
        found.setdefault(name, Counter())[of_class] = number
    return found


def exchanged_papers(session: Session, resolution_id: int) -> dict[str, int]:
    """By venue, how many spoiled papers were exchanged for another."""
    rows = session.execute(
        select(PaperReplacement.venue, func.count().label("papers"))
        .where(PaperReplacement.resolution_id == resolution_id)
        .group_by(PaperReplacement.venue)
    )
    return {row.venue: row.papers for row in rows}


def teller_standing(session: Session, resolution_id: int, venue: str, account_id: int) -> TellerStanding:
    """Whether a teller has to count at a venue, or may."""
    latest, seen = _replayed(_entries(session, resolution_id).get(venue, []))
    if account_id in seen:
        return TellerStanding.SEEN
    if account_id not in latest:
        return TellerStanding.TO_COUNT
    return TellerStanding.COUNT_AGAIN if seen else TellerStanding.COUNTED


def agreed_sheets(session: Session, resolution_id: int) -> dict[str, Sheet]:
    """By venue, the sheet on which two tellers agree in what each entered last. Other venues are left out."""
    agreed: dict[str, Sheet] = {}
    for venue, entries in _entries(session, resolution_id).items():
        contents = list(_replayed(entries)[0].values())
        for index, sheet in enumerate(contents):
            if any(_same(sheet, other) for other in contents[:index]):
                agreed[venue] = sheet
    return agreed


def enter_sheet(
    session: Session,
    resolution_id: int,
    venue: str,
    sheet: Sheet,
    *,
    account_id: int,
    now: datetime,
    unread: Sequence[Fault] = (),
) -> str | None:
    """Enter one teller's sheet. Returns None where it is the first, or agrees with another's; else a text
    with each cell in which it differs (``for: 12 / 13``), to be shown to this teller alone.

    A sheet that differs counts once a teller who was not shown a difference has entered the same. ``unread``
    are the faults of what could not be read of it. Raises Refused: not_found; wrong_state before the vote is
    closed, after it is announced, or where two sheets agree already; count_seen where this teller was shown a
    difference. Raises InvalidForm with every fault of a sheet that is impossible (:func:`sheet_faults`), or
    does not say what became of the papers that were handed out and exchanged.
    """
    resolution = hold_resolution(session, resolution_id)
    if State(resolution.state) is not State.CLOSED or venue in agreed_sheets(session, resolution_id):
        raise Refused(Code.WRONG_STATE)
    latest, seen = _replayed(_entries(session, resolution_id).get(venue, []))
    if account_id in seen:
        raise Refused(Code.COUNT_SEEN)
    columns = {fault.column for fault in unread}
    require_sound(
        [
            *sheet_faults(
                contest_of(resolution),
                sheet.ballots,
                sheet.cells,
                columns,
                papers_by_class(session, resolution, venue),
            ),
            *(
                _hands_faults(session, resolution, venue, sheet)
                if resolution.by_hands
                else _papers_faults(session, resolution, venue, sheet, columns)
            ),
        ],
        unread,
    )
    other = _differing(latest, account_id, sheet)
    entered = PaperSheet(
        resolution_id=resolution_id,
        venue=venue,
        account_id=account_id,
        ballots=sheet.ballots,
        unreturned=sheet.unreturned,
        spoiled=sheet.spoiled,
        reason=sheet.reason.strip(),
        cells=dict(sheet.cells),
        entered_at=now,
        salt=new_salt(),
    )
    session.add(entered)
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
        row=sheet_hash(entered),
    )
    session.flush()
    if other is None:
        return None
    log_resolution(session, resolution, "paper.difference_shown", now=now, actor=actor, venue=venue)
    return _difference(sheet, other)


def sheet_hash(entered: PaperSheet) -> str:
    """The hash by which the log knows what was counted on a sheet."""
    return row_hash(entered.salt or "", (entered.reason, entered.cells))


def _hands_faults(session: Session, resolution: Resolution, venue: str, sheet: Sheet) -> list[Fault]:
    """More hands and cards than members who can have raised them; a paper among them."""
    possible = possible_hands(session, resolution).get(venue, 0)
    if sheet.ballots > possible:
        values = {"possible": possible, "counted": sheet.ballots}
        return [Fault(0, "ballots", "hands_too_many", values)]
    others = {"unreturned": sheet.unreturned, "spoiled": sheet.spoiled}
    return [Fault(0, name, "sheet_negative") for name, number in others.items() if number]


def _papers_faults(
    session: Session, resolution: Resolution, venue: str, sheet: Sheet, unread: Collection[str]
) -> list[Fault]:
    """What a sheet does not account for: papers handed out, why some did not come back, those exchanged; and
    papers by name that are valid, since these are entered with the name."""
    faults = []
    issued = issued_papers(session, resolution.id).get(venue, 0)
    counted = sheet.ballots + sheet.unreturned
    if resolution.by_name and sheet.ballots > 0:
        faults.append(Fault(0, "ballots", "sheet_by_name"))
    if sheet.unreturned < 0:
        faults.append(Fault(0, "unreturned", "sheet_negative"))
    elif counted != issued and not {"ballots", "unreturned"} & set(unread):
        faults.append(Fault(0, "unreturned", "sheet_issued", {"issued": issued, "counted": counted}))
    if sheet.unreturned > 0 and not sheet.reason.strip():
        faults.append(Fault(0, "reason", "value_missing"))
    exchanged = exchanged_papers(session, resolution.id).get(venue, 0)
    if sheet.spoiled != exchanged:
        values = {"exchanged": exchanged, "spoiled": sheet.spoiled}
        faults.append(Fault(0, "spoiled", "spoiled_differ", values))
    return faults


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
    """By teller, the sheet entered last; and the tellers who were shown a difference."""
    latest: dict[int, Sheet] = {}
    seen: set[int] = set()
    for teller, sheet in entries:
        if _differing(latest, teller, sheet) is not None:
            seen.add(teller)
        latest[teller] = sheet
    return latest, seen


def _differing(latest: Mapping[int, Sheet], teller: int, sheet: Sheet) -> Sheet | None:
    """Another teller's sheet where this one agrees with nobody's; None where it agrees with one, or there is
    no other."""
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
