"""The tables of the discussion."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment

ON_THE_LIST = text("state IN ('waiting', 'speaking')")


class Turn(StrEnum):
    """Where somebody who asked for the floor stands."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    WITHDRAWN = "withdrawn"


class Speaker(Base):
    """A member who asked for the floor, and from where. On the list once at a time, as the database guards.

    ``position`` orders those who wait; the chair may change it.
    """

    __tablename__ = "speaker"
    __table_args__ = (
        Index(
            "ix_speaker_on_the_list",
            "assembly_id",
            "member",
            unique=True,
            sqlite_where=ON_THE_LIST,
            postgresql_where=ON_THE_LIST,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    member: Mapped[str] = mapped_column(ForeignKey("member.number"))
    place: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    position: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))


class SpeakersList(Base):
    """Whether an assembly's list of speakers takes names. No row: it has not been opened yet."""

    __tablename__ = "speakers_list"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    takes_names: Mapped[bool]


class Question(Base):
    """A question in writing. Its text stays as it was sent; whether it has been answered is public."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"))
    place: Mapped[str] = mapped_column(String(20))
    text: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    hidden_for: Mapped[str | None]
    """Why the chair took it from the public list, where that was done."""
