"""The outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment

WAITING = "sent_at IS NULL AND given_up_at IS NULL AND handed_at IS NULL"


class Letter(StrEnum):
    """What can be written to a member. The text is made when it is sent, and so are the secrets in it."""

    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a letter, not a password
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the same
    CODE_REISSUED = "code_reissued"
    PROXY_OFFERED = "proxy_offered"
    INVITATION = "invitation"
    REMINDER = "reminder"


class Mail(Base):
    """One letter on its way. ``member`` is a number as somebody typed it: it may belong to nobody.

    Waiting while none of ``sent_at``, ``given_up_at`` and ``handed_at`` is set; not tried again before
    ``due_at``. ``handed_at`` alone: it was being handed over when the worker or the network died, so it may
    or may not have arrived, and nobody sends it again unasked. ``bounced_at``: the address takes no letters.
    A ``bulk`` letter lets the others pass. An assembly's letter of one ``wave`` exists once for a member.
    """

    __tablename__ = "mail"
    __table_args__ = (
        Index(
            "ix_mail_waiting",
            "bulk",
            "due_at",
            "id",
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
        Index("ix_mail_member", "member", "letter"),
        UniqueConstraint("assembly_id", "letter", "wave", "member"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter: Mapped[str] = mapped_column(String(30))
    member: Mapped[str] = mapped_column(String(20))
    assembly_id: Mapped[int | None] = mapped_column(ForeignKey("assembly.id"))
    wave: Mapped[int] = mapped_column(default=1)
    bulk: Mapped[bool] = mapped_column(Boolean, default=False)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    queued_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int]
    handed_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    given_up_at: Mapped[datetime | None] = mapped_column(Moment)
    bounced_at: Mapped[datetime | None] = mapped_column(Moment)
    fault: Mapped[str | None]
