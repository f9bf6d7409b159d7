"""Proxies: offered by the grantor, counting once the holder has accepted, within the assembly's limit.

Taking one back is in ``voting.ballot.proxies``: it depends on whether it has been voted with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from voting.assembly.locks import lock_assembly
from voting.assembly.models import Assembly, Proxy, ProxyDocument, StandIn
from voting.assembly.proxy_rules import ProxyFacts, admit_proxy, is_name_of
from voting.assembly.proxy_scope import limit_to, points_of_proxies
from voting.assembly.roll import is_entitled
from voting.assembly.standing import still_given
from voting.audit.chain import record
from voting.audit.sealed_rows import new_salt, row_hash
from voting.errors import Code, Refused
from voting.mail.models import Letter
from voting.mail.outbox import enqueue, is_waiting
from voting.register.models import Member
from voting.register.names import full_name

LONGEST_INSTRUCTIONS = 1000
"""The most characters that the instructions to a holder may have."""
LETTER_EVERY = timedelta(minutes=10)
"""A holder gets at most one letter about offers in this time; it names all that wait for an answer."""


@dataclass(frozen=True, slots=True)
class ProxyMandate:
    """What a proxy is given for: the ``numbers`` of resolutions (none: all), and what the holder is asked to
    vote ("": as they think best)."""

    numbers: frozenset[str] = frozenset()
    instructions: str = ""


EVERYTHING = ProxyMandate()


def offer_proxy(
    session: Session,
    assembly_id: int,
    grantor: str,
    holder: str,
    holder_name: str,
    mandate: ProxyMandate = EVERYTHING,
    *,
    now: datetime,
) -> None:
    """Offer ``holder``, who gets a letter, to vote for ``grantor``; offering the same again changes nothing.

    Raises Refused: not_frozen, proxy_for_all_only, instructions_too_long, not_entitled, proxies_closed,
    invalid_proxy (to oneself, to somebody who is not on the roll or not so named, or while another holds
    one), proxy_limit.
    """
    assembly = lock_assembly(session, assembly_id, frozen=True)
    require_sound_mandate(assembly, mandate)
    person = session.get(Member, holder)
    named = person is not None and is_name_of(holder_name, person.first_name, person.name)
    if not admitted(session, assembly, grantor, holder, named, now):
        return
    proxy = add_proxy(session, assembly_id, grantor, holder, mandate, now)
    if not is_waiting(session, Letter.PROXY_OFFERED, holder, since=now - LETTER_EVERY):
        enqueue(session, Letter.PROXY_OFFERED, holder, now=now, assembly=assembly_id)
    row = mandate_hash(proxy, mandate.numbers)
    _log(session, proxy, "proxy.offered", now, f"member {grantor}", row=row)


def add_proxy(
    session: Session, assembly_id: int, grantor: str, holder: str, mandate: ProxyMandate, now: datetime
) -> Proxy:
    """Write a proxy that has been admitted; it is not accepted yet."""
    proxy = Proxy(
        assembly_id=assembly_id,
        grantor=grantor,
        holder=holder,
        granted_at=now,
        instructions=mandate.instructions.strip(),
        salt=new_salt(),
    )
    session.add(proxy)
    session.flush()
    limit_to(session, proxy, mandate.numbers)
    return proxy


def mandate_hash(proxy: Proxy, numbers: Iterable[str]) -> str:
    """The hash by which the log knows who gave a proxy to whom, and for what: the ``numbers`` of resolutions
    that it is limited to, if any, and the instructions."""
    told = (proxy.grantor, proxy.holder, proxy.instructions, *sorted(set(numbers)))
    return row_hash(proxy.salt or "", told)


def require_sound_mandate(assembly: Assembly, mandate: ProxyMandate) -> None:
    """Raise Refused: proxy_for_all_only where the statutes know only proxies for everything;
    instructions_too_long."""
    if mandate != EVERYTHING and not assembly.chosen_proxies:
        raise Refused(Code.PROXY_FOR_ALL_ONLY)
    if len(mandate.instructions) > LONGEST_INSTRUCTIONS:
        raise Refused(Code.INSTRUCTIONS_TOO_LONG, longest=LONGEST_INSTRUCTIONS)


def accept_proxy(session: Session, assembly_id: int, grantor: str, holder: str, *, now: datetime) -> None:
    """Accept to vote for ``grantor``; accepting again changes nothing.

    Raises Refused: no_proxy, proxies_closed, proxy_limit.
    """
    assembly = lock_assembly(session, assembly_id, frozen=True)
    proxy = proxy_of(session, assembly_id, grantor)
    if proxy is None or proxy.holder != holder:
        raise Refused(Code.NO_PROXY)
    if proxy.accepted_at is not None:
        return
    if is_closed(assembly, now):
        raise proxies_closed(assembly)
    if _held(session, assembly_id, holder) >= assembly.proxies_per_holder:
        raise Refused(Code.PROXY_LIMIT, limit=assembly.proxies_per_holder)
    proxy.accepted_at = now
    _log(session, proxy, "proxy.accepted", now, f"member {holder}")


def admitted(
    session: Session, assembly: Assembly, grantor: str, holder: str, named: bool, now: datetime
) -> bool:
    """Whether a new proxy is to be written: False where the same one is there already. Raises Refused as
    ``offer_proxy`` does."""
    current = proxy_of(session, assembly.id, grantor)
    refusal = admit_proxy(
        ProxyFacts(
            grantor=grantor,
            holder=holder,
            grantor_entitled=is_entitled(session, assembly.id, grantor),
            holder_entitled=is_entitled(session, assembly.id, holder),
            holder_named=named,
            current_holder=current.holder if current else _stand_in(session, assembly.id, grantor),
            held_by_holder=_held(session, assembly.id, holder),
            limit=assembly.proxies_per_holder,
            closed=is_closed(assembly, now),
        )
    )
    if refusal is Code.PROXIES_CLOSED:
        raise proxies_closed(assembly)
    if refusal is not None:
        raise Refused(refusal, limit=assembly.proxies_per_holder)
    return current is None


def proxy_of(session: Session, assembly_id: int, grantor: str, *, lock: bool = False) -> Proxy | None:
    """The proxy that a member has given or offered, None where there is none. With ``lock`` nobody can vote
    with it until the transaction ends."""
    query = select(Proxy).where(still_given(Proxy, assembly_id), Proxy.grantor == grantor)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def proxies_closed(assembly: Assembly) -> Refused:
    """The refusal proxies_closed of an assembly, with the moment since when none can be given."""
    closed_at = assembly.proxies_close
    local = closed_at.astimezone(ZoneInfo(assembly.timezone)).isoformat() if closed_at else ""
    return Refused(Code.PROXIES_CLOSED, moment=local)


@dataclass(frozen=True, slots=True)
class Represented:
    """The other member of a proxy, the id of that, and whether it has been accepted.

    ``points`` are the numbers of the resolutions that it is for; empty: for all.
    """

    proxy: int
    number: str
    name: str
    accepted: bool = True
    on_paper: bool = False
    instructions: str = ""
    points: frozenset[str] = frozenset()

    def is_for(self, number: str) -> bool:
        """Whether it can be used to vote on the resolution with this number."""
        return not self.points or number in self.points


def represented_by(session: Session, assembly_id: int, holder: str) -> list[Represented]:
    """The members for whom the holder may vote, by number."""
    return [grantor for grantor in grantors_of(session, assembly_id, holder) if grantor.accepted]


def grantors_of(session: Session, assembly_id: int, holder: str) -> list[Represented]:
    """The members who have given the holder a proxy or offered one, by number."""
    return _represented(session, Proxy.grantor, Proxy.assembly_id == assembly_id, Proxy.holder == holder)


def holder_of(session: Session, assembly_id: int, grantor: str) -> Represented | None:
    """To whom the grantor has given or offered a proxy, if anybody."""
    found = _represented(session, Proxy.holder, Proxy.assembly_id == assembly_id, Proxy.grantor == grantor)
    return found[0] if found else None


def _represented(
    session: Session, other: InstrumentedAttribute[str], *conditions: ColumnElement[bool]
) -> list[Represented]:
    """The proxies that are not withdrawn, each seen from one side: ``other`` is the column of the other."""
    rows = session.execute(
        select(Proxy, Member.number, Member.first_name, Member.name, _on_paper())
        .join(Member, Member.number == other)
        .where(Proxy.withdrawn_at.is_(None), *conditions)
        .order_by(Member.number)
    ).all()
    points = points_of_proxies(session, [row.Proxy.id for row in rows]) if rows else {}
    return [
        Represented(
            proxy.id,
            number,
            full_name(first_name, name),
            proxy.accepted_at is not None,
            on_paper,
            proxy.instructions,
            points.get(proxy.id, frozenset()),
        )
        for proxy, number, first_name, name, on_paper in rows
    ]


def _on_paper() -> ColumnElement[bool]:
    return select(ProxyDocument.proxy_id).where(ProxyDocument.proxy_id == Proxy.id).exists()


def _held(session: Session, assembly_id: int, holder: str) -> int:
    """How many proxies a holder has accepted."""
    query = select(func.count()).where(
        still_given(Proxy, assembly_id), Proxy.holder == holder, Proxy.accepted_at.is_not(None)
    )
    return session.scalar(query) or 0


def _stand_in(session: Session, assembly_id: int, member: str) -> str | None:
    """The name of somebody who is no member and takes the member's place: no member's number."""
    return session.scalar(
        select(StandIn.name).where(still_given(StandIn, assembly_id), StandIn.member == member)
    )


def is_closed(assembly: Assembly, now: datetime) -> bool:
    """Whether no proxy can be given any more."""
    return assembly.proxies_close is not None and now >= assembly.proxies_close


def _log(session: Session, proxy: Proxy, action: str, now: datetime, actor: str, **details: str) -> None:
    about = {"assembly": proxy.assembly_id, "proxy": proxy.id, **details}
    record(session, now=now, actor=actor, action=action, **about)
