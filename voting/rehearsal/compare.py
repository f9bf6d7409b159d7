"""Comparing what came out of a rehearsal with what is expected."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, Proxy
from voting.attendance.online import JOINED
from voting.attendance.presence import attendance
from voting.audit.chain import canonical
from voting.audit.models import AuditEntry
from voting.ballot.models import Resolution
from voting.ballot.results import shown_result
from voting.rehearsal.play import Played
from voting.report.assemblies import count_voters


def outcome_of(session: Session, assembly_id: int, played: Played) -> dict[str, Any]:
    """What came out of a rehearsal, in the form of the expected file."""
    assembly = session.get_one(Assembly, assembly_id)
    resolutions = session.scalars(
        select(Resolution).where(Resolution.assembly_id == assembly_id).order_by(Resolution.position)
    )
    return {
        "entitled": assembly.entitled,
        "record_date": assembly.record_date.isoformat(),
        "distinct_voters": count_voters(session, assembly_id),
        "attendance": attendance(session, assembly_id).venues,
        "joined_online": _joined(session, assembly_id),
        "proxies_granted": session.scalar(
            select(func.count()).select_from(Proxy).where(Proxy.assembly_id == assembly_id)
        ),
        "refused": dict(played.refused),
        "resolutions": {
            resolution.number: shown_result(session, resolution, counts_votes=False)
            or {"state": resolution.state}
            for resolution in resolutions
        },
    }


def _joined(session: Session, assembly_id: int) -> int:
    """How many members joined online, as the file counts them: not those whose vote made them take part."""
    joined = select(func.count(func.distinct(AuditEntry.actor))).where(
        AuditEntry.action == JOINED, AuditEntry.details == canonical({"assembly": assembly_id})
    )
    return session.scalar(joined) or 0


def differences(expected: Any, actual: Any, place: str = "") -> list[str]:
    """An English sentence for each place in which two JSON values differ; none: what came out is as expected.

    At the top, and within a resolution, only the keys that ``expected`` has are compared; elsewhere a key
    that it does not have is a difference.
    """
    if not isinstance(expected, dict) or not isinstance(actual, dict):
        return [] if expected == actual else [f"{place}: expected {expected}, came out as {actual}"]
    depth = place.count(".") + 1 if place else 0
    partial = depth == 0 or (place.startswith("resolutions.") and depth == 2)
    keys = [*expected, *([] if partial else [key for key in actual if key not in expected])]
    found: list[str] = []
    for key in keys:
        where = f"{place}.{key}" if place else str(key)
        found += differences(expected.get(key, 0), actual.get(key, 0), where)
    return found
