"""The chair's console: what is on now with its next step, the rest of the agenda, and the incidents.

It has two parts that keep themselves up to date: what is on now, and all that is below.
"""

from typing import Any

from flask import render_template

from voting.assembly.incidents import ends_of, incidents_of
from voting.assembly.models import AgendaPoint, Assembly
from voting.assembly.venues import venue_names, venues_of
from voting.attendance.presence import present_now
from voting.ballot.adoption import TieRule
from voting.ballot.agenda import agenda_of, resolutions_of
from voting.ballot.amending import undecided_amendment
from voting.ballot.models import Resolution, State
from voting.ballot.outcome import MOTION_EQUALS, Outcome
from voting.ballot.quorum import quorum_now
from voting.ballot.reconciliation import sign_offs
from voting.ballot.results import shown_result
from voting.ballot.tenth import heavy_now, heavy_votes
from voting.ballot.turnout import room, turnout
from voting.discussion.questions import questions_of
from voting.discussion.speakers import listed
from voting.discussion.troubles import open_rounds
from voting.errors import Refused
from voting.extensions import db
from voting.halls.screen import on_screen
from voting.web.chair import blueprint
from voting.web.chair.meeting import meeting_steps
from voting.web.chair.practice import practice_shown
from voting.web.chair.silences import silences_of
from voting.web.meeting import this_assembly
from voting.wording.refusals import refusal_sentence
from voting.wording.tenth import can_cast, has_cast

NEXT_STEP = {State.DRAFT: "open", State.OPEN: "close", State.CLOSED: "announce"}
URGENCY = (State.OPEN, State.CLOSED, State.DRAFT)
"""The states in the order in which they ask for the chair's next step."""


@blueprint.get("/")
def console() -> str:
    """The next step on top, the agenda below it, and what went wrong."""
    assembly = this_assembly()
    return render_template("chair/console.html", **(_now(assembly) | _rest(assembly)))


@blueprint.get("/now")
def now_part() -> str:
    """The part about what is on now, for a console that is open."""
    return render_template("chair/now.html", **_now(this_assembly()))


@blueprint.get("/rest")
def rest_part() -> str:
    """The part below, for a console that is open."""
    assembly = this_assembly()
    return render_template("chair/rest.html", assembly=assembly, **_rest(assembly))


def next_to_act_on(resolutions: list[Resolution], shown: Resolution | None = None) -> Resolution | None:
    """The resolution whose step is next, by ``URGENCY`` and then by the agenda; of the drafts, the one that
    is ``shown`` in the halls comes first. None where nothing is left to do."""
    for state in URGENCY:
        for resolution in sorted(resolutions, key=lambda item: item is not shown):
            if State(resolution.state) is state:
                return resolution
    return None


def _now(assembly: Assembly) -> dict[str, Any]:
    resolutions = resolutions_of(db.session(), assembly.id)
    shown, shown_point = _shown(assembly, resolutions)
    current = next_to_act_on(resolutions, shown)
    return {
        "assembly": assembly,
        "meeting_steps": meeting_steps(assembly),
        "venues": venues_of(db.session(), assembly.id),
        "venue_names": venue_names(db.session(), assembly.id),
        "present": present_now(db.session(), assembly.id),
        "heavy": [can_cast(one) for one in heavy_now(db.session(), assembly)],
        "current": _item(current, resolutions) | _here(assembly, current) if current else None,
        "shown": shown,
        "shown_point": shown_point,
        "speakers": [one for one in listed(db.session(), assembly.id) if not one.speaking],
        "questions": [one for one in questions_of(db.session(), assembly.id) if not one.answered],
        "again": _again(shown, resolutions) if shown else None,
        "silences": silences_of(db.session(), assembly.id),
        "troubles": open_rounds(db.session(), assembly.id),
        "practice": practice_shown(db.session(), assembly),
    }


def _here(assembly: Assembly, current: Resolution) -> dict[str, object]:
    """How many are here for what is on now, and how far its quorum is met."""
    return {
        "room": room(db.session(), current),
        "quorum": quorum_now(db.session(), assembly, current),
    }


def _rest(assembly: Assembly) -> dict[str, Any]:
    resolutions = resolutions_of(db.session(), assembly.id)
    shown, shown_point = _shown(assembly, resolutions)
    current = next_to_act_on(resolutions, shown)
    return {
        "venues": venues_of(db.session(), assembly.id),
        "venue_names": venue_names(db.session(), assembly.id),
        "agenda": [
            item if isinstance(item, AgendaPoint) else _item(item, resolutions)
            for item in agenda_of(db.session(), assembly.id)
            if item is not current
        ],
        "shown": shown,
        "shown_point": shown_point,
        "incidents": incidents_of(db.session(), assembly.id),
        "ends": ends_of(db.session(), assembly.id),
    }


def _shown(assembly: Assembly, resolutions: list[Resolution]) -> tuple[Resolution | None, AgendaPoint | None]:
    """What the halls see: a resolution, a point without a vote, or neither."""
    shown, _since = on_screen(db.session(), assembly.id, resolutions)
    return (None, shown) if isinstance(shown, AgendaPoint) else (shown, None)


def result_or_problem(resolution: Resolution) -> tuple[dict[str, Any] | None, str | None]:
    """The result of a resolution as the chair may see it, and why there cannot be one yet."""
    try:
        return shown_result(db.session(), resolution, counts_votes=True), None
    except Refused as refused:
        return None, refusal_sentence(refused)


def _item(resolution: Resolution, resolutions: list[Resolution]) -> dict[str, object]:
    result, problem = result_or_problem(resolution)
    state = State(resolution.state)
    return {
        "resolution": resolution,
        "turnout": turnout(db.session(), resolution.id),
        "heavy": [has_cast(one) for one in heavy_votes(db.session(), resolution)],
        "result": result,
        "problem": problem,
        "next": NEXT_STEP.get(state),
        "sign_offs": sign_offs(db.session(), resolution) if state is State.CLOSED else [],
        "annullable": state in (State.OPEN, State.CLOSED) or (resolution.spot and state is State.DRAFT),
        "waits_for": undecided_amendment(db.session(), resolution) if state is State.DRAFT else None,
        "equals": _equals(resolution, result),
        "can_be_put_again": _can_be_put_again(resolution, result, resolutions),
    }


def _again(shown: Resolution, resolutions: list[Resolution]) -> Resolution | None:
    announced = shown_result(db.session(), shown, counts_votes=False)
    return shown if _can_be_put_again(shown, announced, resolutions) else None


def _can_be_put_again(
    resolution: Resolution, result: dict[str, Any] | None, resolutions: list[Resolution]
) -> bool:
    """Whether the votes were equal or the vote was annulled, and no new round has been put."""
    if any(item.number == resolution.number and item.round > resolution.round for item in resolutions):
        return False
    if State(resolution.state) is State.ANNOUNCED:
        return result is not None and result["outcome"] == Outcome.TIED
    return State(resolution.state) is State.ANNULLED


def _equals(resolution: Resolution, result: dict[str, Any] | None) -> list[str]:
    """The candidates (or ``for`` and ``against``) between whom the chair has to decide now; empty where
    nothing is left to the chair."""
    if result is None or State(resolution.state) is not State.CLOSED or resolution.tie_rule != TieRule.CHAIR:
        return []
    if result["outcome"] != Outcome.TIED and result["settled"] != TieRule.CHAIR:
        return []
    return list(result["tied"] or resolution.tie_decision or MOTION_EQUALS)
