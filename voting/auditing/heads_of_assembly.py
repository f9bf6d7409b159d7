"""The signed heads of the log at the steps of one assembly, as people are shown them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from voting.audit.heads import head_line
from voting.audit.models import AuditEntry, SignedHead
from voting.audit.words import head_words

RECENT = 20


class ShownHead(NamedTuple):
    """A signed head: the ``action`` of its entry, the number and round of the resolution that it is about
    ("" and 1 where it is about none), when that happened, the number of the entry, the six words of its hash,
    the public key of the signature, and the head in the line by which it is kept outside."""

    action: str
    resolution: str
    round: int
    at: datetime
    seq: int
    words: str
    public_key: str
    line: str


def heads_of_assembly(session: Session, assembly_id: int) -> list[ShownHead]:
    """The signed heads at the steps of an assembly, in their order."""
    return [
        _shown(entry, details, head)
        for entry, head in session.execute(_heads().order_by(AuditEntry.seq))
        if (details := json.loads(entry.details)).get("assembly") == assembly_id
    ]


def last_head(session: Session, assembly_id: int) -> ShownHead | None:
    """The last signed head of an assembly; None where it has none among the last that were signed at all."""
    for entry, head in session.execute(_heads().order_by(AuditEntry.seq.desc()).limit(RECENT)):
        details = json.loads(entry.details)
        if details.get("assembly") == assembly_id:
            return _shown(entry, details, head)
    return None


def heads_of_entries(session: Session, seqs: Sequence[int]) -> list[ShownHead]:
    """The signed heads at these entries of the log, in their order."""
    rows = session.execute(_heads().where(AuditEntry.seq.in_(seqs)).order_by(AuditEntry.seq))
    return [_shown(entry, json.loads(entry.details), head) for entry, head in rows]


def _heads() -> Select[AuditEntry, SignedHead]:
    return select(AuditEntry, SignedHead).join(SignedHead, SignedHead.seq == AuditEntry.seq)


def _shown(entry: AuditEntry, details: dict[str, Any], head: SignedHead) -> ShownHead:
    about = details.get("resolution", ""), details.get("round", 1)
    words = " ".join(head_words(head.hash))
    return ShownHead(entry.action, *about, entry.at, entry.seq, words, head.public_key, head_line(head))
