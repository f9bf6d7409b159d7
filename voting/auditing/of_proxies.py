"""The proxies of an assembly, held against the log, also before anybody votes with one."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, Proxy, ProxyDocument, ProxyPoint
from voting.assembly.proxies import mandate_hash
from voting.auditing.entries import LoggedEntry, ReadLog
from voting.retention.forgotten import forgotten_at
from voting.retention.rules import DataKind

ON_PAPER = "proxy.entered_on_paper"
ENDS = ("proxy.withdrawn", "proxy.returned", "proxy.withdrawn_at_desk")
ENDS_MANY = ("assembly.taken_back", "roll.removed")
"""What ends proxies without naming each."""


def proxy_faults(session: Session, assembly: Assembly, log: ReadLog) -> Iterator[str]:
    """A sentence for each proxy that is not the one in the log. Once they have been forgotten there is
    nothing to compare."""
    if forgotten_at(session, DataKind.PROXIES, assembly.id) is not None:
        return
    of_proxy: dict[int, dict[str, LoggedEntry]] = defaultdict(dict)
    for entry in log.of_assembly[assembly.id]:
        if entry.action.startswith("proxy.") and "proxy" in entry.details:
            of_proxy[entry.details["proxy"]][entry.action] = entry
    together = {entry.at for entry in log.of_assembly[assembly.id] if entry.action in ENDS_MANY}
    points = defaultdict[int, list[str]](list)
    for proxy_id, number in session.execute(select(ProxyPoint.proxy_id, ProxyPoint.number)):
        points[proxy_id].append(number)
    for proxy in session.scalars(select(Proxy).where(Proxy.assembly_id == assembly.id)):
        where = f"assembly {assembly.id}: proxy {proxy.id} of member {proxy.grantor}"
        entries = of_proxy.pop(proxy.id, {})
        if not _is_told(proxy, entries, together):
            yield f"{where} is not as the log tells of it"
        if any(
            entry.details["row"] != mandate_hash(proxy, points[proxy.id])
            for entry in entries.values()
            if "row" in entry.details
        ):
            yield f"{where} is to another holder, or for something else, than the log tells of"
        yield from _document_faults(session, proxy, entries.get(ON_PAPER), where)
    for proxy_id in of_proxy:
        yield f"assembly {assembly.id}: proxy {proxy_id}, which the log tells of, is missing"


def _is_told(proxy: Proxy, entries: dict[str, LoggedEntry], together: set[datetime]) -> bool:
    """Whether grantor, holder and moments are those of the entries: a proxy is offered and accepted by its
    people themselves, or entered on paper."""
    offered, accepted, on_paper = (
        entries.get(action) for action in ("proxy.offered", "proxy.accepted", ON_PAPER)
    )
    began = offered or on_paper
    ended = next((entries[action] for action in ENDS if action in entries), None)
    return (
        began is not None
        and began.at == proxy.granted_at
        and (offered is None or offered.actor == f"member {proxy.grantor}")
        and (accepted is None or accepted.actor == f"member {proxy.holder}")
        and proxy.accepted_at == _at(accepted or on_paper)
        and (
            proxy.withdrawn_at in together
            if ended is None and proxy.withdrawn_at
            else _at(ended) == proxy.withdrawn_at
        )
    )


def _at(entry: LoggedEntry | None) -> datetime | None:
    return entry.at if entry else None


def _document_faults(
    session: Session, proxy: Proxy, entered: LoggedEntry | None, where: str
) -> Iterator[str]:
    document = session.get(ProxyDocument, proxy.id)
    told = entered.details["document"] if entered else None
    if (hashlib.sha256(document.content).hexdigest() if document else None) != told:
        yield f"{where}: its paper is not the one that was entered"
