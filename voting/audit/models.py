"""The tables of the hash-chained log."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment


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
