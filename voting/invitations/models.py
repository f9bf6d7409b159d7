"""The tables of invitations: the office's own texts, the printing on paper, whoever has no vote, and who
wants to be told that their vote is counted."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment


class LetterText(Base):
    """The text of a letter in one language that the office has written for an assembly, in place of the
    house's own."""

    __tablename__ = "letter_text"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    letter: Mapped[str] = mapped_column(String(20), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]


class LetterPrint(Base):
    """One preparation of the letters on paper as PDF, and how far it is: ``done`` of ``total`` letters.

    ``letter`` is ``paper``, the invitation, or one of ``voting.invitations.texts.Told``; ``wave`` is counted
    as that of the letters by mail.

    The PDF files lie in the installation's directory, readable by its owner alone, since they contain codes.
    """

    __tablename__ = "letter_print"

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    moved_at: Mapped[datetime] = mapped_column(Moment)
    letter: Mapped[str] = mapped_column(String(20), default="paper")
    wave: Mapped[int] = mapped_column(default=1)
    total: Mapped[int]
    done: Mapped[int]
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class Invitee(Base):
    """Somebody who is convened to an assembly without a vote: a director, the auditor, a guest."""

    __tablename__ = "invitee"

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    capacity: Mapped[str] = mapped_column(String(10))
    """A ``voting.invitations.invitees.Capacity``."""
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    member: Mapped[str] = mapped_column(String(20), default="")
    """Their number in the register, where they were taken from there."""
    street: Mapped[str] = mapped_column(String(100), default="")
    box: Mapped[str] = mapped_column(String(100), default="")
    postcode: Mapped[str] = mapped_column(String(100), default="")
    municipality: Mapped[str] = mapped_column(String(100), default="")
    country: Mapped[str] = mapped_column(String(100), default="")


class CountedWish(Base):
    """That a member wants to be told by mail on how many points of an assembly their vote is counted, and of
    how many they were ``told``. It goes with the last such mail."""

    __tablename__ = "counted_wish"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(20), ForeignKey("member.number"), primary_key=True)
    told: Mapped[int]
