"""Paper ballots at one venue: the desk issues them, two tellers count them."""

from flask import render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.ballot.cast import Vote, cast
from voting.ballot.contest import contest_of
from voting.ballot.methods import cells
from voting.ballot.models import Channel, State
from voting.ballot.paper import Sheet, agreed_sheets, enter_sheet, issued_papers
from voting.database import writing
from voting.extensions import db
from voting.web.desk import blueprint
from voting.web.desk.named_member import member_at_desk
from voting.web.desk.sheet_form import counted_cells, whole_number
from voting.web.meeting import resolution_here, resolutions_of, venue_here
from voting.web.moment import now
from voting.web.person import person


@blueprint.get("/paper")
def paper(venue: str) -> str:
    """The page on which the desk issues paper ballots."""
    return render_template("desk/paper.html", **_paper(venue))


@blueprint.post("/paper")
def issue_paper(venue: str) -> str:
    """Issue a paper ballot: the member's participation is used at once."""
    venue_here(venue)
    resolution = resolution_here(whole_number("resolution"))
    with writing(db.session()) as session:
        number = member_at_desk()
        cast(session, Vote(resolution.id, number, Channel.PAPER, venue=venue), now=now())
    return render_template("desk/paper.html", **_paper(venue), issued=resolution, number=number)


@blueprint.get("/sheets")
def sheets(venue: str) -> str:
    """The paper that this venue's tellers have to count, and what has been agreed."""
    waiting = []
    for resolution in resolutions_of(db.session(), person().assembly_id):
        issued = issued_papers(db.session(), resolution.id).get(venue, 0)
        if issued:
            agreed = venue in agreed_sheets(db.session(), resolution.id)
            waiting.append({"resolution": resolution, "issued": issued, "agreed": agreed})
    return render_template("desk/sheets.html", venue=venue_here(venue), waiting=waiting)


@blueprint.get("/sheets/<int:resolution_id>")
def sheet(venue: str, resolution_id: int) -> str:
    """The form on which a teller enters what they counted."""
    resolution = resolution_here(resolution_id)
    return render_template(
        "desk/sheet.html",
        venue=venue_here(venue),
        resolution=resolution,
        issued=issued_papers(db.session(), resolution.id).get(venue, 0),
        cells=cells(contest_of(resolution)),
        names={option["code"]: option["name"] for option in resolution.options},
    )


@blueprint.post("/sheets/<int:resolution_id>")
def enter(venue: str, resolution_id: int) -> Redirect:
    """Enter a teller's sheet."""
    venue_here(venue)
    resolution = resolution_here(resolution_id)
    counted = Sheet(
        ballots=whole_number("ballots"),
        unreturned=whole_number("unreturned"),
        reason=request.form.get("reason", ""),
        cells=counted_cells(contest_of(resolution)),
    )
    with writing(db.session()) as session:
        enter_sheet(session, resolution.id, venue, counted, account_id=person().account_id, now=now())
    return redirect(url_for("desk.sheets", venue=venue), 303)


def _paper(venue: str) -> dict[str, object]:
    resolutions = resolutions_of(db.session(), person().assembly_id)
    return {
        "venue": venue_here(venue),
        "open_resolutions": [item for item in resolutions if State(item.state) is State.OPEN],
    }
