"""What a steward must mind about a member who arrives, and nothing else about them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Integer, Select, String, bindparam, exists, func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Proxy
from voting.attendance.models import Assistance
from voting.audit.chain import record
from voting.register.models import Member, PersonKind


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


def attention_for(session: Session, assembly_id: int, member: Member) -> Attention:
    """What a steward must mind about a member at an assembly."""
    asked = {"assembly": assembly_id, "member": member.number}
    represents, assistance = session.execute(_represents_and_asked(), asked).one()
    return Attention(
        representative=member.representative if member.kind == PersonKind.LEGAL else None,
        represents=represents,
        assistance=assistance,
    )


@cache
def _represents_and_asked() -> Select[int, bool]:
    """The question about each arrival, and so put together once."""
    assembly_id, member = bindparam("assembly", type_=Integer), bindparam("member", type_=String)
    represents = select(func.count()).where(
        Proxy.assembly_id == assembly_id,
        Proxy.holder == member,
        Proxy.accepted_at.is_not(None),
        Proxy.withdrawn_at.is_(None),
    )
    asked = exists().where(Assistance.assembly_id == assembly_id, Assistance.member == member)
    return select(represents.scalar_subquery(), asked)


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
