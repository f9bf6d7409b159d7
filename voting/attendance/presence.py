"""Who is present or represented, where, and how many."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, String, and_, bindparam, func, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from voting.assembly.models import Proxy
from voting.assembly.proxy_scope import is_for
from voting.assembly.roll import on_roll
from voting.attendance.models import ONLINE, Presence
from voting.retention.forgotten import kept_counts
from voting.retention.rules import DataKind

LATEST = 20
"""A scan that comes late is noted after others that were made later: so many are looked at."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many members have been at each venue at any time, and how many took part online."""

    venues: dict[str, int]
    online: int


def present_or_represented(assembly_id: int, number: str | None = None) -> Select[str]:
    """A query for the numbers of the members who are present now, or whose proxy is held by somebody who is:
    a proxy for the resolution with this ``number``; None: any proxy."""
    present = select(Presence.member).where(Presence.assembly_id == assembly_id, Presence.until.is_(None))
    represented = select(Proxy.grantor).where(
        Proxy.assembly_id == assembly_id,
        Proxy.accepted_at.is_not(None),
        Proxy.withdrawn_at.is_(None),
        Proxy.holder.in_(present),
        *(() if number is None else (is_for(number),)),
    )
    both = union(present, represented).subquery()
    return select(both.c.member)


def open_stay(
    assembly_id: int | ColumnElement[int] | InstrumentedAttribute[int],
    member: str | ColumnElement[str] | InstrumentedAttribute[str],
) -> ColumnElement[bool]:
    """The condition that a row of the presences is the one of this member that has not ended."""
    return and_(Presence.assembly_id == assembly_id, Presence.member == member, Presence.until.is_(None))


def place_of(session: Session, assembly_id: int, member: str) -> str | None:
    """Where the member is present now: a venue's code, ``ONLINE``, or None."""
    return session.scalar(select(Presence.place).where(open_stay(assembly_id, member)))


def latest_stay(session: Session, assembly_id: int, member: str) -> Presence | None:
    """The stretch of presence of a member that began last, at whatever place; None where they have not been
    present."""
    stays = select(Presence).where(Presence.assembly_id == assembly_id, Presence.member == member)
    return session.scalar(stays.order_by(Presence.id.desc()).limit(1))


def entitled_and_place(session: Session, assembly_id: int, member: str) -> tuple[bool, str | None]:
    """Whether the member is on the roll, and where they are present now, as ``place_of`` says it."""
    entitled, where = session.execute(_standing(), {"assembly": assembly_id, "member": member}).one()
    return bool(entitled), where


@cache
def _standing() -> Select[bool, str | None]:
    """The question of each page of a member, and so put together once."""
    assembly_id, member = bindparam("assembly", type_=Integer), bindparam("member", type_=String)
    place = select(Presence.place).where(open_stay(assembly_id, member))
    return select(on_roll(assembly_id, member), place.scalar_subquery())


def online_stay(session: Session, assembly_id: int, member: str) -> int | None:
    """The id of the stay at a distance in which a member is now; None where they are in none."""
    return session.scalar(_stay_online(), {"assembly": assembly_id, "member": member})


@cache
def _stay_online() -> Select[int]:
    """The same: asked for each page."""
    assembly_id, member = bindparam("assembly", type_=Integer), bindparam("member", type_=String)
    return select(Presence.id).where(open_stay(assembly_id, member), Presence.place == ONLINE)


def places_of(session: Session, assembly_id: int, members: list[str]) -> dict[str, str]:
    """By number, where those of the members who are present now are."""
    rows = session.execute(
        select(Presence.member, Presence.place).where(
            Presence.assembly_id == assembly_id, Presence.member.in_(members), Presence.until.is_(None)
        )
    )
    return {row.member: row.place for row in rows}


def attendance(session: Session, assembly_id: int) -> Attendance:
    """How many members have been at each place, each counted once for a place. Once the names have been
    removed, the counts that were kept."""
    kept = kept_counts(session, DataKind.PRESENCE, assembly_id)
    if kept is not None:
        return Attendance(kept["venues"], kept["online"])
    rows = session.execute(
        select(Presence.place, func.count(func.distinct(Presence.member)).label("members"))
        .where(Presence.assembly_id == assembly_id)
        .group_by(Presence.place)
    )
    counts = {row.place: row.members for row in rows}
    return Attendance(
        venues={place: count for place, count in sorted(counts.items()) if place != ONLINE},
        online=counts.get(ONLINE, 0),
    )


def present_now(session: Session, assembly_id: int) -> dict[str, int]:
    """By place (the code of a venue, or ``ONLINE``), how many members are present at this moment. Places
    without anybody are left out."""
    rows = session.execute(
        select(Presence.place, func.count().label("members"))
        .where(Presence.assembly_id == assembly_id, Presence.until.is_(None))
        .group_by(Presence.place)
    )
    return {row.place: row.members for row in rows}


def last_arrival(session: Session, assembly_id: int, place: str) -> datetime | None:
    """When somebody arrived last at a place, of the ``LATEST`` who were noted there; None where nobody has
    been."""
    latest = (
        select(Presence.since)
        .where(Presence.assembly_id == assembly_id, Presence.place == place)
        .order_by(Presence.id.desc())
        .limit(LATEST)
        .subquery()
    )
    last: datetime | None = session.scalar(select(func.max(latest.c.since)))
    return last
