"""The tellers' sheets, exchanged papers and signatures of a resolution, held against the log."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import digest
from voting.auditing.entries import LoggedEntry
from voting.auditing.of_rules import named
from voting.ballot.models import PaperReplacement, PaperSheet, Resolution, SignedReconciliation
from voting.ballot.paper import sheet_hash
from voting.ballot.reconciliation import signature_hash

Told = tuple[Any, ...]


def paper_faults(session: Session, resolution: Resolution, entries: list[LoggedEntry]) -> Iterator[str]:
    """A sentence for each sheet, exchanged paper or signature that is not the one in the log."""
    where = named(resolution)
    sheets = session.scalars(select(PaperSheet).where(PaperSheet.resolution_id == resolution.id)).all()
    yield from _compared(where, "sheet of a teller", sheets, _of_sheet, entries, "paper.sheet_entered")
    papers = session.scalars(
        select(PaperReplacement).where(PaperReplacement.resolution_id == resolution.id)
    ).all()
    yield from _compared(where, "exchanged paper", papers, _of_paper, entries, "paper.replaced")
    signed = session.scalars(
        select(SignedReconciliation).where(SignedReconciliation.resolution_id == resolution.id)
    ).all()
    yield from _compared(
        where, "signed reconciliation", signed, _of_signature, entries, "reconciliation.signed"
    )
    for row in signed:
        if digest(row.figures) != row.figures_hash:
            yield f"{where}: the signed figures of {row.venue} are not those that were signed"


def _compared(
    where: str,
    what: str,
    rows: Sequence[Any],
    told_by: Callable[[Any], Told],
    entries: list[LoggedEntry],
    action: str,
) -> Iterator[str]:
    """What is in the table and not in the log, and the other way round. An entry from before there were
    seals is compared without one."""
    left = [entry for entry in entries if entry.action == action]
    for row in rows:
        told = told_by(row)
        match = next((entry for entry in left if _is_told(entry, told)), None)
        if match is None:
            yield f"{where}: a {what} (venue {row.venue}) is not as the log tells of it"
        else:
            left.remove(match)
    for entry in left:
        venue = entry.details["venue"]
        yield f"{where}: the {what} of entry {entry.seq} of the log (venue {venue}) is missing"


def _is_told(entry: LoggedEntry, told: Told) -> bool:
    at, actor, details, seal = told
    same = (entry.at, entry.actor) == (at, actor) and details.items() <= entry.details.items()
    return same and entry.details.get("row", seal) == seal


def _of_sheet(row: PaperSheet) -> Told:
    counted = {"ballots": row.ballots, "unreturned": row.unreturned, "spoiled": row.spoiled}
    return row.entered_at, f"account {row.account_id}", counted | {"venue": row.venue}, sheet_hash(row)


def _of_paper(row: PaperReplacement) -> Told:
    details = {"venue": row.venue, "member": row.member, "paper": row.paper}
    return row.replaced_at, f"account {row.account_id}", details, None


def _of_signature(row: SignedReconciliation) -> Told:
    details = {"venue": row.venue, "figures_hash": row.figures_hash}
    return row.signed_at, f"account {row.account_id}", details, signature_hash(row)
