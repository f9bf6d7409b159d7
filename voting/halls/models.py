"""The tables of the halls: displays, what the chair has put on them, and choices shown while a
vote is open."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment


class Display(Base):
    """The link of one display: of a hall, or of the stream (``venue`` empty). It works until it is revoked.

    ``languages`` are the one or two that it shows; ``delay`` the seconds by which it follows the halls;
    ``wifi_name`` and ``wifi_password`` the hall's Wi-Fi, shown to the people in it ("": not shown).
    """

    __tablename__ = "display"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    venue: Mapped[str | None] = mapped_column(String(20))
    languages: Mapped[list[str]] = mapped_column(JSON)
    delay: Mapped[int]
    wifi_name: Mapped[str]
    wifi_password: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class Screen(Base):
    """What the chair has put on the displays of an assembly: a resolution, the ``point`` without a vote that
    has this position on the agenda, a ``message``, or (all empty) the welcome; and since when.

    A message is a text by language, and perhaps until when it is; without any text it is a break.
    """

    __tablename__ = "screen"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    resolution_id: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"))
    point: Mapped[int | None]
    message: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    message_until: Mapped[datetime | None] = mapped_column(Moment)
    since: Mapped[datetime] = mapped_column(Moment)


class LiveCount(Base):
    """Two counts of an open resolution: the one that is shown, and the one to be shown next.

    Each is a number of ballots, and votes by the cells of ``voting.ballot.methods.cells``.
    """

    __tablename__ = "live_count"
    __table_args__ = (CheckConstraint("shown_ballots <= waiting_ballots", name="in_order"),)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    shown: Mapped[dict[str, int]] = mapped_column(JSON)
    shown_ballots: Mapped[int]
    waiting: Mapped[dict[str, int]] = mapped_column(JSON)
    waiting_ballots: Mapped[int]
