"""The signed heads of the log: what stood in it up to a moment, by a key that is not in the database.

An entry's hash covers all entries before it. So whoever keeps one number and one hash outside can find out
later whether anything before it was changed, and the signature says who told them. Heads are signed for the
entries at which an assembly takes a step that cannot be taken back (``voting.audit.signer``).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from voting.audit.chain import canonical
from voting.audit.models import AuditEntry, SignedHead
from voting.audit.words import head_words

STEPS = (
    *("assembly.convened", "resolution.opened", "resolution.closed"),
    *("resolution.announced", "resolution.annulled", "assembly.closed"),
)
"""The actions at which the head of the log is signed."""
SIGNED_WITHIN = timedelta(minutes=1)
"""So long after a step its head is signed, where nothing is wrong."""


class Head(NamedTuple):
    """An entry of the log by its number and hash, or the words of it: what somebody keeps outside."""

    seq: int
    hash: str


def head_text(seq: int, entry_hash: str, signed_at: datetime) -> bytes:
    """What is signed: the canonical JSON of what it is, number, hash and moment, in UTF-8."""
    moment = signed_at.astimezone(UTC).isoformat(timespec="microseconds")
    return canonical(["head of the log", seq, entry_hash, moment]).encode()


def head_line(head: SignedHead) -> str:
    """A signed head as it is kept outside, in one line: its number, hash, words, moment and signature."""
    moment = head.signed_at.isoformat(timespec="microseconds")
    return f"{head.seq} {head.hash} {' '.join(head_words(head.hash))} {moment} {head.signature}"


def public_key_of(key: Ed25519PrivateKey) -> str:
    """The public key, in hexadecimal."""
    return key.public_key().public_bytes_raw().hex()


def steps_without_head() -> Select[int, str]:
    """A query for the number and hash of each step in the log of which the head is not signed."""
    without = and_(AuditEntry.action.in_(STEPS), SignedHead.seq.is_(None))
    return (
        select(AuditEntry.seq, AuditEntry.hash)
        .outerjoin(SignedHead, SignedHead.seq == AuditEntry.seq)
        .where(without)
    )


def unsigned_step(session: Session, *, now: datetime) -> int | None:
    """The number of the first step after the last signed head whose own is still not signed some time after
    it was taken; None where all is well. It says that whoever signs refuses, or does not work."""
    after = select(func.coalesce(func.max(SignedHead.seq), 0)).scalar_subquery()
    step = AuditEntry.action.in_(STEPS) & (AuditEntry.at < now - SIGNED_WITHIN)
    return session.scalar(select(func.min(AuditEntry.seq)).where(AuditEntry.seq > after, step))


def signed_heads(session: Session) -> list[SignedHead]:
    """All signed heads, in their order."""
    return list(session.scalars(select(SignedHead).order_by(SignedHead.seq)))


def head_faults(session: Session, public_key: str | None) -> Iterator[str]:
    """A sentence for each signed head that is not valid, not of this key (None: of any), or not of the log as
    it is now; and for each step without one among those that have."""
    heads = signed_heads(session)
    for head in heads:
        if not is_signed(head):
            yield f"the signature under the head of entry {head.seq} is not valid"
        elif public_key is not None and head.public_key != public_key:
            yield f"the head of entry {head.seq} is signed with another key than that of this installation"
    yield from anchor_faults(session, [Head(head.seq, head.hash) for head in heads])
    if heads:
        among = steps_without_head().where(AuditEntry.seq > heads[0].seq, AuditEntry.seq < heads[-1].seq)
        for seq, _ in session.execute(among.order_by(AuditEntry.seq)):
            yield f"entry {seq} of the log is a step without a signed head: its signature is gone"


def anchor_faults(session: Session, anchors: list[Head]) -> Iterator[str]:
    """A sentence for each head, as somebody has kept it, with which the log does not agree."""
    for anchor in anchors:
        stored = session.scalar(select(AuditEntry.hash).where(AuditEntry.seq == anchor.seq))
        if stored is None:
            yield f"entry {anchor.seq}, of which the head was kept, is gone: the end of the log was cut off"
        elif anchor.hash not in (stored, " ".join(head_words(stored))):
            yield (
                f"entry {anchor.seq} is not the one of which the head was kept: "
                "the log was written anew, up to it or from some entry before it"
            )


def is_signed(head: SignedHead) -> bool:
    """Whether the signature under a head is that of its key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.public_key))
        key.verify(bytes.fromhex(head.signature), head_text(head.seq, head.hash, head.signed_at))
    except (ValueError, InvalidSignature):
        return False
    return True
