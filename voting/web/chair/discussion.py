"""The chair leads the discussion: the list of speakers, and the questions in writing."""

from typing import Any

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.venues import venue_names
from voting.ballot.agenda import agenda_of
from voting.database import writing
from voting.discussion.questions import hide, mark_answered, questions_of
from voting.discussion.speakers import (
    balance_of,
    end_speech,
    give_floor,
    limit_of,
    limit_speech,
    limit_speeches,
    listed,
    move_down,
    move_up,
    open_list,
    remove_speaker,
    takes_names,
)
from voting.discussion.speech import LONGEST_MINUTES, limit_in_seconds
from voting.discussion.written import mark_read, without_answer, written_answers
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.web.chair import blueprint
from voting.web.form import Typed, as_typed, flag, text, was
from voting.web.meeting import this_assembly
from voting.web.person import person

STEPS = {"call": give_floor, "up": move_up, "later": move_down, "remove": remove_speaker}


@blueprint.get("/discussion")
def discussion() -> str:
    """The page with the list of speakers and the questions."""
    return discussion_page()


def discussion_page(*, sentence: str = "") -> str:
    """The whole page as it stands, with a ``sentence`` for whoever has just sent a form, and what was typed
    in it."""
    return render_template("discussion/chair.html", sentence=sentence, typed=as_typed(), **_state())


@blueprint.get("/discussion/now")
def discussion_part() -> str:
    """The part of it that changes, for a page that is open."""
    return render_template("discussion/chair_part.html", **_state())


def _state() -> dict[str, Any]:
    assembly = this_assembly()
    return {
        "assembly": assembly,
        "takes_names": takes_names(db.session(), assembly.id),
        "speakers": listed(db.session(), assembly.id),
        "limit": limit_of(db.session(), assembly.id),
        "longest_minutes": LONGEST_MINUTES,
        "balance": balance_of(db.session(), assembly.id),
        "questions": questions_of(db.session(), assembly.id, hidden_too=True),
        "written": written_answers(db.session(), assembly.id),
        "unanswered": without_answer(db.session(), assembly.id),
        "points": {point.number: point.title for point in agenda_of(db.session(), assembly.id)},
        "venue_names": venue_names(db.session(), assembly.id),
    }


@blueprint.post("/speakers/list")
def open_speakers() -> Response:
    """Open the list of speakers, or close it."""
    takes = flag("takes")
    with writing(db.session()) as session:
        open_list(session, person().assembly_id, takes, now=now(), actor=person().actor)
    return _back()


def _back() -> Response:
    """To the page on which the button was pressed: the console, or that of the discussion."""
    return redirect(url_for("chair.console" if from_console() else "chair.discussion"), 303)


def from_console() -> bool:
    """Whether the button was pressed on the console."""
    return text("to") == "console"


@blueprint.post("/questions/written/<int:answer_id>/read")
def written_read(answer_id: int) -> Response:
    """Note that questions from before the meeting were read with their answer."""
    with writing(db.session()) as session:
        mark_read(session, person().assembly_id, answer_id, now=now(), actor=person().actor)
    return redirect(url_for("chair.discussion", _anchor=f"written-{answer_id}"), 303)


@blueprint.post("/speakers/limit")
def limit_all() -> Response:
    """Set how many minutes each may speak; none: without limit."""
    seconds = _seconds()
    with writing(db.session()) as session:
        limit_speeches(session, person().assembly_id, seconds, now=now(), actor=person().actor)
    return _back()


@blueprint.post("/speakers/<int:speaker_id>/limit")
def limit_one(speaker_id: int) -> Response:
    """Set how many minutes one may speak."""
    seconds = _seconds()
    with writing(db.session()) as session:
        limit_speech(session, person().assembly_id, speaker_id, seconds, now=now(), actor=person().actor)
    return _back()


def _seconds() -> int | None:
    typed = Typed()
    minutes = typed.number("minutes")
    typed.require_sound()
    return limit_in_seconds(minutes)


@blueprint.post("/speakers/<int:speaker_id>/<step>")
def order_speaker(speaker_id: int, step: str) -> Response:
    """Give somebody the floor, move them in the list, or take them off it."""
    if step not in STEPS:
        raise Refused(Code.NOT_FOUND)
    with writing(db.session()) as session:
        STEPS[step](session, person().assembly_id, speaker_id, now=now(), actor=person().actor)
    return _back()


@blueprint.post("/speakers/end")
def end_turn() -> Response:
    """End the speech of whoever has the floor."""
    with writing(db.session()) as session:
        end_speech(session, person().assembly_id, was(), now=now(), actor=person().actor)
    return _back()


@blueprint.post("/questions/<int:question_id>/answered")
def answered(question_id: int) -> Response:
    """Mark a question as answered."""
    with writing(db.session()) as session:
        mark_answered(session, person().assembly_id, question_id, now=now(), actor=person().actor)
    return redirect(url_for("chair.discussion", _anchor="questions"), 303)


@blueprint.post("/questions/<int:question_id>/hide")
def hide_question(question_id: int) -> Response:
    """Take a question off the public list, for a reason."""
    reason = text("reason")
    with writing(db.session()) as session:
        hide(session, person().assembly_id, question_id, reason, now=now(), actor=person().actor)
    return redirect(url_for("chair.discussion", _anchor="questions"), 303)
