"""What each steward did at each desk, for the supervisor and the auditor."""

from flask import render_template

from voting.assembly.venues import venue_names
from voting.extensions import db
from voting.report.desk_shares import cases_to_ask, desk_shares
from voting.web.desk import blueprint
from voting.web.looking import keep_look
from voting.web.meeting import venue_here
from voting.web.person import person


@blueprint.get("/shares")
def shares(venue: str) -> str:
    """The page with the shares of all desks of the assembly, and some cases, drawn anew, to ask the members
    about."""
    assembly_id = person().assembly_id
    cases = cases_to_ask(db.session(), assembly_id)
    if cases:
        keep_look("shares", "", len(cases))
    return render_template(
        "desk/shares.html",
        venue=venue_here(venue),
        venues=venue_names(db.session(), assembly_id),
        shares=desk_shares(db.session(), assembly_id),
        cases=cases,
    )
