"""The tables of sealed votes. All are append-only; what is secret in them goes when its period is over."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import KEPT_IN_KEY_ORDER, Base, Moment


class Keyset(Base):
    """One attempt of five keyholders to make the keys of an assembly. The latest is the one that counts.

    ``session`` are the bytes of the document of that name, ``sid`` its identity.
    """

    __tablename__ = "keyset"

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    session: Mapped[bytes] = mapped_column(LargeBinary)
    sid: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    begun_at: Mapped[datetime] = mapped_column(Moment)


class Keyholder(Base):
    """A keyholder of an attempt, 1 to 5: the hash of the token by which their page speaks for them."""

    __tablename__ = "keyholder"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    keyset_id: Mapped[int] = mapped_column(ForeignKey("keyset.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)


class CeremonyWord(StrEnum):
    """What a keyholder says in a ceremony, in the order of its steps."""

    COMMITMENT = "commitment"
    HELLO = "hello"
    CHANNEL = "channel"
    READY = "ready"


class KeyholderWord(Base):
    """What a keyholder has said in a ceremony; ``receiver`` is another one on the channel, 0: all."""

    __tablename__ = "keyholder_word"
    __table_args__ = (
        CheckConstraint("kind IN ('commitment', 'hello', 'channel', 'ready')", name="kind_known"),
        KEPT_IN_KEY_ORDER,
    )

    keyset_id: Mapped[int] = mapped_column(ForeignKey("keyset.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    keyholder: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    receiver: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    said_at: Mapped[datetime] = mapped_column(Moment)


class MadeKeys(Base):
    """The bytes of ``keys`` that a ceremony has made, written once, and their SHA-256 in hexadecimal."""

    __tablename__ = "made_keys"

    keyset_id: Mapped[int] = mapped_column(ForeignKey("keyset.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)


class RoundContext(Base):
    """The bytes of ``context`` of one round, written once, and the keys that it is of."""

    __tablename__ = "sealed_context"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    keyset_id: Mapped[int] = mapped_column(ForeignKey("made_keys.keyset_id"))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class BoxSecret(Base):
    """What the box of a round signs with, and salts are made from, encrypted to the ballot key of the
    installation (``voting.box.secrets``)."""

    __tablename__ = "box_secret"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("sealed_context.resolution_id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class SealedVote(Base):
    """A sealed ballot, written when the vote is over, in the order of the leaves: until then it waits in an
    envelope (``voting.ballot.envelopes``), since its place would tell with which participation it came."""

    __tablename__ = "sealed_ballot"
    __table_args__ = (UniqueConstraint("resolution_id", "tag"), KEPT_IN_KEY_ORDER)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("sealed_context.resolution_id"), primary_key=True)
    leaf: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    tag: Mapped[bytes] = mapped_column(LargeBinary(32))
    by: Mapped[int]
    ballot: Mapped[bytes] = mapped_column(LargeBinary)


class BoxStatement(Base):
    """What the box told of itself when the vote was closed, and its signature (docs/sealed.md, Closing)."""

    __tablename__ = "statement"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("sealed_context.resolution_id"), primary_key=True)
    ballots: Mapped[int]
    by: Mapped[list[int]] = mapped_column(JSON)
    paper: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    took_part: Mapped[bytes] = mapped_column(LargeBinary(32))
    took_part_leaves: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """The leaves of that root, one behind the other: the roll may be corrected later."""
    content: Mapped[bytes] = mapped_column(LargeBinary(64))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class Signed(StrEnum):
    """What a keyholder signs of a round; by ``voices`` they say that digits were read aloud by three."""

    CONTEXT = "context"
    STATEMENT = "statement"
    VOICES = "voices"


class KeyholderSignature(Base):
    """A keyholder's signature under a context or a statement, checked before it was stored."""

    __tablename__ = "keyholder_signature"
    __table_args__ = (
        CheckConstraint("kind IN ('context', 'statement', 'voices')", name="kind_known"),
        KEPT_IN_KEY_ORDER,
    )

    resolution_id: Mapped[int] = mapped_column(ForeignKey("sealed_context.resolution_id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    keyholder: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
    signed_at: Mapped[datetime] = mapped_column(Moment)


class BoxSums(Base):
    """A and B of each question of a closed box, one behind the other: they follow from its ballots."""

    __tablename__ = "box_sums"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("statement.resolution_id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class CheckedBox(Base):
    """That a keyholder's page has looked at all ballots of a closed box, and found them sound."""

    __tablename__ = "box_checked"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("statement.resolution_id"), primary_key=True)
    keyholder: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    checked_at: Mapped[datetime] = mapped_column(Moment)


class OpeningShare(Base):
    """A keyholder's shares of all questions, D ‖ c ‖ z of each, whose proofs were checked."""

    __tablename__ = "opening_share"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("statement.resolution_id"), primary_key=True)
    keyholder: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime] = mapped_column(Moment)


class OpenedCount(Base):
    """The counts of a box once three have opened it: for each question how often each answer was given."""

    __tablename__ = "sealed_count"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("statement.resolution_id"), primary_key=True)
    counts: Mapped[list[Any]] = mapped_column(JSON)
