"""The tables of the register of members."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import KEPT_IN_KEY_ORDER, Base, Moment


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
    """What the yearly report counts: how a membership began, was refused, or ended; or that a member asked to
    leave and was refused, so that it went on."""

    JOINED = "joined"
    REFUSED = "refused"
    RESIGNED = "resigned"
    LEFT_BY_LAW = "left_by_law"
    EXCLUDED = "excluded"
    LEAVE_REFUSED = "leave_refused"


LEAVING = (MovementKind.RESIGNED, MovementKind.LEFT_BY_LAW, MovementKind.EXCLUDED)


class EntrySource(StrEnum):
    """Where a value in the register comes from: the administration's file, or somebody at the office."""

    FILE = "file"
    OFFICE = "office"


_FOLDED = Text().with_variant(Text(collation="C"), "postgresql")
"""A folded text, in an order in which its beginning can be looked for."""


class Member(Base):
    """A natural or legal person as the register knows them now. Whether they are a member is in the
    movements.

    ``mandate`` is the document by which the representative of a legal person acts, ``mandate_until`` until
    when. ``street`` has the number of the house, ``country`` is empty for Belgium, ``shares`` is how many
    they have (None: not known). ``search_text`` is what a search compares (``voting.register.search_text``).
    """

    __tablename__ = "member"
    __table_args__ = (Index("ix_member_search_text", "search_text", "number"),)

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
    birth_date: Mapped[date | None]
    mandate: Mapped[str] = mapped_column(default="")
    mandate_until: Mapped[date | None]
    street: Mapped[str] = mapped_column(default="")
    box: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    shares: Mapped[int | None]
    search_text: Mapped[str] = mapped_column(_FOLDED, default="")


class MemberWord(Base):
    """A word by whose beginning a member is found (``voting.register.search_text``)."""

    __tablename__ = "member_word"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    word: Mapped[str] = mapped_column(_FOLDED, primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"), primary_key=True)


class Movement(Base):
    """A dated change of one person's membership; who was a member when follows from these rows alone.
    Append-only.

    A wrong one is withdrawn by a ``MovementWithdrawal``, and no longer counts
    (``voting.register.membership``).
    """

    __tablename__ = "movement"
    __table_args__ = (
        Index("ix_movement_on_kind", "on", "kind"),
        Index("ix_movement_member", "member", "on", "kind", "id"),  # all that tells who was a member when
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"))
    kind: Mapped[str] = mapped_column(String(20))
    on: Mapped[date]
    source: Mapped[str] = mapped_column(String(10), default=EntrySource.FILE.value)
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime | None] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(default="")


class MovementWithdrawal(Base):
    """A movement that was entered by mistake and does not count, by whom and why. Append-only."""

    __tablename__ = "movement_withdrawal"

    movement: Mapped[int] = mapped_column(ForeignKey("movement.id"), primary_key=True, autoincrement=False)
    reason: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str]


class MemberChange(Base):
    """A change of one detail of a member, or of all their movements taken together. Append-only.

    ``on`` is the day from which it holds. Where before and after are equal, the administration's file has
    come to say what the office had entered.
    """

    __tablename__ = "member_change"
    __table_args__ = (
        Index("ix_member_change_member", "member", "field"),
        Index("ix_member_change_field", "field", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"))
    field: Mapped[str] = mapped_column(String(20))
    before: Mapped[str]
    after: Mapped[str]
    on: Mapped[date]
    source: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str]


class Look(Base):
    """Somebody on the staff looked at the register: who, when, at whom or for what. Append-only."""

    __tablename__ = "register_look"
    __table_args__ = (Index("ix_register_look_member", "member"), Index("ix_register_look_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    what: Mapped[str] = mapped_column(String(20))
    member: Mapped[str | None] = mapped_column(String(20))
    terms: Mapped[str]
    found: Mapped[int]


class UploadStage(StrEnum):
    """How far a register file has come: somebody must say what its columns are, it has faults, or what it
    would change can be looked at."""

    COLUMNS = "columns"
    FAULTY = "faulty"
    READY = "ready"


class Upload(Base):
    """A register file that was brought in, and is looked at before it is applied.

    ``content`` is the file, gzipped, and ``findings`` what was seen in it (``voting.register.findings``);
    both are removed once the file has been applied or put aside. ``choices`` is what somebody has said of its
    columns, as JSON.
    """

    __tablename__ = "register_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    stage: Mapped[str] = mapped_column(String(10), default=UploadStage.READY.value)
    choices: Mapped[str] = mapped_column(Text, default="{}")
    findings: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by: Mapped[str]
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    discarded_at: Mapped[datetime | None] = mapped_column(Moment)


class KnownHeading(Base):
    """What somebody has said of a heading, for the next file: the field that it fills, or "" where its column
    is passed over. ``heading`` is folded (``voting.register.headings``)."""

    __tablename__ = "register_heading"

    heading: Mapped[str] = mapped_column(String(200), primary_key=True)
    field: Mapped[str] = mapped_column(String(20))


class Judgement(Base):
    """What somebody decided about two numbers that may be one person. Append-only: the last one counts.

    ``member`` is the smaller number (as a text), ``other`` the larger. ``keeps`` is the number that the one
    person keeps; None: they are two persons.
    """

    __tablename__ = "same_person"
    __table_args__ = (Index("ix_same_person_pair", "member", "other"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"))
    other: Mapped[str] = mapped_column(ForeignKey("member.number"))
    keeps: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str]
