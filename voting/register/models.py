"""The tables of the register of members."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base


class Category(StrEnum):
    """The categories of members that the statutes know."""

    A = "A"
    B = "B"
    C = "C"


class PersonKind(StrEnum):
    """A natural person, or a legal person with a representative."""

    NATURAL = "natural"
    LEGAL = "legal"


class MovementKind(StrEnum):
    """What the yearly report counts: how a membership began, was refused, or ended."""

    JOINED = "joined"
    REFUSED = "refused"
    RESIGNED = "resigned"
    LEFT_BY_LAW = "left_by_law"
    EXCLUDED = "excluded"


LEAVING = (MovementKind.RESIGNED, MovementKind.LEFT_BY_LAW, MovementKind.EXCLUDED)


class Member(Base):
    """A person, natural or legal, as the register knows them now. Membership is in the movements."""

    __tablename__ = "member"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    category: Mapped[str] = mapped_column(String(1))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str]
    first_name: Mapped[str]
    representative: Mapped[str]
    email: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    postcode: Mapped[str]
    municipality: Mapped[str]


class Movement(Base):
    """A dated change of one person's membership: the only place that says who was a member when."""

    __tablename__ = "movement"
    __table_args__ = (Index("ix_movement_on_kind", "on", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    on: Mapped[date]
