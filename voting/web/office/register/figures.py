"""The figures of the register on any day and over any period."""

from datetime import date

from flask import render_template

from voting.errors import Fault
from voting.extensions import db
from voting.installation import now
from voting.register.details import read_day
from voting.report.figures import register_figures
from voting.web.form import in_address
from voting.web.jobs.asking import long_work
from voting.web.office import blueprint
from voting.wording.form_faults import form_faults


@blueprint.get("/register/figures")
@long_work
def figures() -> str:
    """Members on a day, by category, and who joined and left since another day."""
    faults: list[Fault] = []
    today = now().date()
    on = read_day(in_address("on"), "on", faults) or today
    since = read_day(in_address("since"), "since", faults) or date(on.year, 1, 1)
    if since > on or since.year < 2:
        faults.append(Fault(0, "since", "closes_before_opens"))
        since = date(on.year, 1, 1)
    found = register_figures(db.session(), since, on)
    return render_template(
        "office/register/figures.html", figures=found, since=since, on=on, faults=form_faults(faults)
    )
