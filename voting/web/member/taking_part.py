"""Taking part at a distance: beginning, leaving, coming back, and the line that says how it stands."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.hours import online_opens, why_nobody
from voting.assembly.meeting import hours_of
from voting.assembly.models import Assembly
from voting.assembly.venues import venue_names
from voting.attendance.check_in import join_online
from voting.attendance.leaving import leave_online
from voting.attendance.models import ONLINE
from voting.ballot.reader import PageReader
from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.web.meeting import this_assembly
from voting.web.member import blueprint
from voting.web.member.reader import reader_here
from voting.web.person import member_number, person
from voting.wording.languages import clock_time


def presence_shown(assembly: Assembly, reader: PageReader) -> dict[str, Any]:
    """How it stands with a member's presence: the ``place`` where they are and, at a distance, ``since`` what
    time; or else why they cannot take part now (``refusal``) and from when they can, or since what time they
    have been away."""
    hours = hours_of(assembly)
    begins = online_opens(hours)
    since = reader.since if reader.place == ONLINE else None
    return {
        "place": reader.place,
        "since": clock_time(since, assembly.timezone) if since else None,
        "refusal": why_nobody(begins, hours, now()),
        "begins": begins.astimezone(ZoneInfo(assembly.timezone)),
        "away_since": clock_time(reader.away_since, assembly.timezone) if reader.away_since else None,
    }


@blueprint.get("/assembly/taking-part")
def taking_part() -> Response:
    """How it stands with my presence, for a page that is open; an empty answer (304) where that has not
    changed."""
    assembly = this_assembly()
    shown = presence_shown(assembly, reader_here())
    response = make_response(
        render_template(
            "member/taking_part.html",
            assembly=assembly,
            venue_names=venue_names(db.session(), assembly.id),
            **shown,
        )
    )
    response.add_etag()
    return response.make_conditional(request)


@blueprint.post("/assembly/join")
def join() -> Response:
    """Take part at a distance, for the first time or again."""
    with writing(db.session()) as session:
        join_online(session, person().assembly_id, member_number(), now=now())
    return redirect(url_for("member.agenda"), 303)


@blueprint.post("/assembly/leave")
def leave() -> Response:
    """Take part no longer."""
    with writing(db.session()) as session:
        leave_online(session, person().assembly_id, member_number(), now=now())
    return redirect(url_for("member.agenda"), 303)
