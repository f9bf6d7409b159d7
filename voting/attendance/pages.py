"""The pages that keep members present at a distance: their signs of life, and the end of who falls silent."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from voting.attendance.models import ONLINE, OpenPage, Presence
from voting.attendance.scan_log import lock_on_roll
from voting.audit.chain import record
from voting.database import Base


def page_opened(session: Session, stay: int, *, now: datetime) -> bool:
    """Let a stay at a distance be kept by a page from now on; whether it still lasts."""
    lasts = session.scalar(
        select(Presence.id)
        .where(Presence.id == stay, Presence.place == ONLINE, Presence.until.is_(None))
        .with_for_update(read=True)
    )
    if lasts is None:
        return False
    page = session.get(OpenPage, stay)
    if page is None:
        session.add(OpenPage(presence_id=stay, seen_at=now))
    else:
        page.seen_at = max(page.seen_at, now)
    return True


def note_pages(session: Session, heard: Mapping[int, datetime]) -> set[int]:
    """Write down the last sign of life of each stay; returns those that have ended meanwhile."""
    note_signs(session, heard)
    lasting = select(Presence.id).where(Presence.id.in_(heard), Presence.until.is_(None))
    return set(heard) - set(session.scalars(lasting))


def note_signs(session: Session, heard: Mapping[int, datetime]) -> None:
    """Write down the last sign of life of the page of each stay, where it is kept by one."""
    table = Base.metadata.tables[OpenPage.__tablename__]
    later = (
        update(table)
        .where(table.c.presence_id == bindparam("stay"), table.c.seen_at < bindparam("heard_at"))
        .values(seen_at=bindparam("heard_at"))
    )
    session.connection().execute(
        later, [{"stay": stay, "heard_at": moment} for stay, moment in sorted(heard.items())]
    )


def silent_stays(session: Session, since: datetime) -> list[int]:
    """The stays that are kept by a page which has given no sign of life since then."""
    silent = (
        select(OpenPage.presence_id)
        .join(Presence, Presence.id == OpenPage.presence_id)
        .where(OpenPage.seen_at < since, Presence.until.is_(None))
        .order_by(OpenPage.presence_id)
    )
    return list(session.scalars(silent))


def end_silent_stay(session: Session, stay: int, since: datetime, *, now: datetime) -> None:
    """End a stay at the last sign of life of its page, unless there has been one since then."""
    presence = session.get_one(Presence, stay)
    lock_on_roll(session, presence.assembly_id, presence.member)
    seen_at = session.scalar(
        select(OpenPage.seen_at)
        .where(OpenPage.presence_id == stay, OpenPage.seen_at < since)
        .with_for_update()
    )
    session.refresh(presence, with_for_update=True)
    if seen_at is None or presence.until is not None:
        return
    presence.until = max(seen_at, presence.since)
    record(
        session,
        now=now,
        actor="silence",
        action="attendance.fell_silent",
        assembly=presence.assembly_id,
        stay=stay,
        until=presence.until.isoformat(),
    )
