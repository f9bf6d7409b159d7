"""The tables of the vote. Only ``voting.ballot.cast`` writes participations, deposits and envelopes, and only
``voting.ballot.envelopes`` ballots."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import KEPT_IN_KEY_ORDER, Base, Moment


class State(StrEnum):
    """The stored states of a resolution. While it can be voted on in advance it is a draft."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ANNOUNCED = "announced"
    ANNULLED = "annulled"


class Channel(StrEnum):
    """The ways in which a vote can be cast."""

    ADVANCE = "advance"
    ONLINE = "online"
    VENUE = "venue"
    PAPER = "paper"
    PROXY = "proxy"


class Resolution(Base):
    """A motion or an election, with its rules. They are frozen once ``rules_hash`` is set.

    ``options`` are the candidates of an election: [{"code", "name", "outgoing", "groups", "statement",
    "picture"}, ...]. ``majority``, ``quorum`` and ``tie_rule`` are texts that ``voting.ballot.adoption``
    reads, ``reserved`` texts that ``voting.ballot.seats`` reads. ``state`` is a ``State``.
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
    quorum_set_aside: Mapped[str | None] = mapped_column(String(60))
    """Of a second call: the quorum that its rules have where it is none."""
    tie_rule: Mapped[str] = mapped_column(String(20))
    reserved: Mapped[list[str]] = mapped_column(JSON)
    confirms: Mapped[str | None] = mapped_column(String(60))
    """Of a motion: the key of the mandate (``voting.report.mandates``) of the co-opted director whom it
    confirms."""
    live_choices: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether choices are shown while it is open, never of fewer ballots than the minimum group."""
    spot: Mapped[str | None] = mapped_column(String(20))
    """Of what was put to the vote during the meeting: what it is, a ``voting.ballot.spot.Spot``."""
    about: Mapped[str | None] = mapped_column(String(20))
    """Of such a vote: the number of the resolution that it is about."""
    if_amended: Mapped[str | None] = mapped_column(String(10))
    """Of a motion: what becomes of votes in advance where its text is amended, a
    ``voting.ballot.spot.IfAmended``."""
    by_hands: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether those in the halls raise their hands, which tellers count; who is online votes as always."""
    sealed: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether its ballots are sealed, and opened as a sum by keyholders (docs/sealed.md)."""
    put_nonce: Mapped[str | None] = mapped_column(String(64))
    """Of what was put during the meeting: made by the page, so that a form sent twice puts one vote."""
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
    annulled_by: Mapped[str | None] = mapped_column(String(20))
    """The number of the vote put during the meeting by whose adoption it was annulled, where there is one."""
    present_or_represented: Mapped[int | None]
    """How many members were present or represented when the vote was closed."""
    present_by_class: Mapped[dict[str, int] | None] = mapped_column(JSON)
    """The same by category of members."""
    present_shares_by_class: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    """The shares of those members by their category, where the quorum counts shares."""
    lot_seed: Mapped[str | None] = mapped_column(String(32))
    """The seed of the lot: secret until the result is announced."""
    tie_decision: Mapped[list[str] | None] = mapped_column(JSON)
    """The order in which the chair has put those with equal votes, where the tie rule is ``chair``."""
    participations_hash: Mapped[str | None] = mapped_column(String(64))
    """A hash of who had voted, and through which channel, when the vote was closed; it is compared before
    announcing."""
    ballots_hash: Mapped[str | None] = mapped_column(String(64))
    """A hash of the ballots when the vote ended (``voting.ballot.sealed_ballots``); it is compared before
    they are counted."""
    envelope_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The key of its envelopes, encrypted to the ballot key of the installation; from the freezing of its
    rules until they are opened."""

    @property
    def as_convened(self) -> bool:
        """Whether it stands on the agenda that was sent: a first round, not put during the meeting."""
        return self.round == 1 and self.spot is None

    @property
    def by_name(self) -> bool:
        """Whether each vote is kept with the name of the member, for the minutes: a roll call."""
        return is_by_name(self.kind, secret=self.secret)


def is_by_name(kind: str, *, secret: bool) -> bool:
    """Whether such a resolution is voted on by name. An election never is."""
    return kind == "motion" and not secret


RULE_COLUMNS = (
    *("assembly_id", "number", "round", "kind", "title", "text", "secret", "advance"),
    *("method", "options", "seats", "term_years", "majority", "quorum", "tie_rule", "reserved"),
    *("live_choices", "confirms", "spot", "about", "if_amended", "by_hands", "sealed"),
    *("lot_commitment", "rules_hash"),
)
"""The columns that the database refuses to change once the rules are frozen."""


WHERE_SET = ("text", "live_choices", "confirms", "spot", "about", "if_amended", "by_hands", "sealed")
"""The columns that rules are hashed from only where they are set: they came after the first assemblies."""


def frozen_rules(resolution: Resolution) -> dict[str, Any]:
    """The columns of a resolution that its rules are hashed from; those of ``WHERE_SET`` only where they are
    set."""
    left_out = {"rules_hash"} | {
        column for column in WHERE_SET if getattr(resolution, column) in (None, False)
    }
    return {column: getattr(resolution, column) for column in RULE_COLUMNS if column not in left_out}


class CandidatePicture(Base):
    """A candidate's picture, made small; the options of a resolution name it by its hash."""

    __tablename__ = "candidate_picture"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


FORGOTTEN = "forgotten"
"""The channel of a participation of which channel, venue and time have been forgotten."""
NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of such a one: none."""


class Participation(Base):
    """The fact that a member has voted on a resolution, without the choice. Append-only: only channel, venue,
    attempt and time may be forgotten, all of them, when their period is over.

    ``attempt`` is made by the page, so that a form that is sent twice gets the same answer.
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
    """One ballot was put into the box of a channel and venue: without the choice, and without the member.
    Append-only.

    Neither a member nor a ballot can be found from it. Reconciliation compares the number of deposits with
    that of participations.
    """

    __tablename__ = "deposit"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    venue: Mapped[str | None] = mapped_column(String(20))


class Envelope(Base):
    """A choice that waits, encrypted, until the vote is over (``voting.ballot.envelopes``). Append-only
    until then."""

    __tablename__ = "envelope"
    __table_args__ = (
        Index("ix_envelope_tag_mark", "resolution_id", "tag_mark", unique=True),
        KEPT_IN_KEY_ORDER,
    )

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    tag_mark: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    """Of a sealed ballot: by what no second one with its tag gets in (``voting.ballot.sealed_votes``)."""


class Ballot(Base):
    """A choice, without a name, a time, an order or a channel, under a random key: written when the vote is
    over. Append-only.

    ``category`` is that of the member on the roll, only where the majority is needed in each class: else
    None.
    """

    __tablename__ = "ballot"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    choice: Mapped[str]
    category: Mapped[str | None] = mapped_column(String(1))


class OpenVote(Base):
    """What a member chose in a vote by name (:attr:`Resolution.by_name`), beside the ballot that is counted.
    Append-only.

    A secret vote has no such row.
    """

    __tablename__ = "open_vote"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(20), ForeignKey("member.number"), primary_key=True)
    choice: Mapped[str]


class PaperSheet(Base):
    """What one teller counted of the paper ballots of one venue. They count once two tellers have entered the
    same. Append-only.

    ``spoiled`` are ballots that were exchanged for another; ``cells`` has the counts, by the cells of
    ``voting.ballot.methods.cells`` (for a majority in each class those of each class, as ``A:for``). A
    teller's latest sheet replaces their earlier ones.
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
    salt: Mapped[str | None] = mapped_column(String(32))
    """Of the hash by which the log knows the sheet (``voting.audit.sealed_rows``)."""


class PaperReplacement(Base):
    """A spoiled paper ballot was exchanged for another; ``paper`` says which of the member's papers it was,
    from 1. Append-only.

    The member's participation stays as it is: one vote, however many papers.
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
    """The figures of one venue for a resolution, as somebody signed them. Append-only.

    A signature is valid as long as the hash of the venue's figures is ``figures_hash``.
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
    salt: Mapped[str | None] = mapped_column(String(32))
    """Of the hash by which the log knows the signature."""


class Result(Base):
    """The result of a resolution as it was announced (``voting.ballot.tally.announceable_result``).
    Append-only."""

    __tablename__ = "result"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
