"""The tables of the vote. Only ``voting.ballot.cast`` writes participations, deposits and ballots."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import KEPT_IN_KEY_ORDER, Base, Moment


class State(StrEnum):
    """The stored states of a resolution. Advance voting is a draft within the assembly's window."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ANNOUNCED = "announced"
    ANNULLED = "annulled"


class Channel(StrEnum):
    """How a vote is cast."""

    ADVANCE = "advance"
    ONLINE = "online"
    VENUE = "venue"
    PAPER = "paper"
    PROXY = "proxy"


class Resolution(Base):
    """What is voted on: a motion or an election, with its rules. Frozen once ``rules_hash`` is set.

    ``options`` lists the candidates of an election: [{"code", "name", "outgoing", "groups", "statement",
    "picture"}, ...]; ``reserved`` its limits, ``majority`` and ``quorum`` its rules, as
    ``voting.ballot.adoption`` and ``voting.ballot.seats`` read them.
    """

    __tablename__ = "resolution"
    __table_args__ = (
        UniqueConstraint("assembly_id", "number", "round"),
        CheckConstraint("state IN ('draft', 'open', 'closed', 'announced', 'annulled')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    number: Mapped[str] = mapped_column(String(20))
    round: Mapped[int] = mapped_column(default=1)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    text: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """The proposal in full, by language, where the definition has one."""
    secret: Mapped[bool] = mapped_column(Boolean)
    advance: Mapped[bool] = mapped_column(Boolean)
    method: Mapped[str] = mapped_column(String(30))
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    seats: Mapped[int]
    term_years: Mapped[int | None]
    majority: Mapped[str] = mapped_column(String(60))
    quorum: Mapped[str | None] = mapped_column(String(60))
    tie_rule: Mapped[str] = mapped_column(String(20))
    reserved: Mapped[list[str]] = mapped_column(JSON)
    live_choices: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether choices are shown while it is open, never of fewer ballots than the minimum group."""
    lot_commitment: Mapped[str | None] = mapped_column(String(64))
    rules_hash: Mapped[str | None] = mapped_column(String(64))

    state: Mapped[str] = mapped_column(String(10), default=State.DRAFT.value)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    """When an open vote closes by itself, if that is set."""
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    announced_at: Mapped[datetime | None] = mapped_column(Moment)
    annulled_at: Mapped[datetime | None] = mapped_column(Moment)
    annulment_reason: Mapped[str | None]
    present_or_represented: Mapped[int | None]
    """How many members were present or represented when the vote was closed."""
    present_by_class: Mapped[dict[str, int] | None] = mapped_column(JSON)
    """The same by category of members."""
    lot_seed: Mapped[str | None] = mapped_column(String(32))
    """The seed of the lot: secret until the result is announced."""
    tie_decision: Mapped[list[str] | None] = mapped_column(JSON)
    """The order in which the chair has put equals, where the tie rule leaves that to the chair."""
    participations_hash: Mapped[str | None] = mapped_column(String(64))
    """Who had voted, and how, when the vote was closed: the seal that is looked at before announcing."""


RULE_COLUMNS = (
    *("assembly_id", "number", "round", "kind", "title", "text", "secret", "advance"),
    *("method", "options", "seats", "term_years", "majority", "quorum", "tie_rule", "reserved"),
    *("live_choices", "lot_commitment", "rules_hash"),
)
"""What the database refuses to change once the rules are frozen."""


def frozen_rules(resolution: Resolution) -> dict[str, Any]:
    """What the hash of the rules is made of, by column; a text, and live choices, only where it has them."""
    left_out = {"rules_hash"}
    left_out |= {"text"} if resolution.text is None else set()
    left_out |= set() if resolution.live_choices else {"live_choices"}
    return {column: getattr(resolution, column) for column in RULE_COLUMNS if column not in left_out}


class CandidatePicture(Base):
    """A picture of a candidate, small and written anew; found by its hash, which stands in the options."""

    __tablename__ = "candidate_picture"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Participation(Base):
    """The fact that a member has voted on a resolution, without the choice. Append-only.

    ``attempt`` is made by the page that sends the vote, so that the same form sent twice is answered
    truly: your vote is counted.
    """

    __tablename__ = "participation"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(20), ForeignKey("member.number"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    venue: Mapped[str | None] = mapped_column(String(20))
    holder: Mapped[str | None] = mapped_column(String(20))
    attempt: Mapped[str | None] = mapped_column(String(64))
    cast_at: Mapped[datetime] = mapped_column(Moment)


class Deposit(Base):
    """One ballot went into the box of a channel and venue: the counter on the box, without the choice.

    Neither a member nor a ballot can be found from it; it is what reconciliation holds against the
    participations. Append-only.
    """

    __tablename__ = "deposit"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    venue: Mapped[str | None] = mapped_column(String(20))


class Ballot(Base):
    """The choice made, without a name, time, order or channel; found under a random key. Append-only."""

    __tablename__ = "ballot"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    choice: Mapped[str]


class PaperSheet(Base):
    """What one teller counted of one venue's paper ballots. Two equal sheets by two tellers count.

    ``spoiled`` are the ballots that lie apart because they were exchanged for another; ``cells`` are the
    counts, by the keys of ``voting.ballot.methods.cells``. A teller's later sheet takes the place of their
    earlier one. Append-only.
    """

    __tablename__ = "paper_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), index=True)
    venue: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ballots: Mapped[int]
    unreturned: Mapped[int]
    spoiled: Mapped[int]
    reason: Mapped[str]
    cells: Mapped[dict[str, int]] = mapped_column(JSON)
    entered_at: Mapped[datetime] = mapped_column(Moment)


class PaperReplacement(Base):
    """A spoiled paper ballot exchanged for another: which of the member's papers it was, from 1. Append-only.

    The member's participation stays as it is: one vote, whatever the number of papers.
    """

    __tablename__ = "paper_replacement"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(20), ForeignKey("member.number"), primary_key=True)
    paper: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    venue: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    replaced_at: Mapped[datetime] = mapped_column(Moment)


class SignedReconciliation(Base):
    """The figures of one venue and resolution as somebody signed them. Append-only.

    It holds as long as the hash of the figures is still the same.
    """

    __tablename__ = "signed_reconciliation"

    id: Mapped[int] = mapped_column(primary_key=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), index=True)
    venue: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(200))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    figures_hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(Moment)


class Result(Base):
    """What was announced about a resolution, as it was announced. Append-only."""

    __tablename__ = "result"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
