"""The tables of assemblies: venues, documents, roll, proxies and incidents."""

import datetime as dt
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import KEPT_IN_KEY_ORDER, Base, Moment


class AssemblyKind(StrEnum):
    """Ordinary (yearly) or extraordinary."""

    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"


class Assembly(Base):
    """One meeting, in several venues and online. Frozen: roll and rules can no longer change."""

    __tablename__ = "assembly"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    date: Mapped[dt.date]
    record_date: Mapped[dt.date]
    timezone: Mapped[str]
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    advance_opens: Mapped[datetime | None] = mapped_column(Moment)
    advance_closes: Mapped[datetime | None] = mapped_column(Moment)
    proxies_per_holder: Mapped[int]
    proxies_close: Mapped[datetime | None] = mapped_column(Moment)
    questions_close: Mapped[datetime | None] = mapped_column(Moment)
    """Until when members can ask in writing before the meeting; None: until its day begins."""
    chosen_proxies: Mapped[bool] = mapped_column(Boolean, server_default=false(), default=False)
    """Whether a proxy may be for chosen resolutions, with instructions, as the statutes allow."""
    stand_ins: Mapped[bool] = mapped_column(Boolean, server_default=false(), default=False)
    labels: Mapped[bool] = mapped_column(Boolean, server_default=false(), default=False)
    """Whether a proxy may be given to somebody who is no member: so it is unless the statutes say otherwise
    (WVV/CSA art. 6:80)."""
    programme: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """What happens when: [{"at": moment in ISO 8601, "text": {language: text}}, ...] in order of time."""
    notice_days: Mapped[int] = mapped_column(default=15)
    """How many days before the assembly its invitations leave at the latest."""
    second_call: Mapped[bool] = mapped_column(Boolean, default=False)
    stream: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """By language the address of the player in which it is followed from a distance."""
    help: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """By language how to phone in or get help."""
    frozen_at: Mapped[datetime | None] = mapped_column(Moment)
    entitled: Mapped[int | None]
    """How many members are on the roll, corrections included."""
    frozen_entitled: Mapped[int | None]
    """How many there were when it was frozen: what the hashes of the rules hold."""
    roll_hash: Mapped[str | None] = mapped_column(String(64))
    convened_after: Mapped[int | None]
    """The id of the last step before it was convened, 0 where there was none: a later one can take it back,
    whatever the clock says."""
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    """The hour that is set for the meeting; None: none is."""
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the chair opened the meeting; below, when it was closed: one is present in between."""
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class StepKind(StrEnum):
    """What can become of an assembly after it has been convened."""

    TAKEN_BACK = "taken_back"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class ConveningStep(Base):
    """Convening was taken back, or the assembly was postponed or cancelled: why, by whom and when.
    Append-only.

    ``reason`` is {language: text}, for the members; ``day_before`` and ``day`` are those of a postponement.
    ``venues`` are the halls that it changed: [{"code", "before", "after"}, ...], both {"name": {language:
    text}, "address": text}.
    """

    __tablename__ = "convening_step"
    __table_args__ = (Index("ix_convening_step_assembly", "assembly_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    kind: Mapped[str] = mapped_column(String(12))
    reason: Mapped[dict[str, str]] = mapped_column(JSON)
    day_before: Mapped[dt.date | None]
    day: Mapped[dt.date | None]
    venues: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class Venue(Base):
    """A hall in a city; ``code`` is short and unique within the assembly."""

    __tablename__ = "venue"

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int]
    name: Mapped[dict[str, str]] = mapped_column(JSON)
    address: Mapped[str]


class AgendaPoint(Base):
    """A point of the agenda without a vote, such as a report or questions. It has no state, so that nothing
    of it can be opened. Frozen with its assembly.

    ``position`` is its place among the resolutions, which have the others.
    """

    __tablename__ = "agenda_point"
    __table_args__ = (UniqueConstraint("assembly_id", "number"),)

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    text: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))


class Document(Base):
    """A PDF for the members, in one language. The rows of an assembly with one ``position`` are one document
    in several languages."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_assembly", "assembly_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    position: Mapped[int]
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(String(2))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class RollEntry(Base):
    """A member who is entitled to vote at the assembly, with the category of the record date. Append-only.

    ``shares`` is how many they had then, where a quorum of the assembly counts shares: else None. What else
    divides the roll into groups is kept as it was when it was frozen (``voting.assembly.breakdown``).
    """

    __tablename__ = "roll_entry"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"), primary_key=True)
    category: Mapped[str] = mapped_column(String(1))
    shares: Mapped[int | None]
    municipality: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    age: Mapped[str] = mapped_column(String(2))


class CorrectionKind(StrEnum):
    """What a late correction of a frozen roll does: it adds a member, or removes one."""

    ADDED = "added"
    REMOVED = "removed"


class RollCorrection(Base):
    """A late correction of a frozen roll, with its reason, by a named person. Append-only.

    Who was added has an entry on the roll as well; who was removed keeps theirs. The last correction of a
    member says whether they are on the roll.
    """

    __tablename__ = "roll_correction"
    __table_args__ = (Index("ix_roll_correction_member", "assembly_id", "member"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    member: Mapped[str] = mapped_column(ForeignKey("member.number"))
    kind: Mapped[str] = mapped_column(String(10))
    category: Mapped[str] = mapped_column(String(1))
    shares: Mapped[int | None]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class Proxy(Base):
    """A proxy that a grantor has offered to a holder. It counts from ``accepted_at`` until ``withdrawn_at``.

    The database allows a grantor one at a time that is not withdrawn. A withdrawn one stays in the table.
    """

    __tablename__ = "proxy"
    __table_args__ = (
        Index(
            "ix_proxy_grantor",
            "assembly_id",
            "grantor",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_proxy_holder", "assembly_id", "holder"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    grantor: Mapped[str] = mapped_column(ForeignKey("member.number"))
    holder: Mapped[str] = mapped_column(ForeignKey("member.number"))
    granted_at: Mapped[datetime] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    instructions: Mapped[str] = mapped_column(server_default="", default="")
    """What the grantor asks the holder to vote, "" where they leave it to them; the vote is the holder's."""
    salt: Mapped[str | None] = mapped_column(String(32))
    """Of the hash by which the log knows the proxy (``voting.audit.sealed_rows``)."""


class ProxyPoint(Base):
    """The number of a resolution that a proxy is for. A proxy without any is for all of them."""

    __tablename__ = "proxy_point"

    proxy_id: Mapped[int] = mapped_column(ForeignKey("proxy.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(20), primary_key=True)


class StandIn(Base):
    """Somebody who is no member and, with a proxy on paper of which this is the scan or photo, takes a
    member's place at a venue, until ``withdrawn_at``. The database allows a member one at a time."""

    __tablename__ = "stand_in"
    __table_args__ = (
        Index(
            "ix_stand_in_member",
            "assembly_id",
            "member",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    member: Mapped[str] = mapped_column(ForeignKey("member.number"))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class ProxyDocument(Base):
    """The scan or photo of a proxy on paper. Append-only."""

    __tablename__ = "proxy_document"

    proxy_id: Mapped[int] = mapped_column(ForeignKey("proxy.id"), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment)


class IncidentEnd(Base):
    """Notes that an incident is over, and since when. Append-only."""

    __tablename__ = "incident_end"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(Moment)
    noted_at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class Incident(Base):
    """Something that prevented or disturbed taking part or voting, and when. Append-only."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    happened_at: Mapped[datetime] = mapped_column(Moment)
    venue: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str]
    noted_at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
