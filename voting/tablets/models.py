"""The tables of voting tablets: the devices, and each session on one."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment


class Tablet(Base):
    """A device of one venue, on which members vote who have no phone of their own. Of the code by which it is
    enrolled, once, and of the key in its cookie only keyed hashes are stored."""

    __tablename__ = "tablet"

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    venue: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    added_at: Mapped[datetime] = mapped_column(Moment)
    enrolled_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class HandOver(Base):
    """A tablet handed to one member: their voting session on it, which ends for good.

    ``token`` is random, and stands in the addresses of its pages. At most one is open (``ended_at`` empty)
    per tablet and per member. An open one counts as over, too, once nothing was heard of it for too long
    (``voting.tablets.rules``).
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        Index(
            "ix_hand_over_tablet_open",
            "tablet_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_hand_over_member_open",
            "assembly_id",
            "member",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    tablet_id: Mapped[int] = mapped_column(ForeignKey("tablet.id"))
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    member: Mapped[str] = mapped_column(String(20), ForeignKey("member.number"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    given_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ending: Mapped[str | None] = mapped_column(String(10))
