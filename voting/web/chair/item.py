"""What the console says of one resolution, and which step of it is next."""

from typing import Any

from voting.assembly.models import Assembly
from voting.ballot.adoption import TieRule
from voting.ballot.agenda import phase_of
from voting.ballot.amending import undecided_amendment
from voting.ballot.models import Resolution, State
from voting.ballot.outcome import MOTION_EQUALS, Outcome
from voting.ballot.reconciliation import sign_offs
from voting.ballot.results import shown_result
from voting.ballot.tenth import heavy_votes
from voting.ballot.turnout import Turnout, turnout
from voting.errors import Refused
from voting.extensions import db
from voting.installation import now
from voting.live.topics import Topic
from voting.web.kept import kept_value
from voting.web.sealed_shown import sealed_now
from voting.wording.refusals import refusal_sentence
from voting.wording.sealed import waiting_sentence
from voting.wording.tenth import has_cast

NEXT_STEP = {State.DRAFT: "open", State.OPEN: "close", State.CLOSED: "announce"}
DONE = (State.ANNOUNCED, State.ANNULLED)
"""The states in which nothing is left to do for a resolution, unless it can be put again."""


def item_values(assembly: Assembly, resolution: Resolution, resolutions: list[Resolution]) -> dict[str, Any]:
    """By name, all that the console says of a resolution; ``resolutions`` are those of the assembly."""
    result, problem = result_or_problem(resolution)
    state = State(resolution.state)
    again = can_be_put_again(resolution, result, resolutions)
    sealed = sealed_now(resolution)
    equals = equals_of(resolution, result)
    return {
        "resolution": resolution,
        "phase": phase_of(assembly, resolution, now()),
        "turnout": turnout_now(resolution),
        "heavy": [has_cast(one) for one in heavy_votes(db.session(), resolution)],
        "result": result,
        "problem": problem,
        "next": next_step(assembly, state),
        "sign_offs": sign_offs(db.session(), resolution) if state is State.CLOSED else [],
        "annullable": state in (State.OPEN, State.CLOSED) or (resolution.spot and state is State.DRAFT),
        "sealed": sealed,
        "keyholders_first": waiting_sentence(resolution, sealed) if sealed else "",
        "waits_for": undecided_amendment(db.session(), resolution) if state is State.DRAFT else None,
        "equals": equals,
        "must_decide": bool(equals) and result is not None and result["outcome"] == Outcome.TIED,
        "can_be_put_again": again,
        "done": state in DONE and not again,
    }


def turnout_now(resolution: Resolution) -> Turnout:
    """The votes cast on a resolution so far: counted once for all consoles of this process."""
    session, of = db.session(), resolution.id
    topics = (Topic.TURNOUT, Topic.AGENDA)
    return kept_value(("turnout", of), topics, lambda: turnout(session, of))


def next_step(assembly: Assembly, state: State) -> str | None:
    """The step that follows a state; None where none does, or a vote would be opened after the meeting was
    closed."""
    if state is State.DRAFT and assembly.closed_at is not None:
        return None
    return NEXT_STEP.get(state)


def result_or_problem(resolution: Resolution) -> tuple[dict[str, Any] | None, str | None]:
    """The result of a resolution as the chair may see it, and why there cannot be one yet."""
    try:
        return shown_result(db.session(), resolution, counts_votes=True), None
    except Refused as refused:
        return None, refusal_sentence(refused)


def can_be_put_again(
    resolution: Resolution, result: dict[str, Any] | None, resolutions: list[Resolution]
) -> bool:
    """Whether the votes were equal or the vote was annulled, and no new round has been put."""
    if any(item.number == resolution.number and item.round > resolution.round for item in resolutions):
        return False
    if State(resolution.state) is State.ANNOUNCED:
        return result is not None and result["outcome"] == Outcome.TIED
    return State(resolution.state) is State.ANNULLED


def equals_of(resolution: Resolution, result: dict[str, Any] | None) -> list[str]:
    """The candidates (or ``for`` and ``against``) between whom the chair has to decide now; empty where
    nothing is left to the chair."""
    if result is None or State(resolution.state) is not State.CLOSED or resolution.tie_rule != TieRule.CHAIR:
        return []
    if result["outcome"] != Outcome.TIED and result["settled"] != TieRule.CHAIR:
        return []
    return list(result["tied"] or resolution.tie_decision or MOTION_EQUALS)
