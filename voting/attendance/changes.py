"""Of whom something may have changed since one last looked: where they are, or who represents them.

The log of the audit says it. Whatever changes a presence, a proxy or the roll has an entry in it, in the same
transaction; and its entries are numbered in the order in which they were committed, without a gap, on both
databases and over all processes. So the number of the entry up to which one has read is all that one needs to
go on from there, and nothing has to be written for it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, String, and_, bindparam, or_, select, union
from sqlalchemy.orm import Session

from voting.assembly.models import Proxy
from voting.attendance.models import CheckIn, Presence
from voting.audit.models import AuditEntry, AuditHead

MOST = 2_000
"""The most entries that are read one by one; after more, everybody is looked at."""

OF_ONE = ("attendance.", "proxy.", "roll.added", "roll.removed")
OF_MINDED = ("proxy.", "assistance.", "pass.", "roll.added", "roll.removed")
OF_EVERYBODY = ("attendance.all_left", "assembly.", "privacy.")
NO_MATTER = ("attendance.conflict_noted", "attendance.conflict_settled")


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed up to the entry ``seq`` of the log: the ``members`` who may be elsewhere now, or whose
    proxies or place on the roll may be others (None: anybody); and whether it may be another matter whom the
    doors must ``mind``: holders of proxies, who asked for help, passes that were replaced."""

    seq: int
    members: frozenset[str] | None
    mind: bool


def changes_after(session: Session, assembly_id: int, seq: int | None) -> Changes:
    """What has changed at an assembly after the entry ``seq`` of the log (None: one knows nothing yet), in at
    most two statements."""
    rows = session.execute(_entries(), {"after": -1 if seq is None else seq}).all()
    last = rows[0].last
    if seq is None or not 0 <= seq <= last <= seq + MOST:
        return Changes(last, None, True)
    told = [(row.actor, row.action, json.loads(row.details)) for row in rows if row.action]
    here = [one for one in told if one[2].get("assembly", assembly_id) == assembly_id]
    mind = any(action.startswith((*OF_MINDED, *OF_EVERYBODY)) for _, action, _ in here)
    if any(action.startswith(OF_EVERYBODY) for _, action, _ in here):
        return Changes(last, None, mind)
    of_one = [one for one in here if one[1].startswith(OF_ONE) and one[1] not in NO_MATTER]
    return Changes(last, _members(session, of_one), mind)


@cache
def _entries() -> Select[int, str, str, str]:
    """The last number of the log, and beside it each entry after another that may matter here."""
    prefixes = {*OF_ONE, *OF_MINDED, *OF_EVERYBODY}
    matters = or_(*(AuditEntry.action.startswith(prefix) for prefix in sorted(prefixes)))
    after: BindParameter[int] = bindparam("after", type_=Integer)
    nearby = and_(AuditEntry.seq > after, AuditHead.seq - after <= MOST, after >= 0, matters)
    return (
        select(AuditHead.seq.label("last"), AuditEntry.actor, AuditEntry.action, AuditEntry.details)
        .select_from(AuditHead)
        .outerjoin(AuditEntry, nearby)
        .order_by(AuditEntry.seq)
    )


def _members(session: Session, told: Iterable[tuple[str, str, dict[str, Any]]]) -> frozenset[str]:
    """Of whom entries of the log speak: some name a member, others a scan, a stay or a proxy."""
    found: set[str] = set()
    nonces, stays, proxies = set[str](), set[int](), set[int]()
    for actor, _, details in told:
        if "nonce" in details:
            nonces.add(details["nonce"])
        elif "stay" in details:
            stays.add(details["stay"])
        elif "proxy" in details:
            proxies.add(details["proxy"])
        else:
            found.add(details.get("member") or actor.removeprefix("member "))
    if nonces or stays or proxies:
        found.update(
            session.scalars(
                union(
                    select(CheckIn.member.cast(String)).where(CheckIn.nonce.in_(nonces)),
                    select(Presence.member).where(Presence.id.in_(stays)),
                    select(Proxy.grantor).where(Proxy.id.in_(proxies)),
                )
            )
        )
    return frozenset(found)
