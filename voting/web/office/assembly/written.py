"""The members' questions in writing before the meeting: brought together, answered and published."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.ballot.agenda import agenda_of
from voting.database import writing
from voting.discussion.written import answer_questions, change_answer, written_answers, written_questions
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.stamp import stamp
from voting.typed import number_in
from voting.web.form import each, flag, was
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.assembly.draft_form import languages
from voting.web.person import person


@blueprint.get("/questions")
def written() -> str:
    """What was asked, by point of the agenda, and the answers so far."""
    assembly = this_assembly()
    waiting = [one for one in written_questions(db.session(), assembly.id) if one.answer_id is None]
    points = {point.number: point.title for point in agenda_of(db.session(), assembly.id)}
    asked = {point: [one for one in waiting if one.point == point] for point in ("", *points)}
    return render_template(
        "office/assembly/written.html",
        assembly=assembly,
        points=points,
        asked={point: questions for point, questions in asked.items() if questions},
        answered=written_answers(db.session(), assembly.id, drafts_too=True),
        stamp=stamp,
    )


@blueprint.post("/questions")
def answer_written() -> Response:
    """Answer the questions that are marked, together."""
    ids = [number_in(one) for one in each("question")]
    if None in ids:
        raise Refused(Code.BAD_REQUEST)
    chosen, answer, publish = [one for one in ids if one is not None], languages("answer"), flag("publish")
    with writing(db.session()) as session:
        answer_questions(
            session,
            person().assembly_id,
            chosen,
            answer,
            publish=publish,
            now=now(),
            actor=person().actor,
        )
    return redirect(url_for("office.written"), 303)


@blueprint.post("/questions/<int:answer_id>")
def change_written_answer(answer_id: int) -> Response:
    """Change an answer, or publish it."""
    answer, publish, before = languages("answer"), flag("publish"), was()
    with writing(db.session()) as session:
        change_answer(
            session,
            person().assembly_id,
            answer_id,
            answer,
            before,
            publish=publish,
            now=now(),
            actor=person().actor,
        )
    return redirect(url_for("office.written"), 303)
