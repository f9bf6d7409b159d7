"""The tables of the yearly report: what the secretary wrote, showed and entered, and what was signed."""

import datetime as dt
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment


class ReportText(Base):
    """The text of a section of a year's report in one language. Append-only: the last one counts."""

    __tablename__ = "report_text"
    __table_args__ = (Index("ix_report_text_section", "section", "language", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    section: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class ReportPicture(Base):
    """A picture that the texts of reports can show, as JPEG or PNG; ``name`` is what the file was called that
    it came from. Append-only: signed reports show it too."""

    __tablename__ = "report_picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class SignedReport(Base):
    """A report as it was signed: its content, the hash of that, who signed it and when. Append-only.

    ``approved_on`` is the day on which the board approved it (None of those signed before that was asked),
    ``signatories`` those who sign it on paper, each with a ``name`` and a ``role``.
    """

    __tablename__ = "signed_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    approved_on: Mapped[dt.date | None]
    signatories: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")


class SignedFile(Base):
    """The PDF of a signed report in one language, as it was signed. Append-only."""

    __tablename__ = "signed_file"
    __table_args__ = ({"sqlite_with_rowid": False},)

    report_id: Mapped[int] = mapped_column(ForeignKey("signed_report.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class MandateEntry(Base):
    """An entry of the secretary about a director's mandate. Append-only: a mistake is put right by another
    entry.

    ``kind`` is a ``voting.report.mandates.Entry``. ``mandate`` is the key of the mandate that the entry is
    about; of a co-optation, the key of the mandate whose term it completes.
    """

    __tablename__ = "mandate_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    mandate: Mapped[str | None] = mapped_column(String(60))
    name: Mapped[str]
    on: Mapped[dt.date]
    ends: Mapped[dt.date | None]
    reason: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class ReportFact(Base):
    """What the secretary entered for a year's report beside what the system knows. Append-only: the last
    entry of a year, kind and code counts.

    ``kind`` is a ``voting.report.facts.FactKind``, ``content`` as ``read_fact`` gives it; None where the
    entry before it was taken back. ``source`` says what it was entered from.
    """

    __tablename__ = "report_fact"
    __table_args__ = (Index("ix_report_fact_code", "kind", "code", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(40))
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    source: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
