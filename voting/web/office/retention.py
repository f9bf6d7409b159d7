"""How long each kind of data is kept: read, and changed by the secretary."""

from flask import render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.retention.forgotten import forgettings
from voting.retention.periods import change_periods, periods
from voting.retention.rules import LONGEST, MONTHS, DataKind
from voting.stamp import stamp
from voting.typed import number_in
from voting.web.form import text, was
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.person import person
from voting.wording.retention import KINDS


@blueprint.get("/retention")
def retention() -> str:
    """The kinds of data with their periods, and what has been removed."""
    months = periods(db.session())
    return render_template(
        "office/retention.html",
        assembly=this_assembly(),
        kinds=KINDS,
        months=months,
        was=stamp(months),
        defaults=MONTHS,
        longest=LONGEST,
        removed=forgettings(db.session()),
    )


@blueprint.post("/retention")
def change_retention() -> Response:
    """Keep each kind for as many months as the form says."""
    asked = {kind: _months(kind) for kind in DataKind if kind.value in request.form}
    with writing(db.session()) as session:
        change_periods(session, asked, was(), now=now(), actor=person().actor)
    return redirect(url_for("office.retention", saved=1), 303)


def _months(kind: DataKind) -> int:
    """A number of months as typed. Raises Refused(period_invalid)."""
    months = number_in(text(kind.value))
    if months is None:
        raise Refused(Code.PERIOD_INVALID, longest=LONGEST)
    return months
