"""Scans that reach the server later than they were made: the moment at which each counts.

What a teller has signed is not changed by a scan: it counts from after that closing, and a supervisor
decides.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.hours import doors_open
from voting.assembly.meeting import hold_meeting
from voting.attendance.models import CheckIn
from voting.attendance.presence import place_of
from voting.attendance.rules import ConflictKind, date_scan
from voting.attendance.scan_log import Scan
from voting.ballot.models import Resolution, SignedReconciliation


def date_late_scan(session: Session, scan: Scan) -> tuple[Scan, ConflictKind | None]:
    """A scan with the moment at which it counts, and what a supervisor must look at about that; one that is
    made now, or that is known already, stays as it is.

    Raises Refused: not_frozen, assembly_cancelled.
    """
    if scan.claimed is None or session.get(CheckIn, scan.nonce) is not None:
        return scan, None
    opens = doors_open(hold_meeting(session, scan.assembly_id))
    stands, _doubt = date_scan(scan.claimed, scan.now, opens, scan.heard, None)
    places = {scan.venue, place_of(session, scan.assembly_id, scan.member) or scan.venue}
    signed = signed_since(session, scan.assembly_id, places, stands)
    at, doubt = date_scan(scan.claimed, scan.now, opens, scan.heard, signed)
    return replace(scan, at=at, claimed=stands if doubt is ConflictKind.SIGNED else scan.claimed), doubt


def signed_since(
    session: Session, assembly_id: int, venues: Iterable[str], moment: datetime
) -> datetime | None:
    """When the last vote was closed, at that moment or later, whose figures at one of the venues have been
    signed; None where none was. Nobody signs until the transaction ends."""
    closed = select(Resolution.id, Resolution.closed_at).where(
        Resolution.assembly_id == assembly_id, Resolution.closed_at >= moment
    )
    found = session.execute(closed.order_by(Resolution.id).with_for_update(read=True)).all()
    signed = set(
        session.scalars(
            select(SignedReconciliation.resolution_id).where(
                SignedReconciliation.resolution_id.in_([row.id for row in found]),
                SignedReconciliation.venue.in_(list(venues)),
            )
        )
    )
    return max((row.closed_at for row in found if row.id in signed), default=None)
