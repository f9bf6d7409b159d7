"""The steps of a resolution's life: each is confirmed on a page that says what it does, and then done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.models import Assembly
from voting.assembly.today import today_at
from voting.assembly.venues import venue_names
from voting.ballot.agenda import phase_of, resolutions_of
from voting.ballot.ahead import writing_ahead
from voting.ballot.closing_time import set_closing_time
from voting.ballot.life import (
    announce_resolution,
    annul_resolution,
    close_resolution,
    open_resolution,
    put_again,
)
from voting.ballot.models import Resolution, State
from voting.ballot.reconciliation import sign_offs
from voting.ballot.results import count_votes
from voting.ballot.turnout import room, turnout
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.stamp import require_same
from voting.web.chair import blueprint
from voting.web.chair.item import NEXT_STEP, next_step, result_or_problem
from voting.web.chair.screen import minutes_to_go
from voting.web.chair.silences import silences_of
from voting.web.errors import wants_json
from voting.web.form import as_typed, each, flag, refused_form, sent, text, was
from voting.web.headcounts import headcounts
from voting.web.meeting import resolution_here, this_assembly
from voting.web.person import person
from voting.web.sealed_shown import sealed_now
from voting.wording.refusals import refusal_sentence
from voting.wording.sealed import waiting_sentence

CHANGES: dict[str, Callable[..., object]] = {
    "open": open_resolution,
    "close": close_resolution,
    "announce": announce_resolution,
    "again": put_again,
}

LEADS_TO = {"open": State.OPEN, "close": State.CLOSED, "announce": State.ANNOUNCED}


@blueprint.get("/resolutions/<int:resolution_id>/<change>")
def confirm(resolution_id: int, change: str) -> str:
    """The page that says what a step does. Raises Refused: not_found; wrong_state where the step cannot be
    taken."""
    resolution = resolution_here(resolution_id)
    if change not in NEXT_STEP.values():
        raise Refused(Code.NOT_FOUND)
    if next_step(this_assembly(), State(resolution.state)) != change:
        raise Refused(Code.WRONG_STATE)
    return _page(resolution, change)


def _page(resolution: Resolution, change: str, sentence: str = "") -> str:
    assembly = this_assembly()
    result, problem = result_or_problem(resolution) if change == "announce" else (None, None)
    return render_template(
        "chair/confirm.html",
        assembly=assembly,
        resolution=resolution,
        change=change,
        phase_now=phase_of(assembly, resolution, now()),
        turnout=(cast := turnout(db.session(), resolution.id)),
        cautions=_cautions(assembly, resolution) if change == "open" else {},
        result=result,
        problem=problem,
        silences=silences_of(db.session(), assembly.id),
        room=room(db.session(), resolution, cast.total, headcounts()),
        sign_offs=sign_offs(db.session(), resolution),
        venue_names=venue_names(db.session(), assembly.id),
        sentence=sentence,
        typed=as_typed(),
        sealed=(sealed := sealed_now(resolution)),
        keyholders_first=waiting_sentence(resolution, sealed) if sealed else "",
    )


@blueprint.post("/resolutions/<int:resolution_id>/<change>")
def change(resolution_id: int, change: str) -> Response:
    """Open, close or announce a resolution, or put it to the vote again."""
    if change not in CHANGES:
        raise Refused(Code.NOT_FOUND)
    resolution = resolution_here(resolution_id)
    minutes = minutes_to_go()
    try:
        with _writing(resolution, change) as (session, done_before):
            CHANGES[change](session, resolution_id, now=now(), actor=person().actor, **done_before)
            if change == "announce":
                _require_tie_as_seen(session.get_one(Resolution, resolution.id))
            if change == "open":
                _require_cautions_as_seen(resolution)
            if change == "open" and minutes:
                set_closing_time(session, resolution.id, now() + minutes, now=now(), actor=person().actor)
    except Refused as refused:
        if refused.code is Code.CHANGED_MEANWHILE and change == "open" and not wants_json():
            page = _page(resolution_here(resolution_id), change, refusal_sentence(refused))
            return refused_form(page, refused.code)
        if refused.code is not Code.WRONG_STATE or wants_json() or not _is_done(resolution_id, change):
            raise
        done = _to_console(resolution_id, told=resolution_id)
        done.headers["Refusal"] = refused.code.value  # pressed twice, or by two: it is told who did it
        return done
    return _to_console(resolution_id)


@contextmanager
def _writing(resolution: Resolution, change: str) -> Iterator[tuple[Session, dict[str, Any]]]:
    """The transaction in which a step is done, and what was done of it before anything was locked, so that
    nobody waits for it."""
    match change, State(resolution.state):
        case "close", State.OPEN:
            try:
                with writing_ahead(db.engine, resolution.id) as (session, ahead):
                    yield session, {"ahead": ahead}
            finally:
                db.session.rollback()  # it has read what was before
        case "announce", State.CLOSED:
            counted = count_votes(db.session(), resolution)
            with writing(db.session()) as session:
                yield session, {"counted": counted}
        case "again", _:
            with writing(db.session()) as session:
                yield session, {"unsealed": flag("unsealed")}
        case _:
            with writing(db.session()) as session:
                yield session, {}


def _to_console(resolution_id: int, *, told: int | None = None) -> Response:
    return redirect(url_for("chair.console", told=told, _anchor=f"resolution-{resolution_id}"), 303)


def _cautions(assembly: Assembly, resolution: Resolution) -> dict[str, Resolution | None]:
    """Why the chair should think twice before opening a vote: ``day`` where it is not the assembly's, and
    the id of each resolution whose vote is open, with it."""
    cautions: dict[str, Resolution | None] = {}
    if today_at(assembly.timezone, now()) != assembly.date:
        cautions["day"] = None
    for item in resolutions_of(db.session(), resolution.assembly_id):
        if State(item.state) is State.OPEN and item.id != resolution.id:
            cautions[str(item.id)] = item
    return cautions


def _require_cautions_as_seen(resolution: Resolution) -> None:
    """Refuse to open a vote from a page that did not show every caution there is now, or where nobody has
    said that it is to be opened all the same. A program, which has seen no page, is asked nothing."""
    cautions = _cautions(this_assembly(), resolution).keys()
    if sent("asked") and cautions and not (cautions <= set(each("seen")) and flag("anyway")):
        raise Refused(Code.CHANGED_MEANWHILE)


@blueprint.post("/resolutions/<int:resolution_id>/annul")
def annul(resolution_id: int) -> Response:
    """Annul a vote, with a reason."""
    resolution = resolution_here(resolution_id)
    with writing(db.session()) as session:
        annul_resolution(session, resolution.id, text("reason"), now=now(), actor=person().actor)
    return _to_console(resolution_id)


def _require_tie_as_seen(resolution: Resolution) -> None:
    """Refuse to announce a result for which the chair has decided a tie otherwise since it was shown."""
    if resolution.tie_decision:
        require_same(resolution.tie_decision, was())


def _is_done(resolution_id: int, change: str) -> bool:
    """Whether the step has just been taken, by somebody else or by the same finger."""
    resolution = resolution_here(resolution_id)
    if change != "again":
        return resolution.state == LEADS_TO[change]
    rounds = [
        item.round
        for item in resolutions_of(db.session(), resolution.assembly_id)
        if item.number == resolution.number
    ]
    return max(rounds) > resolution.round
