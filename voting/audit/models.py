"""The tables of the hash-chained log."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import KEPT_IN_KEY_ORDER, Base, Moment


class AuditEntry(Base):
    """One entry of the log: who did what, when, with the hash of the entry before. Append-only."""

    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str]
    action: Mapped[str]
    details: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """The number and hash of the chain's last entry. One row, locked by whoever appends, so that the chain
    cannot fork."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str]


class SignedHead(Base):
    """The hash of the log at an entry, signed with a key that is not in the database
    (``voting.audit.heads``). Append-only.

    ``public_key`` and ``signature`` are those of Ed25519, in hexadecimal.
    """

    __tablename__ = "signed_head"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    seq: Mapped[int] = mapped_column(ForeignKey("audit_entry.seq"), primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(Moment)
    public_key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))


class HeadStamp(Base):
    """What a service of time stamps (RFC 3161) has answered about a signed head, whole and in DER, and the
    moment in it (``voting.audit.stamps``). Append-only."""

    __tablename__ = "head_stamp"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    seq: Mapped[int] = mapped_column(ForeignKey("signed_head.seq"), primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[bytes] = mapped_column(LargeBinary)
