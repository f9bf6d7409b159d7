"""The assembly for my own calendar, with the window of advance voting."""

from flask import Response

from voting.extensions import db
from voting.letters.calendar import calendar_of_member
from voting.web.meeting import this_assembly
from voting.web.member import blueprint
from voting.wording.languages import language


@blueprint.get("/assembly/calendar.ics")
def calendar() -> Response:
    """The iCalendar file, in my language."""
    entry = calendar_of_member(db.session(), this_assembly(), language())
    response = Response(entry, mimetype="text/calendar")
    response.headers["Content-Disposition"] = "attachment; filename=assembly.ics"
    return response
