"""The tables of attendance: admission passes, scans at the doors, who is present, and conflicts between
scans."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import KEPT_IN_KEY_ORDER, Base, Moment

ONLINE = "online"
"""The place of those who take part at a distance, where others have the code of a venue."""


class AdmissionPass(Base):
    """A member's QR code for one assembly; only its keyed hash is stored.

    ``serial`` counts from 0 how often the pass has been replaced; the token is derived from it.
    """

    __tablename__ = "admission_pass"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    serial: Mapped[int] = mapped_column(server_default="0", default=0)


class RevokedPass(Base):
    """A pass that was replaced by another: whoever shows it is told so. Append-only."""

    __tablename__ = "revoked_pass"
    __table_args__ = (Index("ix_revoked_pass_assembly", "assembly_id"), KEPT_IN_KEY_ORDER)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    member: Mapped[str] = mapped_column(ForeignKey("member.number"))
    serial: Mapped[int]
    revoked_at: Mapped[datetime] = mapped_column(Moment)


class Assistance(Base):
    """A member has asked for help on the spot (a seat, a companion, somebody who reads aloud)."""

    __tablename__ = "assistance"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)


class CheckIn(Base):
    """One scan (or typed number) at a door, with what was answered. Append-only; the nonce makes sending it
    again harmless.

    ``kind`` is a ``voting.attendance.rules.DoorAct``. ``at`` is when it happened, ``received_at`` when it
    reached the server (later, where the door had no network); ``claimed_at`` is when it happened as the phone
    says, where it was sent later. ``before`` is the place where the member was
    before, and ``undoes`` the nonce of the scan that this one takes back. ``by_pass`` says whether the
    member's pass was read, rather than their number typed; it is empty where that is not known.
    """

    __tablename__ = "check_in"
    __table_args__ = (Index("ix_check_in_member", "assembly_id", "member"), KEPT_IN_KEY_ORDER)

    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    member: Mapped[str] = mapped_column(String(20))
    venue: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10), server_default="in", default="in")
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    before: Mapped[str | None] = mapped_column(String(20))
    undoes: Mapped[str | None] = mapped_column(String(64))
    salt: Mapped[str | None] = mapped_column(String(32))
    """Of the hash by which the log knows the scan (``voting.audit.sealed_rows``)."""
    by_pass: Mapped[bool | None]


class Presence(Base):
    """A stretch of time during which a member took part at one place: the code of a venue, or ``ONLINE``.

    At most one per member and assembly is open (``until`` empty), over all venues; the database guards that.
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
        Index("ix_presence_member", "assembly_id", "member"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    member: Mapped[str] = mapped_column(ForeignKey("member.number"))
    place: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)


class OpenPage(Base):
    """The page that keeps a presence at a distance: when it, or another of that member, last gave a sign of
    life. A presence without one lasts until the member leaves or the meeting ends."""

    __tablename__ = "open_page"

    presence_id: Mapped[int] = mapped_column(ForeignKey("presence.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Moment)


class ScanConflict(Base):
    """A scan that contradicts what is known of the member, for a supervisor to settle. At most one per scan.

    ``nonce`` is that scan, ``other`` the earlier one that it contradicts, if any; ``shown`` is what the
    steward was shown. ``settled_as`` is a ``voting.attendance.conflicts.Settlement``.
    """

    __tablename__ = "scan_conflict"
    __table_args__ = (Index("ix_scan_conflict_assembly", "assembly_id", "settled_at"),)

    nonce: Mapped[str] = mapped_column(ForeignKey("check_in.nonce"), primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    other: Mapped[str | None] = mapped_column(ForeignKey("check_in.nonce"))
    kind: Mapped[str] = mapped_column(String(20))
    shown: Mapped[str] = mapped_column(String(20))
    noted_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    settled_as: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str | None]
