"""Noting what went wrong technically, for the minutes."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.incidents import end_incident, note_incident
from voting.assembly.today import today_at
from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.web.chair import blueprint
from voting.web.form import Typed, text
from voting.web.meeting import this_assembly, venue_here
from voting.web.person import person


@blueprint.post("/incidents")
def note() -> Response:
    """Note an incident at a time of today, at one venue or at none in particular."""
    venue = text("venue") or None
    if venue is not None:
        venue_here(venue)
    typed = Typed()
    happened, ended = _today(typed, "time"), _today(typed, "ended")
    typed.require_sound()
    with writing(db.session()) as session:
        incident_id = note_incident(
            session,
            this_assembly(),
            happened or now(),
            venue,
            text("text"),
            now=now(),
            account_id=person().account_id,
        )
        if ended is not None:
            _end(session, incident_id, ended)
    return redirect(url_for("chair.console", _anchor="incidents"), 303)


@blueprint.post("/incidents/<int:incident_id>/end")
def end(incident_id: int) -> Response:
    """Note that an incident is over, and since when."""
    typed = Typed()
    ended = _today(typed, "time") or now()
    typed.require_sound()
    with writing(db.session()) as session:
        _end(session, incident_id, ended)
    return redirect(url_for("chair.console", _anchor="incidents"), 303)


def _end(session: Session, incident_id: int, ended_at: datetime) -> None:
    who = person()
    end_incident(session, who.assembly_id, incident_id, ended_at, now=now(), account_id=who.account_id)


def _today(typed: Typed, name: str) -> datetime | None:
    """The moment of a time today, in the assembly's time zone; None where none is given."""
    zone = this_assembly().timezone
    return typed.moment_on(name, today_at(zone, now()), zone, now())
