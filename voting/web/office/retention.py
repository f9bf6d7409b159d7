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
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.person import person
from voting.wording.retention import KINDS


@blueprint.get("/retention")
def retention() -> str:
    """The kinds of data with their periods, and what has been removed."""
    return render_template(
        "office/retention.html",
        assembly=this_assembly(),
        kinds=KINDS,
        months=periods(db.session()),
        defaults=MONTHS,
        longest=LONGEST,
        removed=forgettings(db.session()),
    )


@blueprint.post("/retention")
def change_retention() -> Response:
    """Keep each kind for as many months as the form says."""
    asked = {kind: _months(request.form[kind.value]) for kind in DataKind if kind.value in request.form}
    with writing(db.session()) as session:
        change_periods(session, asked, now=now(), actor=person().actor)
    return redirect(url_for("office.retention", saved=1), 303)


def _months(written: str) -> int:
    """A number of months that was typed. Raises Refused(period_invalid)."""
    typed = written.strip()
    if not typed.isascii() or not typed.isdigit() or len(typed) > 4:
        raise Refused(Code.PERIOD_INVALID, longest=LONGEST)
    return int(typed)
