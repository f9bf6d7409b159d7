"""The tables of invitations: texts that the office has changed, and letters being set for print."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment


class LetterText(Base):
    """The text of a letter in one language, where the office has written its own for an assembly."""

    __tablename__ = "letter_text"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    letter: Mapped[str] = mapped_column(String(20), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]


class LetterPrint(Base):
    """One setting of the letters on paper, and how far it has got: ``done`` of ``total`` letters.

    The PDF files lie in the installation's directory, readable by its owner alone, since they hold codes.
    """

    __tablename__ = "letter_print"

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    moved_at: Mapped[datetime] = mapped_column(Moment)
    total: Mapped[int]
    done: Mapped[int]
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
