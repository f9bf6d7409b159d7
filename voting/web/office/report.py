"""The figures for the yearly special report."""

from datetime import date

from flask import render_template

from voting.errors import Code, Refused
from voting.extensions import db
from voting.report.figures import year_figures
from voting.web.office import blueprint
from voting.web.office.report_page import report_values


@blueprint.get("/report/<int:year>")
def report(year: int) -> str:
    """The figures of a year for the special report."""
    if not date.min.year < year <= date.max.year:
        raise Refused(Code.NOT_FOUND)
    return render_template("office/report.html", **report_values(year_figures(db.session(), year)))
