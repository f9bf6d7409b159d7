"""Signing the heads of the log, shortly after each step: no request and no vote waits for it.

Nothing is signed that does not continue what was signed before: a log that was written anew is not made good
by a new signature. What was signed last is remembered beside the key, since the database alone could be made
to forget it.
"""

import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import chain_faults, record
from voting.audit.heads import Head, head_text, is_signed, public_key_of, steps_without_head
from voting.audit.models import AuditEntry, AuditHead, SignedHead
from voting.database import writing

ANEW = (
    "If the database was restored or begun anew, run: voting audit heads --anew, and start the server again."
)


class BrokenLog(Exception):
    """The log does not continue what was signed before: nothing is signed until somebody has looked."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"{fault}. {ANEW}")


class HeadSigner:
    """Signs with the key that ``read_key`` gives; ``kept`` is a file beside it for the last head signed, and
    ``tell`` is told of the heads that are signed, in the transaction in which they are.

    It remembers up to which entry it has read the log, and reads on from there: a look at a log in which
    nothing is new is one short statement.
    """

    def __init__(
        self,
        read_key: Callable[[], Ed25519PrivateKey],
        kept: Path,
        tell: Callable[[Session, Sequence[Head], datetime], None] = lambda *_: None,
    ) -> None:
        self._read_key, self._kept, self._tell = read_key, kept, tell
        self._read: Head | None = None

    def sign_steps(self, session: Session, *, now: datetime) -> int:
        """Sign the head at each step that has none yet; returns how many there were. Several processes may
        call it at once: one signs. Raises BrokenLog."""
        last = Head(*session.execute(select(AuditHead.seq, AuditHead.hash)).one())
        if last == self._read or last.seq == 0:
            session.rollback()
            return 0
        key = self._read_key()
        before = self._read or self._last_signed(session, public_key_of(key))
        faults = chain_faults(session, before)
        if faults:
            session.rollback()
            raise BrokenLog(faults[0])
        new = steps_without_head().where(AuditEntry.seq <= last.seq).order_by(AuditEntry.seq)
        if self._read is not None:
            new = new.where(AuditEntry.seq > self._read.seq)
        signed = 0
        if session.execute(new.limit(1)).first() is not None:
            with writing(session):
                session.execute(select(AuditHead.seq).with_for_update())
                heads = [Head(*row) for row in session.execute(new)]
                session.add_all(_signed(head, key, now) for head in heads)
                if heads:
                    self._tell(session, heads, now)
            signed = len(heads)
            if heads:
                self._remember(heads[-1])
        session.rollback()
        self._read = last
        return signed

    def begin_anew(self, session: Session, *, now: datetime, actor: str) -> None:
        """Forget which head was signed last, and say so in the log: for a database that was restored or begun
        anew. What was signed before tells of it to whoever has kept it."""
        with writing(session):
            record(session, now=now, actor=actor, action="log.signed_anew")
        self._kept.unlink(missing_ok=True)
        self._read = None

    def remembered(self) -> Head | None:
        """The head that was signed last, as the file beside the key has it: it knows of entries that a
        database which was put in the place of another does not have. None where none was signed."""
        return Head(*json.loads(self._kept.read_text())) if self._kept.exists() else None

    def _last_signed(self, session: Session, public_key: str) -> Head | None:
        """The last head that was signed, as the table or the file remembers it: whichever is later. Raises
        BrokenLog where the one in the table was signed by somebody else."""
        stored = session.scalars(select(SignedHead).order_by(SignedHead.seq.desc()).limit(1)).one_or_none()
        known = list[Head]()
        if stored is not None and stored.public_key == public_key:
            if not is_signed(stored):
                raise BrokenLog(f"the signature under the head of entry {stored.seq} is not valid")
            known.append(Head(stored.seq, stored.hash))
        if (remembered := self.remembered()) is not None:
            known.append(remembered)
        return max(known, default=None, key=lambda head: head.seq)

    def _remember(self, head: Head) -> None:
        new = self._kept.with_name(f"{self._kept.name}.{os.getpid()}")
        new.write_text(json.dumps(head))
        new.replace(self._kept)


def _signed(head: Head, key: Ed25519PrivateKey, now: datetime) -> SignedHead:
    return SignedHead(
        seq=head.seq,
        hash=head.hash,
        signed_at=now,
        public_key=public_key_of(key),
        signature=key.sign(head_text(head.seq, head.hash, now)).hex(),
    )
