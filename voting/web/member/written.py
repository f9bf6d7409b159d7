"""Asking in writing before the meeting, and reading what was asked and answered."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.roll import is_entitled
from voting.ballot.agenda import agenda_of
from voting.database import writing
from voting.discussion.asking import asking_until, is_taken
from voting.discussion.questions import LONGEST
from voting.discussion.written import ask_before, written_answers, written_questions
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.web.form import text
from voting.web.meeting import this_assembly
from voting.web.member import blueprint
from voting.web.person import member_number, person


@blueprint.get("/assembly/written")
def written() -> str:
    """The page with the form, my questions, and all that have been answered."""
    assembly, number = this_assembly(), member_number()
    until = asking_until(assembly.questions_close, assembly.date, assembly.timezone)
    answered = written_answers(db.session(), assembly.id)
    return render_template(
        "member/written.html",
        assembly=assembly,
        points={point.number: point.title for point in agenda_of(db.session(), assembly.id)},
        until=until,
        may_ask=is_taken(assembly.frozen_at, assembly.cancelled_at, until, now())
        and is_entitled(db.session(), assembly.id, number),
        longest=LONGEST,
        answered=answered,
        mine=[one for one in written_questions(db.session(), assembly.id) if one.member == number],
        published={one.id for found in answered for one in found.questions},
    )


@blueprint.post("/assembly/written")
def ask_in_writing() -> Response:
    """Ask about a point of the agenda, or in general."""
    assembly, point = this_assembly(), text("point")
    if point and point not in {one.number for one in agenda_of(db.session(), assembly.id)}:
        raise Refused(Code.BAD_REQUEST)
    with writing(db.session()) as session:
        ask_before(session, person().assembly_id, member_number(), point, text("text"), now=now())
    return redirect(url_for("member.written", _anchor="mine"), 303)
