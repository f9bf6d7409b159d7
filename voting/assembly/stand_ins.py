"""Proxies to somebody who is no member, on paper: they take a member's place at a venue, and the member is
present there through them. Whoever votes first counts, they or the member.

They are known at a desk alone, where their identity card is compared; so they take part in a hall, never at a
distance. Ending it is in ``voting.ballot.stand_ins``: it depends on whether it has been voted with.
"""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.locks import lock_assembly
from voting.assembly.models import StandIn
from voting.assembly.paper_proxies import require_paper
from voting.assembly.proxies import is_closed, proxies_closed, proxy_of
from voting.assembly.roll import is_entitled
from voting.assembly.standing import still_given
from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.folding import letters
from voting.mail.in_your_name import tell_of
from voting.mail.models import Letter

LONGEST_NAME = 200


def enter_stand_in(
    session: Session,
    assembly_id: int,
    member: str,
    name: str,
    content: bytes,
    *,
    venue: str | None = None,
    now: datetime,
    account_id: int,
) -> None:
    """Enter who takes a member's place, with the scan or photo of the proxy; the same again changes nothing.

    Raises Refused: document_invalid, not_frozen, stand_ins_refused where the statutes keep proxies among
    members, not_entitled, proxies_closed, invalid_proxy without a name or while another holds a proxy,
    proxy_limit.
    """
    media_type = require_paper(content)
    assembly = lock_assembly(session, assembly_id, frozen=True)
    if not assembly.stand_ins:
        raise Refused(Code.STAND_INS_REFUSED)
    if not is_entitled(session, assembly_id, member):
        raise Refused(Code.NOT_ENTITLED)
    if is_closed(assembly, now):
        raise proxies_closed(assembly)
    current, name = stand_in_of(session, assembly_id, member), " ".join(name.split())
    if current is not None and letters(current.name) == letters(name):
        return
    nameless = not letters(name) or len(name) > LONGEST_NAME
    if nameless or current is not None or proxy_of(session, assembly_id, member) is not None:
        raise Refused(Code.INVALID_PROXY)
    held = sum(letters(other) == letters(name) for other in stand_ins(session, assembly_id).values())
    if held >= assembly.proxies_per_holder:
        raise Refused(Code.PROXY_LIMIT, limit=assembly.proxies_per_holder)
    stand_in = StandIn(
        assembly_id=assembly_id,
        member=member,
        name=name,
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        account_id=account_id,
        entered_at=now,
    )
    session.add(stand_in)
    session.flush()
    tell_of(
        session, Letter.STAND_IN_ENTERED, member, stand_in.id, assembly_id=assembly_id, venue=venue, now=now
    )
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="stand_in.entered",
        assembly=assembly_id,
        stand_in=stand_in.id,
        document=stand_in.sha256,
    )


def stand_in_of(session: Session, assembly_id: int, member: str, *, lock: bool = False) -> StandIn | None:
    """Who takes a member's place, None where nobody does. With ``lock`` it stays so until the transaction
    ends."""
    query = select(StandIn).where(still_given(StandIn, assembly_id), StandIn.member == member)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def stand_ins(session: Session, assembly_id: int) -> dict[str, str]:
    """By member, the name of who takes their place."""
    rows = session.execute(select(StandIn.member, StandIn.name).where(still_given(StandIn, assembly_id)))
    return {row.member: row.name for row in rows}
