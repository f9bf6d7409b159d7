"""Appending to the hash-chained log, and checking it from the first entry to the last.

An entry's hash covers its content and the hash of the entry before, so that a change, an insertion or
a removal anywhere breaks every hash after it; the head, kept apart, shows a removal at the end. The log
never holds a choice, and refers to people by the number of a row or a member, never by name.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, true, update
from sqlalchemy.orm import Session

from voting.aside import rows_in_turns
from voting.audit.models import AuditEntry, AuditHead
from voting.bulk import insert_some
from voting.database import Base

_ENTRIES, _HEADS = (Base.metadata.tables[table.__tablename__] for table in (AuditEntry, AuditHead))
_LOCK_HEAD = select(_HEADS.c.seq, _HEADS.c.hash).with_for_update()
_MOVE_HEAD = update(_HEADS).values(seq=bindparam("last"), hash=bindparam("last_hash"))
"""The statements of every change, and so put together once."""

GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """A JSON value as one fixed text, for hashing: keys sorted, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: Any) -> str:
    """The SHA-256 of a JSON value's canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def digest_of_list(values: Iterable[Any]) -> str:
    """The ``digest`` of a list of these values, taken one by one: they need not be in memory together."""
    hashed, before = hashlib.sha256(b"["), b""
    for value in values:
        hashed.update(before + canonical(value).encode())
        before = b","
    hashed.update(b"]")
    return hashed.hexdigest()


def entry_hash(seq: int, at: datetime, actor: str, action: str, details: str, previous_hash: str) -> str:
    """The hash of one entry, in hexadecimal; ``details`` is its canonical JSON text."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return digest([seq, moment, actor, action, details, previous_hash])


class Happened(NamedTuple):
    """What an entry of the log says: ``actor`` is "account 7", "member 123" or the name of a command;
    ``details`` are JSON values, which never hold a choice, a code or a name."""

    at: datetime
    actor: str
    action: str
    details: Mapping[str, Any]


def record(session: Session, *, now: datetime, actor: str, action: str, **details: Any) -> None:
    """Append an entry to the log, within the transaction of the change it speaks of."""
    record_all(session, [Happened(now, actor, action, details)])


def record_all(session: Session, happened: Iterable[Happened]) -> None:
    """Append an entry for each of these to the log, in their order, within the transaction of the changes
    they speak of."""
    session.flush()  # what is changed is locked before the head of the log, which everybody waits for
    head = session.execute(_LOCK_HEAD).one()
    seq, previous = head.seq, head.hash
    rows = list[dict[str, Any]]()
    for at, actor, action, details in happened:
        seq, text = seq + 1, canonical(details)
        new_hash = entry_hash(seq, at, actor, action, text, previous)
        entry = {"seq": seq, "at": at, "actor": actor, "action": action, "details": text}
        rows.append(entry | {"previous_hash": previous, "hash": new_hash})
        previous = new_hash
    insert_some(session, _ENTRIES, rows)
    session.execute(_MOVE_HEAD, {"last": seq, "last_hash": previous})


def last_entry(session: Session) -> int:
    """The number of the log's last entry; 0 where nothing has ever been changed. Nobody else appends until
    the transaction is over."""
    return session.execute(select(AuditHead.seq).with_for_update()).scalar_one()


def verify(session: Session) -> tuple[int, list[str]]:
    """Check the whole chain. Returns the number of its entries, and an English sentence for each fault; none:
    it is sound."""
    heads = session.execute(select(AuditHead.seq)).scalars().all()
    if len(heads) != 1:
        return 0, [f"the chain has {len(heads)} heads instead of one"]
    return heads[0], chain_faults(session)


def chain_faults(session: Session, after: tuple[int, str] | None = None) -> list[str]:
    """A sentence for each fault of the chain, from its beginning, or on from an entry whose number and hash
    are known."""
    return list(_faults(session, *(after or (0, GENESIS))))


def _faults(session: Session, known: int, previous: str) -> Iterator[str]:
    """A sentence for each fault after the entry that is known. Entries and head are read by one statement, so
    that an entry appended meanwhile is in both or in neither."""
    expected_seq = known + 1
    head = (AuditHead.seq.label("head_seq"), AuditHead.hash.label("head_hash"))
    both = (
        select(*AuditEntry.__table__.c, *head)
        .select_from(AuditHead)
        .outerjoin(AuditEntry, AuditEntry.seq > known if known else true())
    )
    for row in rows_in_turns(session.execute(both.order_by(AuditEntry.seq))):
        if row.seq is None:
            continue
        if row.seq != expected_seq:
            yield f"entry {expected_seq} is missing; entry {row.seq} follows"
        if row.previous_hash != previous:
            yield f"entry {row.seq} does not continue the entry before it"
        if row.hash != entry_hash(row.seq, row.at, row.actor, row.action, row.details, row.previous_hash):
            yield f"entry {row.seq} has been changed"
        expected_seq, previous = row.seq + 1, row.hash
    if (row.head_seq, row.head_hash) != (expected_seq - 1, previous):
        yield f"the chain ends at entry {expected_seq - 1}, but its head says {row.head_seq}"
