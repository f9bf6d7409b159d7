"""Noting events, and who comes to them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from voting.attendance.passes import holder_of_pass, is_pass
from voting.audit.chain import digest, record
from voting.errors import Code, Refused
from voting.events.csv_file import EventRow
from voting.events.models import Event, EventCheckIn
from voting.register.models import Member
from voting.stamp import require_same


@dataclass(frozen=True, slots=True)
class EventsImported:
    """How many events of a file were new, how many had another number of participants, and how many were as
    they are."""

    added: int
    changed: int
    unchanged: int


def import_events(session: Session, rows: Iterable[EventRow], *, now: datetime, actor: str) -> EventsImported:
    """Note the events of a file. Of one that is known (same kind, day, city and title) the number of others
    is taken over, and its check-ins stay."""
    added = changed = unchanged = 0
    for row in rows:
        event = _event_like(session, row)
        if event is None:
            session.add(Event(**asdict(row) | {"kind": row.kind.value}))
            added += 1
        elif event.others != row.others:
            event.others = row.others
            changed += 1
        else:
            unchanged += 1
    session.flush()
    record(session, now=now, actor=actor, action="events.imported", added=added, changed=changed)
    return EventsImported(added, changed, unchanged)


def note_event(session: Session, row: EventRow, *, now: datetime, actor: str) -> int:
    """Note one event; returns its id. Raises Refused(event_known) where the same kind, day, city and title is
    noted already."""
    if _event_like(session, row) is not None:
        raise Refused(Code.EVENT_KNOWN)
    event = Event(**asdict(row) | {"kind": row.kind.value})
    session.add(event)
    session.flush()
    record(session, now=now, actor=actor, action="event.noted", event=event.id, row=_hash_of(row))
    return event.id


def change_event(
    session: Session, event_id: int, row: EventRow, was: str, *, now: datetime, actor: str
) -> None:
    """Correct what is noted of an event; ``was`` is the stamp of its row as it was seen.

    Raises Refused: not_found, changed_meanwhile, event_known.
    """
    event = _as_seen(session, event_id, was)
    like = _event_like(session, row)
    if like is not None and like.id != event_id:
        raise Refused(Code.EVENT_KNOWN)
    for name, value in (asdict(row) | {"kind": row.kind.value}).items():
        setattr(event, name, value)
    record(session, now=now, actor=actor, action="event.changed", event=event_id, row=_hash_of(row))


def remove_event(session: Session, event_id: int, was: str, *, now: datetime, actor: str) -> None:
    """Remove an event that was noted by mistake; ``was`` is the stamp of its row as it was seen.

    Raises Refused: not_found; changed_meanwhile; event_attended where members were checked in.
    """
    event = _as_seen(session, event_id, was)
    if event.forgotten or session.scalar(exists().where(EventCheckIn.event_id == event_id).select()):
        raise Refused(Code.EVENT_ATTENDED)
    session.delete(event)
    record(session, now=now, actor=actor, action="event.removed", event=event_id)


def row_of(event: Event) -> dict[str, object]:
    """What is noted of an event, by name of the field."""
    return {name: getattr(event, name) for name in EventRow.__slots__}


def _as_seen(session: Session, event_id: int, was: str) -> Event:
    event = session.get(Event, event_id, with_for_update=True)
    if event is None:
        raise Refused(Code.NOT_FOUND)
    require_same(row_of(event), was)
    return event


class Came(StrEnum):
    """What the door of an event is answered."""

    WELCOME = "welcome"
    ALREADY_HERE = "already_here"


def check_in_to_event(
    session: Session, key: bytes, event_id: int, shown: str, *, now: datetime, account_id: int
) -> tuple[Came, Member]:
    """Note that a member has come: by the QR code of their pass, of whatever assembly, or their number.

    A second time changes nothing. Raises Refused: not_found, unknown_pass.
    """
    event = session.get(Event, event_id, with_for_update=True)
    if event is None:
        raise Refused(Code.NOT_FOUND)
    shown = shown.strip()
    number = holder_of_pass(session, key, shown) if is_pass(shown) else shown
    member = session.get(Member, number)
    if member is None:
        raise Refused(Code.UNKNOWN_PASS)
    if session.get(EventCheckIn, (event_id, member.number)) is not None:
        return Came.ALREADY_HERE, member
    session.add(EventCheckIn(event_id=event_id, member=member.number, at=now, account_id=account_id))
    session.flush()
    record(session, now=now, actor=f"account {account_id}", action="event.attended", event=event_id)
    return Came.WELCOME, member


def _event_like(session: Session, row: EventRow) -> Event | None:
    return session.scalars(
        select(Event).where(
            Event.kind == row.kind.value,
            Event.on == row.on,
            Event.city == row.city,
            Event.title == row.title,
        )
    ).one_or_none()


def _hash_of(row: EventRow) -> str:
    return digest([row.kind.value, row.title, row.on.isoformat(), row.city, row.others])
