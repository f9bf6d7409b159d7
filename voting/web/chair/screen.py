"""What the chair puts on the displays, and the moment at which an open vote closes by itself."""

from datetime import timedelta

from flask import request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.ballot.closing_time import set_closing_time
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.halls.screen import show
from voting.installation import now
from voting.web.chair import blueprint
from voting.web.meeting import resolution_here
from voting.web.person import person


@blueprint.post("/screen")
def put_on_screen() -> Response:
    """Show a resolution on the displays or, without one, the welcome with the programme."""
    number = request.form.get("resolution", "")
    with writing(db.session()) as session:
        resolution_id = resolution_here(int(number)).id if number.isascii() and number.isdecimal() else None
        show(session, person().assembly_id, resolution_id, now=now(), actor=person().actor)
    return redirect(url_for("chair.console"), 303)


@blueprint.post("/resolutions/<int:resolution_id>/closing-time")
def closing_time(resolution_id: int) -> Response:
    """Let an open vote close by itself in so many minutes, or so many minutes later than was set; or not by
    itself."""
    resolution_here(resolution_id)
    minutes = minutes_of(request.form.get("minutes", ""))
    with writing(db.session()) as session:
        resolution = resolution_here(resolution_id)
        begins = resolution.closes_at if request.form.get("more") and resolution.closes_at else now()
        closes_at = begins + minutes if minutes else None
        set_closing_time(session, resolution_id, closes_at, now=now(), actor=person().actor)
    return redirect(url_for("chair.console"), 303)


def minutes_of(text: str) -> timedelta | None:
    """A number of minutes that was typed, or None for an empty field. Raises Refused(bad_request)."""
    if not text.strip():
        return None
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 5):
        raise Refused(Code.BAD_REQUEST)
    return timedelta(minutes=int(text))
