"""The tables of the discussion: the list of speakers, and questions in writing."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import KEPT_IN_KEY_ORDER, Base, Moment

ON_THE_LIST = text("state IN ('waiting', 'speaking')")


class Turn(StrEnum):
    """Where somebody who asked for the floor is on the list: waiting, speaking, or off it, by themselves or
    by the chair."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class Speaker(Base):
    """A member who asked for the floor, and the place from which they speak. The database allows a member to
    be on the list once at a time.

    ``position`` is their place in the order, which the chair may change.
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
    called_at: Mapped[datetime | None] = mapped_column(Moment)
    """When they were given the floor."""
    seconds: Mapped[int | None]
    """How long they may speak, where that has a limit."""


class SpeakersList(Base):
    """Whether an assembly's list of speakers is open, and how many ``seconds`` each may speak (None: without
    limit). Without a row it has not been opened yet."""

    __tablename__ = "speakers_list"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    takes_names: Mapped[bool]
    seconds: Mapped[int | None]


class Question(Base):
    """A question in writing. Its text is never changed; ``answered_at`` says since when it is shown as
    answered."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"))
    place: Mapped[str] = mapped_column(String(20))
    text: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    hidden_for: Mapped[str | None]
    """The chair's reason for taking it off the public list, where it was taken off."""


class Declaration(Base):
    """Something that was said at the assembly and is to stand in its minutes, by a member or (``member``
    empty) by the bureau. Append-only: a correction is another entry."""

    __tablename__ = "declaration"

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    member: Mapped[str | None] = mapped_column(ForeignKey("member.number"))
    said_at: Mapped[datetime] = mapped_column(Moment)
    text: Mapped[str]
    noted_at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class Trouble(StrEnum):
    """What a member who takes part can report: the kinds are few, so that they can be summed."""

    HEAR = "hear"
    SEE = "see"
    VOTE = "vote"


class TroubleReport(Base):
    """A member reports that they cannot hear, see or vote. Append-only.

    ``number`` counts from 0 how often this kind was solved at this place before: reports of one number are
    one round, in which a member counts once.
    """

    __tablename__ = "trouble_report"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    place: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"), primary_key=True)
    text: Mapped[str]
    reported_at: Mapped[datetime] = mapped_column(Moment)


class TroubleEnd(Base):
    """A round of such reports is solved. Append-only."""

    __tablename__ = "trouble_end"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    place: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    solved_at: Mapped[datetime] = mapped_column(Moment)


class WrittenAnswer(Base):
    """An answer in writing, by language, to questions of one point; ``read_at`` says when both were read at
    the meeting."""

    __tablename__ = "written_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    text: Mapped[dict[str, str]] = mapped_column(JSON)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)


class WrittenQuestion(Base):
    """A question in writing before the meeting. Its text is never changed; ``point`` is the number of a point
    of the agenda, "" for none."""

    __tablename__ = "written_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"))
    point: Mapped[str] = mapped_column(String(20))
    text: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("written_answer.id"))
