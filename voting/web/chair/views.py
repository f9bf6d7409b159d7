"""What the chair does: open, close, announce, annul, put again."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.attendance.presence import present_now
from voting.ballot.adoption import TieRule
from voting.ballot.life import (
    announce_resolution,
    annul_resolution,
    close_resolution,
    decide_tie,
    open_resolution,
    put_again,
)
from voting.ballot.models import Resolution, State
from voting.ballot.outcome import MOTION_EQUALS, Outcome
from voting.ballot.results import shown_result
from voting.ballot.secrecy import clear_traces
from voting.ballot.turnout import turnout
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.web.meeting import resolution_here, resolutions_of, this_assembly, venues_of
from voting.web.moment import now
from voting.web.person import person
from voting.web.sentences import refusal_sentence

blueprint = Blueprint("chair", __name__, url_prefix="/chair")

CHANGES: dict[str, Callable[..., object]] = {
    "open": open_resolution,
    "close": close_resolution,
    "announce": announce_resolution,
    "again": put_again,
}
NEXT_STEP = {State.DRAFT: "open", State.OPEN: "close", State.CLOSED: "announce"}


@blueprint.get("/")
def console() -> str:
    """The agenda with the one next step of each resolution."""
    assembly = this_assembly()
    resolutions = resolutions_of(db.session(), assembly.id)
    return render_template(
        "chair/console.html",
        assembly=assembly,
        venues=venues_of(db.session(), assembly.id),
        present=present_now(db.session(), assembly.id),
        items=[_item(resolution) for resolution in resolutions],
    )


@blueprint.post("/resolutions/<int:resolution_id>/<change>")
def change(resolution_id: int, change: str) -> Redirect:
    """Take a resolution one step on: open, close, announce, or put again after an annulment."""
    if change not in CHANGES:
        raise Refused(Code.NOT_FOUND)
    resolution = resolution_here(resolution_id)
    with writing(db.session()) as session:
        CHANGES[change](session, resolution.id, now=now(), actor=person().actor)
    if change in ("close", "announce"):
        _clear_traces()
    return redirect(url_for("chair.console", _anchor=f"resolution-{resolution_id}"), 303)


@blueprint.post("/resolutions/<int:resolution_id>/annul")
def annul(resolution_id: int) -> Redirect:
    """Annul a vote, with a reason."""
    resolution = resolution_here(resolution_id)
    with writing(db.session()) as session:
        reason = request.form.get("reason", "")
        annul_resolution(session, resolution.id, reason, now=now(), actor=person().actor)
    _clear_traces()
    return redirect(url_for("chair.console", _anchor=f"resolution-{resolution_id}"), 303)


@blueprint.post("/resolutions/<int:resolution_id>/tie")
def settle_tie(resolution_id: int) -> Redirect:
    """Record the chair's decision between equals: ``order`` once for each name, the preferred first."""
    resolution = resolution_here(resolution_id)
    order = [name for name in request.form.getlist("order") if name]
    with writing(db.session()) as session:
        decide_tie(session, resolution.id, order, now=now(), actor=person().actor)
    return redirect(url_for("chair.console", _anchor=f"resolution-{resolution_id}"), 303)


def _clear_traces() -> None:
    """Free what the database keeps of the order of ballots. The change itself stands: a database that is
    too busy for it now is asked again at the next change."""
    try:
        clear_traces(db.engine)
    except OperationalError:
        current_app.logger.warning("the traces of the order of ballots are not cleared yet")


def _item(resolution: Resolution) -> dict[str, object]:
    result, problem = None, None
    try:
        result = shown_result(db.session(), resolution, counts_votes=True)
    except Refused as refused:
        problem = refusal_sentence(refused)
    state = State(resolution.state)
    return {
        "resolution": resolution,
        "turnout": turnout(db.session(), resolution.id),
        "result": result,
        "problem": problem,
        "next": NEXT_STEP.get(state),
        "annullable": state in (State.OPEN, State.CLOSED),
        "equals": _equals(resolution, result),
        "can_be_put_again": state is State.ANNULLED or (result or {}).get("outcome") == Outcome.TIED,
    }


def _equals(resolution: Resolution, result: dict[str, Any] | None) -> list[str]:
    """Between whom the chair has to decide now; nobody where the rules leave that to something else."""
    if result is None or State(resolution.state) is not State.CLOSED or resolution.tie_rule != TieRule.CHAIR:
        return []
    if result["outcome"] != Outcome.TIED and result["settled"] != TieRule.CHAIR:
        return []
    return list(result["tied"] or resolution.tie_decision or MOTION_EQUALS)
