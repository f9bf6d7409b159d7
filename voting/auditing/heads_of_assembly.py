"""The signed heads of the log at the steps of one assembly, as people are shown them."""

import json
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.models import AuditEntry, SignedHead
from voting.audit.words import head_words


class ShownHead(NamedTuple):
    """A signed head: the ``action`` of its entry, the number and round of the resolution that it is about
    ("" and 1 where it is about none), when that happened, the number of the entry, the six words of its hash,
    and the public key of the signature."""

    action: str
    resolution: str
    round: int
    at: datetime
    seq: int
    words: str
    public_key: str


def heads_of_assembly(session: Session, assembly_id: int) -> list[ShownHead]:
    """The signed heads at the steps of an assembly, in their order."""
    rows = session.execute(
        select(AuditEntry, SignedHead)
        .join(SignedHead, SignedHead.seq == AuditEntry.seq)
        .order_by(AuditEntry.seq)
    )
    found = list[ShownHead]()
    for entry, head in rows:
        details = json.loads(entry.details)
        if details.get("assembly") == assembly_id:
            about = details.get("resolution", ""), details.get("round", 1)
            words = " ".join(head_words(head.hash))
            found.append(ShownHead(entry.action, *about, entry.at, entry.seq, words, head.public_key))
    return found
