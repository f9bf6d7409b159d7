"""Preparatory meetings, workshops and the other events: noted in the office, with check-in at the door."""

from dataclasses import asdict, replace
from datetime import date

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.aside import aside
from voting.database import writing
from voting.errors import Code, Fault, InvalidFile, Refused
from voting.events.csv_file import (
    CITY,
    HEADINGS,
    HEADINGS_IN,
    KIND,
    KINDS_IN,
    ON,
    OTHERS,
    TITLE,
    EventRow,
    read_event,
    read_events,
)
from voting.events.figures import events_of, figures_by_kind, years_with_events
from voting.events.models import Event
from voting.events.record_events import (
    change_event,
    check_in_to_event,
    import_events,
    note_event,
    remove_event,
    row_of,
)
from voting.extensions import db
from voting.installation import installation_key, now
from voting.register.models import Member
from voting.stamp import stamp
from voting.typed import number_in
from voting.web.errors import wants_json
from voting.web.form import in_address, refused_form, text, was
from voting.web.meeting import this_assembly
from voting.web.once import tell_once, told_once
from voting.web.person import person
from voting.web.security import SCANNER_HEADERS
from voting.wording.at_desk import at_desk
from voting.wording.languages import language

blueprint = Blueprint("events", __name__, url_prefix="/events")
FIELDS = {"kind": KIND, "title": TITLE, "on": ON, "city": CITY, "others": OTHERS}


@blueprint.get("/")
def overview() -> str:
    """The events of a year with their figures; after a list was brought in, once, what came of it."""
    this_year = now().year
    asked = in_address("year")
    year = (number_in(asked) if len(asked) == 4 else None) or this_year
    if not date.min.year <= year <= date.max.year:
        raise Refused(Code.NOT_FOUND)
    held = events_of(db.session(), year)
    years = sorted({this_year, year, *years_with_events(db.session())}, reverse=True)
    return render_template(
        "events/overview.html",
        year=year,
        years=years,
        held=held,
        figures=figures_by_kind(held),
        headings=", ".join(HEADINGS_IN[language()]),
        kinds=", ".join(KINDS_IN[language()]),
        imported=told_once(),
    )


@blueprint.post("/")
def note() -> Response:
    """Note an event."""
    row = _row()
    with writing(db.session()) as session:
        note_event(session, row, now=now(), actor=person().actor)
    return redirect(url_for("events.overview", year=row.on.year, done="noted"), 303)


@blueprint.post("/import")
def import_file() -> Response:
    """Bring in a list of events: all of it, or every fault."""
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content:
        raise Refused(Code.BAD_REQUEST)
    rows = aside(read_events, content)
    with writing(db.session()) as session:
        imported = import_events(session, rows, now=now(), actor=person().actor)
    latest = max((row.on.year for row in rows), default=None)
    return tell_once("events.overview", asdict(imported), year=latest)


@blueprint.get("/<int:event_id>")
def event(event_id: int) -> str:
    """The page of one event, on which it is corrected or removed."""
    return render_template("events/event.html", assembly=this_assembly(), **_one(event_id))


@blueprint.post("/<int:event_id>")
def change(event_id: int) -> Response:
    """Correct what is noted of an event."""
    row = _row()
    with writing(db.session()) as session:
        change_event(session, event_id, row, was(), now=now(), actor=person().actor)
    return redirect(url_for("events.overview", year=row.on.year, done="changed"), 303)


@blueprint.post("/<int:event_id>/remove")
def remove(event_id: int) -> Response:
    """Remove an event to which nobody has been checked in."""
    event = db.session.get(Event, event_id)
    if event is None:
        raise Refused(Code.NOT_FOUND)
    year = event.on.year
    with writing(db.session()) as session:
        remove_event(session, event_id, was(), now=now(), actor=person().actor)
    return redirect(url_for("events.overview", year=year, done="removed"), 303)


@blueprint.get("/<int:event_id>/door")
def door(event_id: int) -> Response:
    """The check-in page of an event; after a form, once, who has come."""
    told = told_once()
    whom = db.session.get_one(Member, told["member"]) if told else None
    return _door(event_id, told=told, whom=whom)


@blueprint.post("/<int:event_id>/door")
def check_in(event_id: int) -> Response:
    """Check a member in, by the QR code of their pass or their number."""
    try:
        with writing(db.session()) as session:
            came, member = check_in_to_event(
                session,
                installation_key(),
                event_id,
                text("member"),
                now=now(),
                account_id=person().account_id,
            )
            told = {"came": came.value, "member": member.number}
    except Refused as refused:
        if wants_json() or refused.code is Code.NOT_FOUND:
            raise
        return _door(event_id, refused, sentence=at_desk(refused, "event"), typed=text("member"))
    return tell_once("events.door", told, event_id=event_id)


def _door(event_id: int, refused: Refused | None = None, **answer: object) -> Response:
    page = render_template("events/door.html", **_one(event_id), refused=refused, **answer)
    response = refused_form(page, refused.code) if refused else make_response(page)
    response.headers.update(SCANNER_HEADERS)
    return response


def _one(event_id: int) -> dict[str, object]:
    """The values of a template about one event: the event, and how many came. Raises Refused(not_found)."""
    event = db.session.get(Event, event_id)
    if event is None:
        raise Refused(Code.NOT_FOUND)
    held = next(item for item in events_of(db.session(), event.on.year) if item.id == event_id)
    return {"event": event, "held": held, "was": stamp(row_of(event))}


def _row() -> EventRow:
    """The event in the fields of the form. Raises InvalidFile with every fault."""
    faults: list[Fault] = []
    row = read_event({heading: text(name) for name, heading in FIELDS.items()}, 0, faults)
    if row is None:
        said = dict(zip(HEADINGS, HEADINGS_IN[language()], strict=True))
        raise InvalidFile([replace(fault, column=said.get(fault.column, fault.column)) for fault in faults])
    return row
