"""For which resolutions a proxy is: for all or, where the statutes allow it, for those that were chosen."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from voting.assembly.models import Proxy, ProxyPoint


def is_for(number: ColumnElement[str] | InstrumentedAttribute[str] | str) -> ColumnElement[bool]:
    """The condition that a proxy can be used to vote on the resolutions with this number, in every round."""
    of_proxy = ProxyPoint.proxy_id == Proxy.id
    return or_(~exists().where(of_proxy), exists().where(of_proxy, ProxyPoint.number == number))


def limit_to(session: Session, proxy: Proxy, numbers: Collection[str]) -> None:
    """Let a new proxy be for the resolutions with these numbers alone; none: for all."""
    session.add_all(ProxyPoint(proxy_id=proxy.id, number=number) for number in sorted(set(numbers)))
    session.flush()


def points_of_proxies(session: Session, proxies: Collection[int]) -> dict[int, frozenset[str]]:
    """By the id of a proxy, the numbers of the resolutions that it is limited to; a proxy for all of them is
    left out."""
    rows = session.execute(
        select(ProxyPoint.proxy_id, ProxyPoint.number).where(ProxyPoint.proxy_id.in_(proxies))
    )
    points: dict[int, set[str]] = {}
    for proxy, number in rows:
        points.setdefault(proxy, set()).add(number)
    return {proxy: frozenset(numbers) for proxy, numbers in points.items()}
