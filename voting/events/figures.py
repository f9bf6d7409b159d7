"""The figures of a year's events, as the special report names them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from voting.events.models import Event, EventCheckIn, EventKind
from voting.folding import letters


@dataclass(frozen=True, slots=True)
class Held:
    """An event that was held: how many members were checked in, and how many others were counted."""

    id: int
    kind: EventKind
    title: str
    on: dt.date
    city: str
    members: int
    others: int

    @property
    def participants(self) -> int:
        """Everybody who came."""
        return self.members + self.others


@dataclass(frozen=True, slots=True)
class EventFigures:
    """The figures of one kind of event: the number of events, of different days, of different cities, and of
    participants.

    Somebody who came to three events is three participants, as in the printed reports. Capitals do not make
    another city.
    """

    events: int
    days: int
    cities: int
    participants: int


def figures_by_kind(events: Iterable[Held]) -> dict[EventKind, EventFigures]:
    """The figures of events, for every kind. Pure."""
    by_kind: dict[EventKind, list[Held]] = {kind: [] for kind in EventKind}
    for event in events:
        by_kind[event.kind].append(event)
    return {
        kind: EventFigures(
            events=len(held),
            days=len({event.on for event in held}),
            cities=len({letters(event.city) for event in held}),
            participants=sum(event.participants for event in held),
        )
        for kind, held in by_kind.items()
    }


def event_figures(session: Session, year: int, until: dt.date | None = None) -> dict[EventKind, EventFigures]:
    """The figures of a calendar year's events by kind; those after ``until`` are not counted yet.

    ``event_figures(session, 2025)[EventKind.TRAINING].participants`` is what the report calls the
    participants in the trainings of 2025; ``events_of`` is the list that the figures come from.
    """
    return figures_by_kind(event for event in events_of(session, year) if until is None or event.on <= until)


def checked_in() -> ColumnElement[int]:
    """For a query of events, a column: how many members were checked in, including those whose names have
    been removed."""
    known = select(func.count()).where(EventCheckIn.event_id == Event.id).correlate(Event).scalar_subquery()
    return known + Event.forgotten


def events_of(session: Session, year: int) -> list[Held]:
    """The events of a calendar year in order of date, with how many people came."""
    rows = session.execute(
        select(Event, checked_in())
        .where(Event.on.between(dt.date(year, 1, 1), dt.date(year, 12, 31)))
        .order_by(Event.on, Event.kind, Event.city, Event.id)
    )
    return [
        Held(event.id, EventKind(event.kind), event.title, event.on, event.city, members, event.others)
        for event, members in rows
    ]


def years_with_events(session: Session) -> list[int]:
    """The years in which there are events, the latest first."""
    first, last = session.execute(select(func.min(Event.on), func.max(Event.on))).one()
    return list(range(last.year, first.year - 1, -1)) if first else []
