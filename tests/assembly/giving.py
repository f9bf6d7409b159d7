"""Giving a proxy as two people do: one offers it, the other accepts."""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.assembly.proxies import accept_proxy, offer_proxy
from voting.register.models import Member


def name_of(session: Session, number: str) -> str:
    """The family name of a member, or something else where there is none."""
    member = session.get(Member, number)
    return member.name if member else "nobody"


def give_proxy(session: Session, assembly_id: int, grantor: str, holder: str, *, now: datetime) -> None:
    """Offer and accept a proxy. Raises Refused, as either of the two."""
    offer_proxy(session, assembly_id, grantor, holder, name_of(session, holder), now=now)
    accept_proxy(session, assembly_id, grantor, holder, now=now)
