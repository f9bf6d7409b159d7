"""What became of the moves that a steward has asked a supervisor for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.attendance.conflicts import Settlement
from voting.attendance.models import CheckIn, Presence, ScanConflict
from voting.attendance.presence import open_stay
from voting.attendance.rules import ConflictKind
from voting.register.models import Member
from voting.register.names import full_name

TOLD_FOR = timedelta(minutes=30)
"""For so long after it was asked for, or settled, a move stands on the page of whoever asked."""


@dataclass(frozen=True, slots=True)
class AskedMove:
    """A move that was asked for: the member, where they are noted now (None: nowhere), and how a supervisor
    has settled it (None: not yet)."""

    number: str
    name: str
    place: str | None
    settled_as: Settlement | None


def asked_moves(
    session: Session, assembly_id: int, venue: str, account_id: int, now: datetime
) -> list[AskedMove]:
    """The moves to a venue that one account has asked for: of each member the last, the latest news first."""
    news_at = func.coalesce(ScanConflict.settled_at, ScanConflict.noted_at)
    rows = session.execute(
        select(CheckIn.member, Member.first_name, Member.name, Presence.place, ScanConflict.settled_as)
        .select_from(ScanConflict)
        .join(CheckIn, CheckIn.nonce == ScanConflict.nonce)
        .join(Member, Member.number == CheckIn.member)
        .outerjoin(Presence, open_stay(assembly_id, CheckIn.member))
        .where(
            ScanConflict.assembly_id == assembly_id,
            ScanConflict.kind == ConflictKind.MOVE_ASKED.value,
            CheckIn.venue == venue,
            CheckIn.account_id == account_id,
            news_at > now - TOLD_FOR,
        )
        .order_by(news_at.desc(), CheckIn.nonce)
    )
    latest: dict[str, Any] = {}
    for row in rows:
        latest.setdefault(row.member, row)
    return [
        AskedMove(
            row.member,
            full_name(row.first_name, row.name),
            row.place,
            Settlement(row.settled_as) if row.settled_as else None,
        )
        for row in latest.values()
    ]
