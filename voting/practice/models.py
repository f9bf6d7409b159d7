"""The tables of practice votes. Nothing in them is of a person, and nothing of them is of the record."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment


class PracticeRound(Base):
    """The practice vote of an assembly's halls: since when, and when the chair ended it. The next one takes
    its place."""

    __tablename__ = "practice_round"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class PracticeCount(Base):
    """How often a mark was made in it: one counter for each mark, and nothing else."""

    __tablename__ = "practice_count"
    __table_args__ = (CheckConstraint("times >= 0", name="counted"),)

    assembly_id: Mapped[int] = mapped_column(ForeignKey("practice_round.assembly_id"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(10), primary_key=True)
    times: Mapped[int]
