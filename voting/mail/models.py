"""The outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment


class Letter(StrEnum):
    """What can be written to a member. The text is made when it is sent, and so are the secrets in it."""

    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a letter, not a password
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the same
    CODE_REISSUED = "code_reissued"


class Mail(Base):
    """One letter on its way. ``member`` is a number as somebody typed it: it may belong to nobody.

    Waiting while ``sent_at`` and ``given_up_at`` are empty; not tried again before ``due_at``.
    """

    __tablename__ = "mail"
    __table_args__ = (
        Index(
            "ix_mail_waiting",
            "due_at",
            sqlite_where=text("sent_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND given_up_at IS NULL"),
        ),
        Index("ix_mail_member", "member", "letter"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter: Mapped[str] = mapped_column(String(30))
    member: Mapped[str] = mapped_column(String(20))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    queued_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    given_up_at: Mapped[datetime | None] = mapped_column(Moment)
    fault: Mapped[str | None]
