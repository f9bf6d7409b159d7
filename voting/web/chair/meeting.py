"""Opening and closing the meeting: each is confirmed on a page that says what it does, and then done."""

from collections.abc import Callable

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.models import Assembly
from voting.assembly.today import today_at
from voting.ballot.agenda import resolutions_of
from voting.ballot.meeting import close_meeting, may_be_resumed, open_meeting, resume_meeting
from voting.ballot.models import State
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.web.chair import blueprint
from voting.web.errors import wants_json
from voting.web.headcounts import headcounts
from voting.web.meeting import this_assembly
from voting.web.person import person

CHANGES: dict[str, Callable[..., None]] = {
    "open": open_meeting,
    "close": close_meeting,
    "resume": resume_meeting,
}


def meeting_steps(assembly: Assembly) -> list[str]:
    """What the chair can do now with the meeting as a whole: of ``CHANGES``."""
    if assembly.frozen_at is None or assembly.cancelled_at is not None:
        return []
    if assembly.opened_at is None:
        return ["open"]
    if assembly.closed_at is None:
        return ["close"]
    return ["resume"] if may_be_resumed(assembly, now()) else []


@blueprint.get("/meeting/<change>")
def confirm_meeting(change: str) -> str:
    """The page that says what a step does. Raises Refused: not_found; wrong_state where it
    cannot be taken."""
    assembly = this_assembly()
    if change not in CHANGES:
        raise Refused(Code.NOT_FOUND)
    if change not in meeting_steps(assembly):
        raise Refused(Code.WRONG_STATE)
    states = [(item, State(item.state)) for item in resolutions_of(db.session(), assembly.id)]
    return render_template(
        "chair/confirm_meeting.html",
        assembly=assembly,
        change=change,
        is_today=today_at(assembly.timezone, now()) == assembly.date,
        present=sum(headcounts().present(db.session(), assembly.id).values()),
        still_open=[item for item, state in states if state is State.OPEN],
        undecided=[item for item, state in states if state in (State.DRAFT, State.CLOSED)],
    )


@blueprint.post("/meeting/<change>")
def change_meeting(change: str) -> Response:
    """Open or close the meeting, or take its closing back."""
    if change not in CHANGES:
        raise Refused(Code.NOT_FOUND)
    done = redirect(url_for("chair.console"), 303)
    try:
        with writing(db.session()) as session:
            CHANGES[change](session, person().assembly_id, now=now(), actor=person().actor)
    except Refused as refused:
        if refused.code is not Code.WRONG_STATE or wants_json() or not _is_done(change):
            raise
        done.headers["Refusal"] = refused.code.value  # pressed twice, or by two: the console shows it
    return done


def _is_done(change: str) -> bool:
    assembly = this_assembly()
    if change == "close":
        return assembly.closed_at is not None
    return assembly.opened_at is not None and assembly.closed_at is None
