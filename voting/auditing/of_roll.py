"""The roll of an assembly, held against its hash, its corrections and the log."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, CorrectionKind, RollCorrection, RollEntry
from voting.audit.chain import digest
from voting.auditing.entries import ReadLog, last_of
from voting.ballot.roll_corrections import (
    breakdowns_as_frozen,
    correction_hashed,
    corrections_of,
    roll_is_sound,
)


def roll_faults(session: Session, assembly: Assembly, log: ReadLog) -> Iterator[str]:
    """A sentence for each way in which the roll is not the one that the log tells of."""
    convened, where = log.convened(assembly.id), f"assembly {assembly.id}"
    if convened is None or assembly.frozen_at is None:
        if convened is not None or assembly.frozen_at is not None:
            yield f"{where}: the log and the table do not agree on whether it is convened"
        return
    if assembly.roll_hash != convened.details["roll_hash"]:
        yield f"{where}: the hash of the roll is not the one that was logged when it was convened"
    if assembly.frozen_entitled != convened.details["entitled"]:
        yield f"{where}: the number entitled is not the one that was logged when it was convened"
    if not roll_is_sound(session, assembly):
        yield f"{where}: the roll is not the one that was frozen: its hash differs"
    if convened.details.get("breakdowns_hash", "") not in ("", breakdowns_as_frozen(session, assembly.id)):
        yield f"{where}: what divides the roll into groups is not as it was frozen"
    yield from _correction_faults(session, assembly, log, where)


def _correction_faults(session: Session, assembly: Assembly, log: ReadLog, where: str) -> Iterator[str]:
    corrections = corrections_of(session, assembly.id)
    logged = [
        entry for entry in log.since_convened(assembly.id) if entry.action in ("roll.added", "roll.removed")
    ]
    if len(corrections) != len(logged):
        yield f"{where}: the roll has {len(corrections)} corrections, the log tells of {len(logged)}"
    for number, entry in enumerate(logged, 1):
        hashed = [correction_hashed(correction) for correction in corrections[:number]]
        if digest([assembly.roll_hash, hashed]) != entry.details["roll"]:
            yield f"{where}: correction {number} of the roll is not the one of entry {entry.seq} of the log"
            break
    entitled = logged[-1].details["entitled"] if logged else assembly.frozen_entitled
    if assembly.entitled != entitled:
        yield f"{where}: {assembly.entitled} are said to be entitled, by the log it is {entitled}"
    yield from _added_faults(session, corrections, where)
    cancelled = last_of(log.since_convened(assembly.id), "assembly.cancelled")
    if (cancelled is None) != (assembly.cancelled_at is None):
        yield f"{where}: the log and the table do not agree on whether it was cancelled"


def _added_faults(session: Session, corrections: list[RollCorrection], where: str) -> Iterator[str]:
    """Of members who were added, the lines on the roll that are not as their correction says."""
    first: dict[str, RollCorrection] = {}
    for correction in corrections:
        first.setdefault(correction.member, correction)
    for member, correction in first.items():
        if correction.kind != CorrectionKind.ADDED:
            continue
        entry = session.execute(
            select(RollEntry.category, RollEntry.shares).where(
                RollEntry.assembly_id == correction.assembly_id, RollEntry.member == member
            )
        ).one_or_none()
        if entry is None or (entry.category, entry.shares) != (correction.category, correction.shares):
            yield f"{where}: the line of member {member} on the roll is not the one that was added"
