"""The chair's console: the next act, what is on now, the discussion and the halls, and the agenda.

Three parts of it keep themselves up to date: what is on now, the discussion, and all that is below.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from voting.assembly.incidents import ends_of, incidents_of
from voting.assembly.models import AgendaPoint, Assembly
from voting.assembly.venues import venue_names, venues_of
from voting.auditing.heads_of_assembly import last_head
from voting.ballot.agenda import agenda_of
from voting.ballot.models import Resolution, State
from voting.ballot.quorum import quorum_now
from voting.ballot.results import shown_result
from voting.ballot.tenth import heavy_now
from voting.ballot.turnout import room
from voting.discussion.questions import questions_of
from voting.discussion.speakers import limit_of, listed, takes_names
from voting.discussion.troubles import open_rounds
from voting.extensions import db
from voting.halls.message import message_on_screen
from voting.halls.screen import Shown, on_screen
from voting.web.chair import blueprint
from voting.web.chair.clocks import clocks_in_doubt
from voting.web.chair.done import told_in_address
from voting.web.chair.item import DONE, can_be_put_again, item_values, turnout_now
from voting.web.chair.meeting import meeting_steps
from voting.web.chair.practice import practice_shown
from voting.web.chair.silences import silences_of
from voting.web.form import as_typed
from voting.web.headcounts import headcounts
from voting.web.health import is_unsigned
from voting.web.meeting import this_assembly
from voting.wording.minutes.heads import step_words
from voting.wording.tenth import can_cast

URGENCY = (State.OPEN, State.CLOSED, State.DRAFT)
"""The states in the order in which they ask for the chair's next step."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """What several parts of the console are made of, read once: the ``agenda`` and its ``resolutions``, what
    the halls see and ``since`` when, and the resolution to act on next."""

    assembly: Assembly
    agenda: list[AgendaPoint | Resolution]
    resolutions: list[Resolution]
    shown: Shown
    since: datetime | None
    current: Resolution | None

    @property
    def resolution_shown(self) -> Resolution | None:
        """The resolution that the halls see, where they see one."""
        return self.shown if isinstance(self.shown, Resolution) else None


@blueprint.get("/")
def console() -> str:
    """The next act on top, what is on now, the discussion, the agenda, and what went wrong."""
    done = told_in_address()
    return console_page(sentence=gettext("It was done once.") if done else "", done=done)


@blueprint.get("/now")
def now_part() -> str:
    """The part about what is on now, for a console that is open."""
    return render_template("chair/now.html", **_now(_standing(this_assembly())))


@blueprint.get("/side")
def side_part() -> str:
    """The part about the discussion, for a console that is open."""
    return render_template("chair/side.html", **_side(this_assembly()))


@blueprint.get("/rest")
def rest_part() -> str:
    """The part below, for a console that is open."""
    assembly = this_assembly()
    return render_template("chair/rest.html", assembly=assembly, **_rest(_standing(assembly)))


def console_page(*, sentence: str = "", done: str = "") -> str:
    """The whole console as it stands, with a ``sentence`` for whoever has just sent a form, and who has
    ``done`` what meanwhile; what was typed stands in its form again."""
    assembly = this_assembly()
    standing = _standing(assembly)
    return render_template(
        "chair/console.html",
        sentence=sentence,
        done=done,
        typed=as_typed(),
        typed_at=request.path if as_typed() else None,
        **(_now(standing) | _side(assembly) | _rest(standing)),
    )


def next_to_act_on(
    resolutions: list[Resolution], shown: Resolution | None = None, *, over: bool = False
) -> Resolution | None:
    """The resolution whose step is next, by ``URGENCY`` and then by the agenda; of the drafts, the one that
    is ``shown`` in the halls comes first, and none once the meeting is ``over``. None where nothing is left
    to do."""
    for state in URGENCY[:-1] if over else URGENCY:
        for resolution in sorted(resolutions, key=lambda item: item is not shown):
            if State(resolution.state) is state:
                return resolution
    return None


def next_point(
    agenda: list[AgendaPoint | Resolution], shown: AgendaPoint | Resolution | None
) -> AgendaPoint | None:
    """The point without a vote that comes next: after what the halls see and after the last decision, before
    anything that is still to be decided; None where such a thing comes first, or nothing."""
    following: AgendaPoint | None = None
    waits = True
    for item in agenda:
        if item is shown or (isinstance(item, Resolution) and State(item.state) in DONE):
            following, waits = None, True
        elif waits:
            following, waits = (item if isinstance(item, AgendaPoint) else None), False
    return following


def _standing(assembly: Assembly) -> _Standing:
    agenda = agenda_of(db.session(), assembly.id)
    resolutions = [item for item in agenda if isinstance(item, Resolution)]
    shown, since = on_screen(db.session(), assembly.id, resolutions)
    on_now = shown if isinstance(shown, Resolution) else None
    current = next_to_act_on(resolutions, on_now, over=assembly.closed_at is not None)
    return _Standing(assembly, agenda, resolutions, shown, since, current)


def _now(standing: _Standing) -> dict[str, Any]:
    assembly, resolutions, current = standing.assembly, standing.resolutions, standing.current
    shown = standing.resolution_shown
    return {
        "assembly": assembly,
        "meeting_steps": meeting_steps(assembly),
        "venues": venues_of(db.session(), assembly.id),
        "venue_names": venue_names(db.session(), assembly.id),
        "present": headcounts().present(db.session(), assembly.id),
        "heavy": [can_cast(one) for one in heavy_now(db.session(), assembly, current, headcounts())],
        "current": item_values(assembly, current, resolutions) | _here(assembly, current)
        if current
        else None,
        "undecided": [item for item in resolutions if State(item.state) is State.DRAFT],
        **_on_screen(standing),
        "message": message_on_screen(db.session(), assembly.id, standing.since),
        "again": _again(shown, resolutions) if shown else None,
        "silences": silences_of(db.session(), assembly.id),
        "troubles": open_rounds(db.session(), assembly.id),
        "practice": practice_shown(db.session(), assembly),
        "head": last_head(db.session(), assembly.id),
        "step_words": step_words,
        "is_unsigned": is_unsigned(),
        "clocks": clocks_in_doubt(),
    }


def _on_screen(standing: _Standing) -> dict[str, Any]:
    return {
        "shown": standing.resolution_shown,
        "shown_point": standing.shown if isinstance(standing.shown, AgendaPoint) else None,
        "next_point": _next_point(standing),
    }


def _next_point(standing: _Standing) -> AgendaPoint | None:
    """The point without a vote to go on with; None where a vote is on its way, or the meeting is over."""
    current = standing.current
    if standing.assembly.closed_at is not None or (current and State(current.state) is not State.DRAFT):
        return None
    if current is not None and current is standing.shown:
        return None
    return next_point(standing.agenda, standing.shown)


def _here(assembly: Assembly, current: Resolution) -> dict[str, object]:
    """How many are here for what is on now, and how far its quorum is met."""
    votes = turnout_now(current).total
    return {
        "room": room(db.session(), current, votes, headcounts()),
        "quorum": quorum_now(db.session(), assembly, current, headcounts()),
    }


def _side(assembly: Assembly) -> dict[str, Any]:
    speakers = listed(db.session(), assembly.id)
    return {
        "assembly": assembly,
        "speaking": next((one for one in speakers if one.speaking), None),
        "waiting": [one for one in speakers if not one.speaking],
        "takes_names": takes_names(db.session(), assembly.id),
        "limit": limit_of(db.session(), assembly.id),
        "questions": [one for one in questions_of(db.session(), assembly.id) if not one.answered],
        "venue_names": venue_names(db.session(), assembly.id),
    }


def _rest(standing: _Standing) -> dict[str, Any]:
    assembly = standing.assembly
    return {
        "venues": venues_of(db.session(), assembly.id),
        "venue_names": venue_names(db.session(), assembly.id),
        "agenda": [
            item if isinstance(item, AgendaPoint) else item_values(assembly, item, standing.resolutions)
            for item in standing.agenda
            if item is not standing.current
        ],
        **_on_screen(standing),
        "incidents": incidents_of(db.session(), assembly.id),
        "ends": ends_of(db.session(), assembly.id),
    }


def _again(shown: Resolution, resolutions: list[Resolution]) -> Resolution | None:
    announced = shown_result(db.session(), shown, counts_votes=False)
    return shown if can_be_put_again(shown, announced, resolutions) else None
