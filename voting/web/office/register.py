"""The register of members."""

from flask import render_template

from voting.database import writing
from voting.extensions import db
from voting.register.csv_file import read_register
from voting.register.import_register import import_register
from voting.web.moment import now
from voting.web.office import blueprint
from voting.web.office.uploads import uploaded
from voting.web.person import person


@blueprint.post("/register")
def register() -> str:
    """Bring in a register file: all of it, or the list of its faults."""
    rows = read_register(uploaded())
    with writing(db.session()) as session:
        summary = import_register(session, rows, now=now(), actor=person().actor)
    return render_template("office/imported.html", summary=summary)
