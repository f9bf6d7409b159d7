"""The tables of events other than assemblies, and of who came to them."""

import datetime as dt
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import KEPT_IN_KEY_ORDER, Base, Moment


class EventKind(StrEnum):
    """The kinds of event that the yearly report counts separately."""

    PREPARATORY = "preparatory"
    """A meeting that prepares an assembly."""
    WORKSHOP = "workshop"
    TRAINING = "training"
    INFORMATION = "information"
    """A session that tells those who want to know more about the cooperative."""
    MEETING = "meeting"
    """Any other meeting with members."""


class Event(Base):
    """One event on one day in one city. ``others`` is how many people were counted without being checked in,
    ``forgotten`` how many members were checked in and have had their names removed."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("kind", "on", "city", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    on: Mapped[dt.date] = mapped_column(index=True)
    city: Mapped[str] = mapped_column(String(100))
    others: Mapped[int] = mapped_column(default=0)
    forgotten: Mapped[int] = mapped_column(default=0, server_default="0")


class EventCheckIn(Base):
    """Notes that a member has come to an event. Append-only."""

    __tablename__ = "event_check_in"
    __table_args__ = (KEPT_IN_KEY_ORDER,)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("member.number"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
