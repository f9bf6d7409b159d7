"""Noting what went wrong technically, for the minutes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.incidents import end_incident, note_incident
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.web.chair import blueprint
from voting.web.meeting import this_assembly, venue_here
from voting.web.person import person


@blueprint.post("/incidents")
def note() -> Response:
    """Note an incident at a time of today, at one venue or at none in particular."""
    assembly = this_assembly()
    venue = request.form.get("venue") or None
    if venue is not None:
        venue_here(venue)
    happened_at = _moment(request.form.get("time", ""), assembly.timezone)
    ended = request.form.get("ended", "")
    ended_at = _moment(ended, assembly.timezone) if ended else None
    with writing(db.session()) as session:
        incident_id = note_incident(
            session,
            this_assembly(),
            happened_at,
            venue,
            request.form.get("text", ""),
            now=now(),
            account_id=person().account_id,
        )
        if ended_at is not None:
            _end(session, incident_id, ended_at)
    return redirect(url_for("chair.console", _anchor="incidents"), 303)


@blueprint.post("/incidents/<int:incident_id>/end")
def end(incident_id: int) -> Response:
    """Note that an incident is over, and since when."""
    ended_at = _moment(request.form.get("time", ""), this_assembly().timezone)
    with writing(db.session()) as session:
        _end(session, incident_id, ended_at)
    return redirect(url_for("chair.console", _anchor="incidents"), 303)


def _end(session: Session, incident_id: int, ended_at: datetime) -> None:
    who = person()
    end_incident(session, who.assembly_id, incident_id, ended_at, now=now(), account_id=who.account_id)


def _moment(text: str, timezone: str) -> datetime:
    """The moment of a time today (``10:42``), in the assembly's time zone; now where none is given."""
    if not text:
        return now()
    try:
        time = datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of the day, given its zone below
    except ValueError:
        raise Refused(Code.BAD_REQUEST) from None
    zone = ZoneInfo(timezone)
    return datetime.combine(now().astimezone(zone).date(), time, zone)
