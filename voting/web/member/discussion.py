"""Taking part in the discussion: ask for the floor, ask in writing."""

from typing import Any

from flask import make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.venues import venue_names
from voting.attendance.presence import place_of
from voting.database import writing
from voting.discussion.questions import LONGEST, ask_question, questions_of
from voting.discussion.speakers import ask_for_floor, listed, takes_names, withdraw_from_list
from voting.extensions import db
from voting.installation import now
from voting.web.form import text
from voting.web.meeting import this_assembly
from voting.web.member import blueprint
from voting.web.person import member_number, person


@blueprint.get("/assembly/discussion")
def discussion() -> str:
    """The page with who speaks, who waits, and the questions."""
    place = place_of(db.session(), person().assembly_id, member_number())
    return render_template(
        "discussion/member.html",
        place=place,
        longest=LONGEST,
        **_shown(),
    )


@blueprint.get("/assembly/discussion/state")
def discussion_state() -> Response:
    """The part of it that changes, for a page that is open; an empty answer (304) where it has
    not changed."""
    response = make_response(render_template("discussion/state.html", **_shown()))
    response.add_etag()
    return response.make_conditional(request)


@blueprint.post("/assembly/floor")
def ask_to_speak() -> Response:
    """Ask for the floor."""
    with writing(db.session()) as session:
        ask_for_floor(session, person().assembly_id, member_number(), now=now())
    return redirect(url_for("member.discussion"), 303)


@blueprint.post("/assembly/floor/withdraw")
def leave_speakers() -> Response:
    """Take myself off the list of speakers."""
    with writing(db.session()) as session:
        withdraw_from_list(session, person().assembly_id, member_number(), now=now())
    return redirect(url_for("member.discussion"), 303)


@blueprint.post("/assembly/questions")
def ask() -> Response:
    """Ask a question in writing."""
    with writing(db.session()) as session:
        ask_question(session, person().assembly_id, member_number(), text("text"), now=now())
    return redirect(url_for("member.discussion", _anchor="questions"), 303)


def _shown() -> dict[str, Any]:
    assembly = this_assembly()
    return {
        "assembly": assembly,
        "me": member_number(),
        "takes_names": takes_names(db.session(), assembly.id),
        "speakers": listed(db.session(), assembly.id),
        "questions": questions_of(db.session(), assembly.id),
        "venue_names": venue_names(db.session(), assembly.id),
    }
