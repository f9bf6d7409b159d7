"""The table of the outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment

WAITING = "sent_at IS NULL AND given_up_at IS NULL AND handed_at IS NULL"

ON_PAPER = "on_paper"
"""The fault of a letter that is not sent by mail: its member is written to on paper."""


COMPLAINED = "complained"
"""The fault of a letter that was sent, and which its reader's provider reports as unwanted."""


class Letter(StrEnum):
    """The kinds of letter to a member. A letter's text, and the codes in it, are made only
    when it is sent."""

    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a letter, not a password
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the same
    CODE_REISSUED = "code_reissued"
    PROXY_OFFERED = "proxy_offered"
    INVITATION = "invitation"
    REMINDER = "reminder"
    CONVENED = "convened"
    """To a director, the auditor or a guest, who has no vote."""
    TEST = "test"
    """To the office itself: a letter as an invented member would get it."""
    TAKEN_BACK = "taken_back"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    COUNTED = "counted"
    """To a member who has asked to be told on how many points their vote is counted."""
    PASS_REISSUED = "pass_reissued"  # noqa: S105 - the same
    SIGNED_IN = "signed_in"
    PAPER_GIVEN = "paper_given"
    TABLET_GIVEN = "tablet_given"
    PROXY_ENTERED = "proxy_entered"
    """On paper at a desk, to the member who gives it."""
    HEADS = "heads"
    """To an auditor whom the settings name: heads of the log, as they are signed."""
    STAND_IN_ENTERED = "stand_in_entered"
    """The same, of a proxy to somebody who is no member."""


IN_YOUR_NAME = (
    *(Letter.CODE_REISSUED, Letter.PASS_REISSUED, Letter.SIGNED_IN),
    *(Letter.PAPER_GIVEN, Letter.TABLET_GIVEN, Letter.PROXY_ENTERED, Letter.STAND_IN_ENTERED),
)
"""The letters that tell a member what was given to somebody, or was done, in their name."""


class Mail(Base):
    """One letter in the outbox. ``member`` is a number as somebody typed it: it may belong to nobody. Of
    a letter to somebody without a vote it is how ``voting.invitations.invitees`` names them.

    It waits while none of ``sent_at``, ``given_up_at`` and ``handed_at`` is set, and is not tried before
    ``due_at``. ``handed_at`` alone means that the worker or the network died while it was being sent: it may
    or may not have arrived, and is not sent again unless somebody asks for it. ``bounced_at``: the address
    takes no letters. ``taken``: how often it was taken out, which says whose it is. ``bulk`` letters are sent
    after the others. Of an assembly's letters of one kind and ``wave`` a member has at most one.
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
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    handed_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    given_up_at: Mapped[datetime | None] = mapped_column(Moment)
    bounced_at: Mapped[datetime | None] = mapped_column(Moment)
    fault: Mapped[str | None]
