"""Appending to the hash-chained log, and checking it from the first entry to the last.

An entry's hash covers its content and the hash of the entry before, so that a change, an insertion or
a removal anywhere breaks every hash after it; the head, kept apart, shows a removal at the end. The log
never holds a choice, and refers to people by the number of a row or a member, never by name.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voting.audit.models import AuditEntry, AuditHead

GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """A JSON value as one fixed text: keys sorted, no spaces, UTF-8. What is hashed here is hashed so."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: Any) -> str:
    """The SHA-256 of a JSON value's canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def entry_hash(seq: int, at: datetime, actor: str, action: str, details: str, previous_hash: str) -> str:
    """The hash of one entry, in hexadecimal; ``details`` is its canonical JSON text."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return digest([seq, moment, actor, action, details, previous_hash])


def record(session: Session, *, now: datetime, actor: str, action: str, **details: Any) -> None:
    """Append an entry to the log, within the transaction of the change it speaks of."""
    head = session.execute(select(AuditHead.seq, AuditHead.hash).with_for_update()).one()
    seq, text = head.seq + 1, canonical(details)
    new_hash = entry_hash(seq, now, actor, action, text, head.hash)
    session.add(
        AuditEntry(
            seq=seq,
            at=now,
            actor=actor,
            action=action,
            details=text,
            previous_hash=head.hash,
            hash=new_hash,
        )
    )
    session.execute(update(AuditHead).values(seq=seq, hash=new_hash))
    session.flush()


def verify(session: Session) -> tuple[int, list[str]]:
    """Check the whole chain. Returns the number of entries and a sentence for each fault (none: sound)."""
    faults = list(_faults(session))
    count = session.execute(select(AuditHead.seq)).scalar_one()
    return count, faults


def _faults(session: Session) -> Iterator[str]:
    expected_seq, previous = 1, GENESIS
    entries = session.execute(select(AuditEntry).order_by(AuditEntry.seq)).yield_per(1000).scalars()
    for entry in entries:
        if entry.seq != expected_seq:
            yield f"entry {expected_seq} is missing; entry {entry.seq} follows"
        if entry.previous_hash != previous:
            yield f"entry {entry.seq} does not continue the entry before it"
        if entry.hash != entry_hash(
            entry.seq, entry.at, entry.actor, entry.action, entry.details, entry.previous_hash
        ):
            yield f"entry {entry.seq} has been changed"
        expected_seq, previous = entry.seq + 1, entry.hash
    head = session.execute(select(AuditHead)).scalar_one()
    if (head.seq, head.hash) != (expected_seq - 1, previous):
        yield f"the chain ends at entry {expected_seq - 1}, but its head says {head.seq}"
