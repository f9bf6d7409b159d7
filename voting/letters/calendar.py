"""An assembly as a calendar entry (RFC 5545), which is attached to invitations and which members save.

It says where and when, and never how to sign in, since calendars are shared.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import force_locale, gettext
from icalendar import Calendar, Event
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.assembly.steps import steps_of
from voting.installation import now
from voting.letters.passages import programme_lines, venue_lines
from voting.wording.languages import in_language


def calendar_of(session: Session, assembly: Assembly, language: str) -> bytes:
    """The iCalendar file of an assembly in a language, for a letter.

    The entry lasts from the first entry of the programme to an hour after the last one; without a programme,
    the whole day.
    """
    method = "CANCEL" if is_off(assembly) else "PUBLISH"
    return _file(method, _entry(session, assembly, language))


def calendar_of_member(session: Session, assembly: Assembly, language: str) -> bytes:
    """The iCalendar file for a member's own calendar: the assembly, and the window of advance voting where
    there is one. Saved again after a step, it replaces what was saved before."""
    entries = [_entry(session, assembly, language)]
    if assembly.advance_opens and assembly.advance_closes:
        entries.append(_advance(session, assembly, language))
    return _file("PUBLISH", *entries)


def _file(method: str, *entries: Event) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//voting//general assembly//")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _entry(session: Session, assembly: Assembly, language: str) -> Event:
    with current_app.test_request_context(), force_locale(language):
        title = in_language(assembly.title)
        venues = venue_lines(session, assembly.id)
        programme = programme_lines(assembly)
    event = _event(session, assembly, "assembly", title)
    event.add("location", "; ".join(line.removeprefix("- ") for line in venues.splitlines()))
    event.add("description", "\n".join(filter(None, (programme.strip(), current_app.config["ADDRESS"]))))
    moments = [datetime.fromisoformat(entry["at"]) for entry in assembly.programme]
    on_the_day = [
        moment for moment in moments if moment.astimezone(ZoneInfo(assembly.timezone)).date() == assembly.date
    ]
    if on_the_day:
        event.add("dtstart", min(on_the_day))
        event.add("dtend", max(on_the_day) + timedelta(hours=1))
    else:
        event.add("dtstart", assembly.date)
        event.add("dtend", assembly.date + timedelta(days=1))
    return event


def _advance(session: Session, assembly: Assembly, language: str) -> Event:
    """The window of advance voting, during which whoever has it in their calendar is not busy."""
    with current_app.test_request_context(), force_locale(language):
        title = gettext("Voting in advance: %(title)s", title=in_language(assembly.title))
    event = _event(session, assembly, "advance", title)
    event.add("description", current_app.config["ADDRESS"])
    event.add("dtstart", assembly.advance_opens)
    event.add("dtend", assembly.advance_closes)
    event.add("transp", "TRANSPARENT")
    return event


def _event(session: Session, assembly: Assembly, name: str, title: str) -> Event:
    address = current_app.config["ADDRESS"]
    event = Event()
    event.add("uid", f"{name}-{assembly.id}@{urlsplit(address).hostname or 'localhost'}")
    event.add("dtstamp", now())
    event.add("summary", title)
    event.add("url", address)
    if steps := len(steps_of(session, assembly.id)):
        event.add("sequence", steps)
    if is_off(assembly):
        event.add("status", "CANCELLED")
    return event


def is_off(assembly: Assembly) -> bool:
    """Whether the assembly is not to take place as letters have said: cancelled, or no longer convened."""
    return assembly.cancelled_at is not None or assembly.frozen_at is None
