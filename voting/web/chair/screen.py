"""What the chair puts on the displays, and the moment at which an open vote closes by itself."""

from datetime import timedelta

from flask import url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.ballot.closing_time import LONGEST, set_closing_time
from voting.ballot.locks import lock_resolution
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.halls.screen import show
from voting.installation import now
from voting.stamp import require_same
from voting.typed import number_in
from voting.web.chair import blueprint
from voting.web.form import flag, number, text, was
from voting.web.meeting import resolution_here
from voting.web.person import person

MOST_MINUTES = LONGEST // timedelta(minutes=1)


@blueprint.post("/screen")
def put_on_screen() -> Response:
    """Show a resolution on the displays, or a point without a vote; or, without either, the welcome with the
    programme."""
    shown = number("resolution") if text("resolution") else None
    point = number("point") if text("point") else None
    with writing(db.session()) as session:
        resolution_id = resolution_here(shown).id if shown is not None else None
        show(session, person().assembly_id, resolution_id, point=point, now=now(), actor=person().actor)
    return redirect(url_for("chair.console"), 303)


@blueprint.post("/resolutions/<int:resolution_id>/closing-time")
def closing_time(resolution_id: int) -> Response:
    """Let an open vote close by itself in so many minutes, or so many minutes later than was set; or not by
    itself."""
    resolution_here(resolution_id)
    minutes = minutes_to_go()
    with writing(db.session()) as session:
        resolution = lock_resolution(session, resolution_id)
        require_same(resolution.closes_at, was())
        begins = resolution.closes_at if flag("more") and resolution.closes_at else now()
        closes_at = begins + minutes if minutes else None
        set_closing_time(session, resolution_id, closes_at, now=now(), actor=person().actor)
    return redirect(url_for("chair.console"), 303)


def minutes_to_go() -> timedelta | None:
    """So many minutes, by one press (``preset``), filled in, or chosen (``after``); None where nothing is.
    Raises Refused(closing_time_invalid)."""
    typed = text("preset") or text("minutes") or text("after")
    if not typed:
        return None
    minutes = number_in(typed)
    if minutes is None or minutes > MOST_MINUTES:
        raise Refused(Code.CLOSING_TIME_INVALID)
    return timedelta(minutes=minutes)
