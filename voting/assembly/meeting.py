"""The meeting of an assembly: when it is, and the lock under which somebody becomes present at it."""

from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from voting.assembly.hours import Hours
from voting.assembly.models import Assembly
from voting.audit.chain import record
from voting.errors import Code, Refused

HELD = (
    *(Assembly.date, Assembly.timezone, Assembly.opens_at, Assembly.opened_at, Assembly.closed_at),
    *(Assembly.frozen_at, Assembly.cancelled_at),
)
"""What is read of an assembly to know whether it meets, and when."""


def hours_of(assembly: Assembly) -> Hours:
    """When an assembly meets."""
    return Hours(assembly.date, assembly.timezone, assembly.opens_at, assembly.opened_at, assembly.closed_at)


def hold_meeting(session: Session, assembly_id: int) -> Hours:
    """When an assembly meets; it is not changed until the transaction ends: neither closed nor taken back.

    To be called before anything else is locked. Raises Refused: not_frozen where there is no roll;
    assembly_cancelled.
    """
    row = session.execute(_held(), {"assembly": assembly_id}).one_or_none()
    return hours_held(row)


@cache
def _held() -> Select[*tuple[Any, ...]]:
    found = select(*HELD).where(Assembly.id == bindparam("assembly"))
    return found.with_for_update(read=True)


def hours_held(row: Row[*tuple[Any, ...]] | None) -> Hours:
    """When an assembly meets, of which a row begins with ``HELD``. Raises Refused: not_frozen, also where
    there is no row; assembly_cancelled."""
    if row is None or row.frozen_at is None:
        raise Refused(Code.NOT_FROZEN)
    if row.cancelled_at is not None:
        raise Refused(Code.ASSEMBLY_CANCELLED)
    return Hours(*row[:5])


def keep_open(session: Session, assembly: Assembly, *, now: datetime, actor: str) -> None:
    """Open the meeting of an assembly, which the caller has locked, unless it is open already. Raises
    Refused(meeting_closed)."""
    if assembly.closed_at is not None:
        raise Refused(Code.MEETING_CLOSED)
    if assembly.opened_at is None:
        assembly.opened_at = now
        record(session, now=now, actor=actor, action="assembly.opened", assembly=assembly.id)


def nobody_now(code: Code, opens: datetime, timezone: str) -> Refused:
    """The refusal of whoever would be present too early or too late: one can from the moment ``opens`` on."""
    return Refused(code, begins=opens.astimezone(ZoneInfo(timezone)).isoformat())
