"""The tables of retention: how long data are kept, and each removal with the counts that stay."""

import datetime as dt
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment


class Retention(Base):
    """For how many months one kind of data (``voting.retention.rules.DataKind``) is kept. Every kind has a
    row."""

    __tablename__ = "retention"
    __table_args__ = (CheckConstraint("months BETWEEN 1 AND 600", name="in_reason"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    months: Mapped[int]


class Forgetting(Base):
    """One removal: the data of a ``kind`` of days before ``before``, of one assembly or (``assembly_id``
    empty) of those that belong to none. Append-only.

    ``removed`` has the number of rows by table, ``counts`` the figures that could not be counted afterwards.
    The database lets append-only rows go only while the log entry of their removal (``entry``) is the last
    one, and refuses a removal of what has not expired.
    """

    __tablename__ = "forgetting"
    __table_args__ = (Index("ix_forgetting_kind", "kind", "assembly_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(ForeignKey("retention.kind"))
    assembly_id: Mapped[int | None] = mapped_column(ForeignKey("assembly.id"))
    before: Mapped[dt.date]
    at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(ForeignKey("audit_entry.seq"))
    removed: Mapped[dict[str, int]] = mapped_column(JSON)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
