"""Ending a proxy, by the grantor, the holder or a supervisor, until it has been voted with."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from voting.assembly.models import Proxy
from voting.assembly.proxies import proxy_of
from voting.audit.chain import record
from voting.ballot.models import Participation, Resolution
from voting.errors import Code, Refused
from voting.stamp import require_same


def withdraw_proxy(
    session: Session, assembly_id: int, grantor: str, was: str | None = None, *, now: datetime
) -> None:
    """Take the grantor's proxy or offer back. ``was`` is the stamp of its id as seen; None: whichever it is.

    Raises Refused: no_proxy, changed_meanwhile, proxy_used.
    """
    proxy = _locked(session, assembly_id, grantor)
    if was is not None:
        require_same(proxy.id, was)
    _end(session, proxy, "proxy.withdrawn", now, f"member {grantor}")


def return_proxy(
    session: Session, assembly_id: int, grantor: str, holder: str, was: str | None = None, *, now: datetime
) -> None:
    """Decline an offer, or give a proxy back to its grantor. ``was`` is the stamp of its id as seen; None:
    whichever it is.

    Raises Refused: no_proxy, changed_meanwhile, proxy_used.
    """
    proxy = _locked(session, assembly_id, grantor)
    if proxy.holder != holder:
        raise Refused(Code.NO_PROXY)
    if was is not None:
        require_same(proxy.id, was)
    _end(session, proxy, "proxy.returned", now, f"member {holder}")


def withdraw_at_desk(
    session: Session, assembly_id: int, grantor: str, reason: str, was: str, *, now: datetime, actor: str
) -> None:
    """Take a proxy back for a grantor who asks for it at the desk; ``was`` is the stamp of its id as seen.

    Raises Refused: reason_missing, no_proxy, changed_meanwhile, proxy_used.
    """
    if not reason.strip():
        raise Refused(Code.REASON_MISSING)
    proxy = _locked(session, assembly_id, grantor)
    require_same(proxy.id, was)
    _end(session, proxy, "proxy.withdrawn_at_desk", now, actor, reason=reason.strip())


def is_used(session: Session, proxy: Proxy) -> bool:
    """Whether the holder has voted with it."""
    voted = exists().where(
        Resolution.assembly_id == proxy.assembly_id,
        Participation.resolution_id == Resolution.id,
        Participation.member == proxy.grantor,
        Participation.holder == proxy.holder,
    )
    return bool(session.scalar(select(voted)))


def _locked(session: Session, assembly_id: int, grantor: str) -> Proxy:
    """The proxy, locked: a vote with it is either cast already, or waits and will be refused."""
    proxy = proxy_of(session, assembly_id, grantor, lock=True)
    if proxy is None:
        raise Refused(Code.NO_PROXY)
    return proxy


def _end(session: Session, proxy: Proxy, action: str, now: datetime, actor: str, **details: str) -> None:
    if is_used(session, proxy):
        raise Refused(Code.PROXY_USED)
    proxy.withdrawn_at = now
    record(
        session, now=now, actor=actor, action=action, assembly=proxy.assembly_id, proxy=proxy.id, **details
    )
