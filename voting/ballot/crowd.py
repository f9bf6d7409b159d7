"""Who counts towards one thing, such as the quorum of a resolution: read from the tables, with their sums."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from voting.aside import in_turns
from voting.assembly.models import Proxy, RollEntry
from voting.assembly.proxy_scope import is_for
from voting.assembly.roll import not_removed
from voting.attendance.models import Presence
from voting.ballot.models import Participation, Resolution

AT_ONCE = 2_000
"""Rows that are taken in before others have their turn."""

CountedMember = tuple[str, int, bool]
"""Of a member who counts: their category, their shares, and whether they are present or represented."""


@dataclass(frozen=True, slots=True)
class CrowdCount:
    """How many count, and the shares of those, by category; and how many of them are ``here``: present or
    represented, and not counted for their vote alone."""

    by_class: dict[str, int]
    shares_by_class: dict[str, int]
    here: int

    @property
    def members(self) -> int:
        """How many they are in all."""
        return sum(self.by_class.values())


@dataclass(slots=True)
class Crowd:
    """Those who count, by number, and their sums."""

    members: dict[str, CountedMember] = field(default_factory=dict)
    _by_class: Counter[str] = field(default_factory=Counter)
    _shares: Counter[str] = field(default_factory=Counter)
    _here: int = 0

    def put(self, member: str, counted: CountedMember | None) -> None:
        """Let a member count as this says from now on; None: not at all."""
        if (before := self.members.pop(member, None)) is not None:
            self._add(before, -1)
        if counted is not None:
            self.members[member] = counted
            self._add(counted, 1)

    @property
    def count(self) -> CrowdCount:
        """The sums as they are now."""
        return CrowdCount(_in_order(self._by_class), _in_order(self._shares), self._here)

    def _add(self, counted: CountedMember, times: int) -> None:
        category, shares, here = counted
        self._by_class[category] += times
        self._shares[category] += times * shares
        self._here += times * here


def _in_order(counted: Counter[str]) -> dict[str, int]:
    return {category: number for category, number in sorted(counted.items()) if number}


def whole_crowd(session: Session, assembly_id: int, resolution: Resolution | None) -> Crowd:
    """Everybody who counts towards the quorum of a resolution; None: whoever is present, or represented for
    anything. The others have their turn while it is read."""
    crowd = Crowd()
    found = session.execute(_those_who_count(resolution is None, False), _asked(assembly_id, resolution))
    for some in in_turns(found.yield_per(AT_ONCE).partitions()):
        for member, counted in _by_member(some).items():
            crowd.put(member, counted)
    return crowd


def bring_up_to_date(
    session: Session, assembly_id: int, resolution: Resolution | None, crowd: Crowd, members: Collection[str]
) -> None:
    """Let some members of a crowd, and those whom they represent, count as the tables now say."""
    asked = _asked(assembly_id, resolution)
    held = session.scalars(_held_by(), asked | {"members": sorted(members)})
    all_of_them = sorted({*members, *held})
    query = _those_who_count(resolution is None, True)
    found = _by_member(session.execute(query, asked | {"members": all_of_them}))
    for member in all_of_them:
        crowd.put(member, found.get(member))


def _asked(assembly_id: int, resolution: Resolution | None) -> dict[str, Any]:
    asked: dict[str, Any] = {"assembly": assembly_id}
    return asked | {"resolution": resolution.id, "number": resolution.number} if resolution else asked


def _by_member(rows: Iterable[Row[str, str, int, int]]) -> dict[str, CountedMember]:
    return {row.member: (row.category, row.shares, bool(row.here)) for row in rows}


@cache
def _held_by() -> Select[str]:
    """A query for those whom ``members`` represent or have represented."""
    return select(Proxy.grantor).where(
        Proxy.assembly_id == bindparam("assembly"), Proxy.holder.in_(bindparam("members", expanding=True))
    )


@cache
def _those_who_count(for_anything: bool, some: bool) -> Select[str, str, int, int]:
    """A query for those who count towards a ``resolution`` with its ``number``, or ``for_anything``, with
    what is summed of them; ``some``: of certain ``members`` alone. It is put together once."""
    assembly_id: BindParameter[int] = bindparam("assembly", type_=Integer)
    number: BindParameter[str] = bindparam("number", type_=String)
    holder = aliased(Presence)
    parts = [
        select(Presence.member.label("member"), literal(1).label("here")).where(
            Presence.assembly_id == assembly_id, Presence.until.is_(None)
        ),
        select(Proxy.grantor, literal(1)).where(
            Proxy.assembly_id == assembly_id,
            Proxy.accepted_at.is_not(None),
            Proxy.withdrawn_at.is_(None),
            exists().where(
                holder.assembly_id == assembly_id, holder.member == Proxy.holder, holder.until.is_(None)
            ),
            *(() if for_anything else (is_for(number),)),
        ),
    ]
    columns = [Presence.member, Proxy.grantor]
    if not for_anything:
        voted = Participation.resolution_id == bindparam("resolution")
        parts.append(select(Participation.member, literal(0)).where(voted))
        columns.append(Participation.member)
    if some:
        of_these: BindParameter[str] = bindparam("members", expanding=True)
        parts = [part.where(column.in_(of_these)) for part, column in zip(parts, columns, strict=True)]
    found = union_all(*parts).subquery()
    return (
        select(
            found.c.member,
            RollEntry.category,
            func.coalesce(RollEntry.shares, 0).label("shares"),
            func.max(found.c.here).label("here"),
        )
        .join(RollEntry, RollEntry.member == found.c.member)
        .where(RollEntry.assembly_id == assembly_id, not_removed(assembly_id, RollEntry.member))
        .group_by(found.c.member, RollEntry.category, RollEntry.shares)
    )
