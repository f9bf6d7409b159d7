"""What a steward must mind about a member who arrives, and nothing else about them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, exists, func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Proxy
from voting.assembly.search import Apart, namesakes_apart
from voting.attendance.models import Assistance
from voting.audit.chain import record
from voting.register.models import Member, PersonKind
from voting.register.names import full_name


@dataclass(frozen=True, slots=True)
class Attention:
    """What a steward is shown about a member. ``representative``: who represents a legal person, and must
    show a mandate (None: a natural person); ``represents``: how many accepted proxies they hold;
    ``assistance``: whether they have asked for help."""

    representative: str | None
    represents: int
    assistance: bool

    def __bool__(self) -> bool:
        return self.representative is not None or self.represents > 0 or self.assistance


@dataclass(frozen=True, slots=True)
class Met:
    """A member whom a door has met, and what a steward must mind about them; ``apart`` tells them from their
    namesakes, where there are any."""

    name: str
    apart: Apart | None
    attention: Attention


def met_at_doors(session: Session, assembly_id: int, numbers: Collection[str]) -> dict[str, Met]:
    """By number, who the members are whom the doors have met; a number that nobody has is left out."""
    rows = session.connection().execute(_met(), {"assembly": assembly_id, "numbers": sorted(numbers)}).all()
    apart = namesakes_apart(session, assembly_id, rows)
    return {
        row.number: Met(
            full_name(row.first_name, row.name),
            apart.get(row.number),
            Attention(
                row.representative if row.kind == PersonKind.LEGAL else None, row.represents, row.assistance
            ),
        )
        for row in rows
    }


@cache
def _met() -> Select[*tuple[Any, ...]]:
    """The question about each arrival, and so put together once."""
    assembly_id = bindparam("assembly", type_=Integer)
    represents = select(func.count()).where(
        Proxy.assembly_id == assembly_id,
        Proxy.holder == Member.number,
        Proxy.accepted_at.is_not(None),
        Proxy.withdrawn_at.is_(None),
    )
    asked = exists().where(Assistance.assembly_id == assembly_id, Assistance.member == Member.number)
    return select(
        *(Member.number, Member.first_name, Member.name, Member.kind, Member.representative),
        *(Member.search_text, Member.postcode, Member.birth_date),
        represents.correlate(Member).scalar_subquery().label("represents"),
        asked.correlate(Member).label("assistance"),
    ).where(Member.number.in_(bindparam("numbers", expanding=True)))


def has_asked_for_help(session: Session, assembly_id: int, member: str) -> bool:
    """Whether a member has asked for help on the spot."""
    return session.get(Assistance, (assembly_id, member)) is not None


def ask_for_help(
    session: Session, assembly_id: int, member: str, wanted: bool, *, now: datetime, actor: str
) -> None:
    """Note that a member wants help on the spot, or no longer does. Asking again changes nothing."""
    row = session.get(Assistance, (assembly_id, member))
    if (row is not None) == wanted:
        return
    if row is None:
        session.add(Assistance(assembly_id=assembly_id, member=member, asked_at=now))
    else:
        session.delete(row)
    action = "assistance.asked" if wanted else "assistance.withdrawn"
    record(session, now=now, actor=actor, action=action, assembly=assembly_id, member=member)
