"""How long each kind of data is kept: read, and changed by the secretary."""

from collections.abc import Sequence

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.errors import Fault, InvalidForm
from voting.extensions import db
from voting.installation import now
from voting.retention.forgotten import forgettings
from voting.retention.periods import change_periods, periods
from voting.retention.rules import LONGEST, MONTHS, DataKind
from voting.stamp import stamp
from voting.web.form import Typed, as_typed, refused_form, sent, was
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.person import person
from voting.wording.form_faults import form_faults
from voting.wording.retention import KINDS


@blueprint.get("/retention")
def retention() -> str:
    """The kinds of data with their periods, and what has been removed."""
    return _page()


@blueprint.post("/retention")
def change_retention() -> Response:
    """Keep each kind for as many months as the form says; or show it again, with every fault."""
    typed = Typed()
    asked = {kind: typed.number(kind) for kind in DataKind if sent(kind)}
    try:
        with writing(db.session()) as session:
            change_periods(session, asked, was(), now=now(), actor=person().actor, unread=typed.faults)
    except InvalidForm as invalid:
        return refused_form(_page(invalid.faults))
    return redirect(url_for("office.retention", saved=1), 303)


def _page(faults: Sequence[Fault] = ()) -> str:
    months = periods(db.session())
    return render_template(
        "office/retention.html",
        assembly=this_assembly(),
        kinds=KINDS,
        months={**months, **as_typed()},
        was=was() or stamp(months),
        faults=form_faults(faults, {kind: words[0] for kind, words in KINDS.items()}),
        wrong={fault.column for fault in faults},
        defaults=MONTHS,
        longest=LONGEST,
        removed=forgettings(db.session()),
    )
