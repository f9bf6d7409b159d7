"""Giving and withdrawing proxies, within the assembly's limit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, Proxy
from voting.assembly.roll import is_entitled
from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.register.models import Member


@dataclass(frozen=True, slots=True)
class ProxyFacts:
    """What the decision about a new proxy rests on."""

    grantor: str
    holder: str
    grantor_entitled: bool
    holder_entitled: bool
    current_holder: str | None
    held_by_holder: int
    limit: int


def admit_proxy(facts: ProxyFacts) -> Code | None:
    """Why a member may not give this proxy, or None where they may."""
    if not facts.grantor_entitled:
        return Code.NOT_ENTITLED
    if facts.grantor == facts.holder or not facts.holder_entitled:
        return Code.INVALID_PROXY
    if facts.current_holder == facts.holder:
        return None
    if facts.current_holder is not None:
        return Code.INVALID_PROXY
    if facts.held_by_holder >= facts.limit:
        return Code.PROXY_LIMIT
    return None


def grant_proxy(session: Session, assembly_id: int, grantor: str, holder: str, *, now: datetime) -> None:
    """Let ``holder`` vote for ``grantor``; giving the same proxy again changes nothing.

    Raises Refused: not_frozen, not_entitled, invalid_proxy (to oneself, to somebody who is not on the
    roll, or while another holds one), proxy_limit.
    """
    assembly = session.scalars(select(Assembly).where(Assembly.id == assembly_id).with_for_update()).one()
    if assembly.frozen_at is None:
        raise Refused(Code.NOT_FROZEN)
    current_holder = session.scalar(
        select(Proxy.holder).where(*_counting(assembly_id), Proxy.grantor == grantor)
    )
    held = session.scalar(
        select(func.count()).select_from(Proxy).where(*_counting(assembly_id), Proxy.holder == holder)
    )
    refusal = admit_proxy(
        ProxyFacts(
            grantor=grantor,
            holder=holder,
            grantor_entitled=is_entitled(session, assembly_id, grantor),
            holder_entitled=is_entitled(session, assembly_id, holder),
            current_holder=current_holder,
            held_by_holder=held or 0,
            limit=assembly.proxies_per_holder,
        )
    )
    if refusal is not None:
        raise Refused(refusal, limit=assembly.proxies_per_holder)
    if current_holder == holder:
        return
    proxy = Proxy(assembly_id=assembly_id, grantor=grantor, holder=holder, granted_at=now)
    session.add(proxy)
    session.flush()
    record(
        session,
        now=now,
        actor=f"member {grantor}",
        action="proxy.granted",
        assembly=assembly_id,
        proxy=proxy.id,
    )


def withdraw_proxy(session: Session, assembly_id: int, grantor: str, *, now: datetime) -> None:
    """Take the grantor's proxy back. Raises Refused(no_proxy) where there is none.

    What the holder has already voted with it stays voted.
    """
    proxy = session.scalars(
        select(Proxy).where(*_counting(assembly_id), Proxy.grantor == grantor).with_for_update()
    ).one_or_none()
    if proxy is None:
        raise Refused(Code.NO_PROXY)
    proxy.withdrawn_at = now
    record(
        session,
        now=now,
        actor=f"member {grantor}",
        action="proxy.withdrawn",
        assembly=assembly_id,
        proxy=proxy.id,
    )


@dataclass(frozen=True, slots=True)
class Represented:
    """Somebody for whom a holder votes."""

    number: str
    name: str


def represented_by(session: Session, assembly_id: int, holder: str) -> list[Represented]:
    """The members for whom the holder may vote, by number."""
    rows = session.execute(
        select(Member.number, Member.first_name, Member.name)
        .join(Proxy, Proxy.grantor == Member.number)
        .where(*_counting(assembly_id), Proxy.holder == holder)
        .order_by(Member.number)
    )
    return [Represented(number, f"{first_name} {name}".strip()) for number, first_name, name in rows]


def holder_of(session: Session, assembly_id: int, grantor: str) -> Represented | None:
    """Who votes for the grantor, if anybody."""
    row = session.execute(
        select(Member.number, Member.first_name, Member.name)
        .join(Proxy, Proxy.holder == Member.number)
        .where(*_counting(assembly_id), Proxy.grantor == grantor)
    ).one_or_none()
    return None if row is None else Represented(row.number, f"{row.first_name} {row.name}".strip())


def _counting(assembly_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Proxy.assembly_id == assembly_id, Proxy.withdrawn_at.is_(None)
