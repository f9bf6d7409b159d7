"""The tables of attendance: admission passes, the scans at the doors, and who is present."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import KEPT_IN_KEY_ORDER, Base, Moment

ONLINE = "online"
"""What stands in the place of a venue's code for those who take part at a distance."""


class AdmissionPass(Base):
    """A member's QR code for one assembly; only its keyed hash is stored."""

    __tablename__ = "admission_pass"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)


class CheckIn(Base):
    """One scan at a door, with what was answered. Append-only; the nonce makes a retry harmless."""

    __tablename__ = "check_in"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    member: Mapped[str] = mapped_column(String(20))
    venue: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[str] = mapped_column(String(20))


class Presence(Base):
    """A stretch of time during which a member took part, in a venue or online.

    At most one per member and assembly is open (``until`` empty), over all cities.
    """

    __tablename__ = "presence"
    __table_args__ = (
        Index(
            "ix_presence_open",
            "assembly_id",
            "member",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_presence_place", "assembly_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    member: Mapped[str] = mapped_column(ForeignKey("member.number"))
    place: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
