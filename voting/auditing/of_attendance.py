"""Scans and stays of an assembly, held against the log and against each other.

The log tells of each scan, and of each stay at a distance. A stay in a hall begins with a scan that let its
member in; it ends with a scan, with everybody's leaving, or with the meeting.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.attendance.models import ONLINE, CheckIn, Presence
from voting.attendance.online import JOINED, VOTED
from voting.attendance.rules import Answer
from voting.attendance.scan_log import scan_hash
from voting.auditing.entries import LoggedEntry, ReadLog
from voting.retention.forgotten import forgotten_at
from voting.retention.rules import DataKind

LETS_IN = (Answer.WELCOME.value, Answer.MOVED.value)
ENDS_ALL = ("assembly.closed", "assembly.postponed", "assembly.cancelled", "assembly.resumed")
Moments = dict[str, set[datetime]]
"""By member, the moments at which a stay can begin or end."""


def attendance_faults(session: Session, assembly: Assembly, log: ReadLog) -> Iterator[str]:
    """A sentence for each scan or stay that is not the one in the log. Once they have been forgotten there is
    nothing to compare."""
    if forgotten_at(session, DataKind.PRESENCE, assembly.id) is not None:
        return
    scans = session.scalars(select(CheckIn).where(CheckIn.assembly_id == assembly.id)).all()
    stays = session.scalars(
        select(Presence).where(Presence.assembly_id == assembly.id).order_by(Presence.since, Presence.id)
    ).all()
    entries = log.of_assembly[assembly.id]
    yield from _scan_faults(assembly, scans, entries)
    yield from _stay_faults(assembly, scans, stays, entries)


def _scan_faults(assembly: Assembly, scans: Iterable[CheckIn], entries: list[LoggedEntry]) -> Iterator[str]:
    logged = {entry.details["nonce"]: entry for entry in entries if entry.action == "attendance.scanned"}
    for scan in scans:
        entry = logged.pop(scan.nonce, None)
        told = {"venue": scan.venue, "kind": scan.kind, "answer": scan.answer}
        where = f"assembly {assembly.id}: a scan at {scan.venue}"
        if entry is None:
            yield f"{where} is not in the log"
        elif not (
            told.items() <= entry.details.items()
            and entry.details.get("by_pass", scan.by_pass) == scan.by_pass
            and (entry.at, entry.actor) == (scan.received_at or entry.at, f"account {scan.account_id}")
            and (scan.salt is None or scan_hash(vars(scan)) == entry.details.get("row"))
            and ("row" not in entry.details or scan.salt is not None)
        ):
            yield f"{where} is not as entry {entry.seq} of the log tells of it"
    for entry in logged.values():
        yield f"assembly {assembly.id}: the scan of entry {entry.seq} of the log is missing"


def _stay_faults(
    assembly: Assembly, scans: Iterable[CheckIn], stays: Iterable[Presence], entries: list[LoggedEntry]
) -> Iterator[str]:
    begins, ends = _beginnings(scans, entries), _endings(assembly, scans, stays, entries)
    seen: dict[tuple[str, str], set[datetime]] = defaultdict(set)
    of_member: dict[str, list[Presence]] = defaultdict(list)
    for stay in stays:
        of_member[stay.member].append(stay)
    for stay in stays:
        where = f"assembly {assembly.id}: a stay of member {stay.member} at {stay.place}"
        others = {other.until for other in of_member[stay.member] if other.id != stay.id}
        seen[stay.member, stay.place].add(stay.since)
        if stay.since not in begins[stay.member, stay.place] | others:
            yield f"{where} begins with nothing that the log tells of"
        known = ends[stay.member] | ends[stay.place] | ends[""] | ends[f"stay {stay.id}"]
        if stay.until is not None and stay.until not in known | {stay.since}:
            yield f"{where} ends with nothing that the log tells of"
    undone = {scan.undoes for scan in scans if scan.undoes}
    for scan in scans:
        if scan.answer in LETS_IN and scan.nonce not in undone and not seen[scan.member, scan.venue]:
            who = f"member {scan.member} was let in at {scan.venue}"
            yield f"assembly {assembly.id}: {who}, and has no stay there"
    for entry in entries:
        member = entry.actor.removeprefix("member ")
        if entry.action in (JOINED, VOTED) and entry.at not in seen[member, ONLINE]:
            yield f"assembly {assembly.id}: the stay of entry {entry.seq} of the log is missing"


def _beginnings(
    scans: Iterable[CheckIn], entries: list[LoggedEntry]
) -> dict[tuple[str, str], set[datetime | None]]:
    """By member and place, when a stay can have begun."""
    found: dict[tuple[str, str], set[datetime | None]] = defaultdict(set)
    for scan in scans:
        if scan.answer in LETS_IN:
            found[scan.member, scan.venue] |= {scan.at, scan.claimed_at}
    for entry in entries:
        if entry.action in (JOINED, VOTED):
            found[entry.actor.removeprefix("member "), ONLINE].add(entry.at)
    return found


def _endings(
    assembly: Assembly, scans: Iterable[CheckIn], stays: Iterable[Presence], entries: list[LoggedEntry]
) -> dict[str, set[datetime | None]]:
    """By member, place, stay, or "" for everybody, when a stay can have ended."""
    found: dict[str, set[datetime | None]] = defaultdict(set)
    found[""].add(assembly.closed_at)
    for scan in scans:
        found[scan.member] |= {scan.at, scan.claimed_at}
    for stay in stays:
        found[stay.member].add(stay.since)
    for entry in entries:
        details = entry.details
        if entry.action == "attendance.all_left":
            found[details["venue"]].add(entry.at)
        elif entry.action == "attendance.fell_silent":
            found[f"stay {details['stay']}"].add(datetime.fromisoformat(details["until"]))
        elif entry.action == "attendance.left_online":
            found[entry.actor.removeprefix("member ")].add(entry.at)
        elif entry.action == "roll.removed":
            found[details["member"]].add(entry.at)
        elif entry.action in ENDS_ALL:
            found[""].add(entry.at)
    return found
