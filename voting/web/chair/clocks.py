"""Clocks that disagree: what the chair sees of them, and says which is right."""

from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.stamp import require_same
from voting.timekeeping.machines import doubts, settle_doubts
from voting.timekeeping.models import MachineClock
from voting.web.chair import blueprint
from voting.web.form import flag, was
from voting.web.meeting import this_assembly
from voting.web.person import person
from voting.wording.languages import local_moment


@blueprint.post("/clock")
def settle_clock() -> Response:
    """Say which time is right: that of the other clock (``follow``), or that by which we have gone on."""
    with writing(db.session()) as session:
        require_same(_seen(doubts(session)), was())
        settle_doubts(session, follow=flag("follow"), now=now(), actor=person().actor)
    return redirect(url_for("chair.console"), 303)


def clocks_in_doubt() -> dict[str, Any] | None:
    """By name, the ``time`` by which the votes go on, that of the ``other`` clock, and what a form is filled
    in upon (``seen``); None where the clocks agree."""
    found = doubts(db.session())
    if not found:
        return None
    moment: datetime = now()
    zone = this_assembly().timezone
    other = moment + timedelta(seconds=found[0].ahead or 0.0)
    return {"time": local_moment(moment, zone), "other": local_moment(other, zone), "seen": _seen(found)}


def _seen(found: list[MachineClock]) -> list[tuple[str, str | None, datetime | None]]:
    return [(one.boot, one.against, one.since) for one in found]
