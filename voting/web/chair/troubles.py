"""What members report of the connection: the chair notes that it is solved."""

from zoneinfo import ZoneInfo

from flask import url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.discussion.models import Trouble
from voting.discussion.troubles import solve_trouble
from voting.extensions import db
from voting.installation import now
from voting.web.chair import blueprint
from voting.web.form import choice, number, text
from voting.web.person import person
from voting.wording.troubles import trouble_told

blueprint.add_app_template_global(trouble_told, "trouble_told")
blueprint.add_app_template_filter(
    lambda moment, timezone: moment.astimezone(ZoneInfo(timezone)).strftime("%H:%M"), "clock_of"
)


@blueprint.post("/trouble/solved")
def trouble_solved() -> Response:
    """Note that one round of reports is solved."""
    kind, place, round_number = choice("kind", Trouble), text("place"), number("number")
    with writing(db.session()) as session:
        solve_trouble(
            session, person().assembly_id, kind, place, round_number, now=now(), actor=person().actor
        )
    return redirect(url_for("chair.console"), 303)
