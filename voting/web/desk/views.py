"""What a steward does at the door of one venue, and a teller with its paper."""

import secrets

from flask import Response, jsonify, make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.attendance.check_in import Answer, check_in
from voting.attendance.passes import PREFIX, member_of_pass
from voting.attendance.presence import present_now
from voting.ballot.cast import Vote, cast
from voting.ballot.contest import contest_of
from voting.ballot.methods import cells
from voting.ballot.models import Channel, State
from voting.ballot.paper import Sheet, agreed_sheets, enter_sheet, issued_papers
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.register.csv_file import NUMBER_PATTERN
from voting.register.models import Member
from voting.web.desk import blueprint
from voting.web.desk.sheet_form import counted_cells, whole_number
from voting.web.errors import STATUS, wants_json
from voting.web.keys import installation_key
from voting.web.meeting import resolution_here, resolutions_of, this_assembly, venue_here, venue_names
from voting.web.moment import now
from voting.web.person import person

ARRIVAL_STATUS = {
    Answer.WELCOME: 200,
    Answer.ALREADY_HERE: 200,
    Answer.NOT_ENTITLED: STATUS[Code.NOT_ENTITLED],
    Answer.PRESENT_ELSEWHERE: 409,
}


@blueprint.get("/")
def door(venue: str) -> str:
    """The check-in page of a venue."""
    return render_template("desk/door.html", **_door(venue))


@blueprint.post("/check-in")
def arrive(venue: str) -> Response:
    """Check somebody in, by admission pass or member number."""
    venue_here(venue)
    nonce = request.form.get("nonce", "")
    if not 8 <= len(nonce) <= 64:
        raise Refused(Code.BAD_REQUEST)
    with writing(db.session()) as session:
        number = _member_at_desk()
        arrival = check_in(
            session,
            person().assembly_id,
            number,
            venue,
            nonce=nonce,
            account_id=person().account_id,
            now=now(),
        )
    answer = arrival.answer
    if wants_json():
        response = jsonify(code="ok" if ARRIVAL_STATUS[answer] == 200 else answer.value, answer=answer.value)
    else:
        member = db.session.get(Member, number) if answer is not Answer.NOT_ENTITLED else None
        page = render_template(
            "desk/door.html", **_door(venue), arrival=arrival, member=member, number=number
        )
        response = make_response(page)
    response.status_code = ARRIVAL_STATUS[answer]
    if response.status_code != 200:
        response.headers["Refusal"] = answer.value
    return response


@blueprint.post("/paper")
def issue_paper(venue: str) -> Redirect | str:
    """Issue a paper ballot: the member's participation is used at once."""
    venue_here(venue)
    resolution = resolution_here(whole_number("resolution"))
    with writing(db.session()) as session:
        number = _member_at_desk()
        cast(session, Vote(resolution.id, number, Channel.PAPER, venue=venue), now=now())
    return render_template("desk/door.html", **_door(venue), issued=resolution, number=number)


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


def _door(venue: str) -> dict[str, object]:
    assembly = this_assembly()
    resolutions = resolutions_of(db.session(), assembly.id)
    return {
        "assembly": assembly,
        "venue": venue_here(venue),
        "venue_names": venue_names(db.session(), assembly.id),
        "present": present_now(db.session(), assembly.id).get(venue, 0),
        "open_resolutions": [item for item in resolutions if State(item.state) is State.OPEN],
        "nonce": secrets.token_urlsafe(16),
    }


def _member_at_desk() -> str:
    """The member whom the desk names, by pass or number. Raises Refused: unknown_pass, bad_request."""
    typed = request.form.get("member", "").strip()
    if not typed:
        raise Refused(Code.BAD_REQUEST)
    if typed.upper().startswith(f"{PREFIX}-"):
        return member_of_pass(db.session(), installation_key(), person().assembly_id, typed)
    if not NUMBER_PATTERN.fullmatch(typed):  # whatever else a scanner can read
        raise Refused(Code.UNKNOWN_PASS)
    return typed
