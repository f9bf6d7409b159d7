"""Whether one member votes with more than a tenth of the votes present or represented (WVV/CSA, art. 8:5).

It is noticed, told to the chair and put into the minutes; no vote is refused or left out for it. Somebody's
own vote alone is never too much, however few are present.
"""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, Proxy
from voting.assembly.proxy_scope import is_for
from voting.assembly.roll import on_roll
from voting.attendance.models import Presence
from voting.ballot.headcount import Headcounts
from voting.ballot.models import Participation, Resolution
from voting.ballot.rules import is_above_a_tenth
from voting.register.models import Member
from voting.register.names import full_name


@dataclass(frozen=True, slots=True)
class Heavy:
    """A member with more than a tenth: their number and name, how many votes they have, and of how many that
    are present or represented."""

    member: str
    name: str
    votes: int
    present: int


def heavy_now(
    session: Session,
    assembly: Assembly,
    resolution: Resolution | None = None,
    counts: Headcounts | None = None,
) -> list[Heavy]:
    """Those present who could cast more than a tenth now: their own vote, and those of the proxies that they
    hold for a ``resolution``; None: of any proxies. ``counts``: what a process keeps of the numbers."""
    present = (counts or Headcounts()).count(session, assembly.id, resolution).here
    if not is_above_a_tenth(1 + assembly.proxies_per_holder, present):
        return []  # nobody holds more proxies than that
    rows = session.execute(
        select(
            Proxy.holder,
            func.count().label("held"),
            case((on_roll(assembly.id, Proxy.holder), 1), else_=0).label("own"),
        )
        .join(Presence, Presence.member == Proxy.holder)
        .where(
            Proxy.assembly_id == assembly.id,
            Proxy.accepted_at.is_not(None),
            Proxy.withdrawn_at.is_(None),
            Presence.assembly_id == assembly.id,
            Presence.until.is_(None),
            on_roll(assembly.id, Proxy.grantor),
            *(() if resolution is None else (is_for(resolution.number),)),
        )
        .group_by(Proxy.holder)
    )
    return _heavy(session, {row.holder: row.held + row.own for row in rows}, present)


def heavy_votes(session: Session, resolution: Resolution) -> list[Heavy]:
    """Those who have cast more than a tenth of the votes that were present or represented when a resolution
    was closed; nobody before."""
    if resolution.present_or_represented is None:
        return []
    rows = session.execute(
        select(Participation.holder, func.count().label("cast"))
        .where(Participation.resolution_id == resolution.id, Participation.holder.is_not(None))
        .group_by(Participation.holder)
    )
    by_proxy = {row.holder: row.cast for row in rows}
    own = session.scalars(
        select(Participation.member).where(
            Participation.resolution_id == resolution.id,
            Participation.holder.is_(None),
            Participation.member.in_(by_proxy),
        )
    )
    voted = set(own) if by_proxy else set()
    votes = {holder: number + (holder in voted) for holder, number in by_proxy.items()}
    return _heavy(session, votes, resolution.present_or_represented)


def _heavy(session: Session, votes: dict[str, int], present: int) -> list[Heavy]:
    found = {member: number for member, number in votes.items() if is_above_a_tenth(number, present)}
    if not found:
        return []
    people = session.scalars(select(Member).where(Member.number.in_(found)))
    heavy = [
        Heavy(one.number, full_name(one.first_name, one.name), found[one.number], present) for one in people
    ]
    return sorted(heavy, key=lambda one: (-one.votes, one.member))
