"""The practice vote of the halls, which the chair starts and ends."""

from typing import NamedTuple

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.models import Assembly
from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.practice.practice import (
    Practice,
    can_start_practice,
    end_practice,
    practice_of,
    start_practice,
)
from voting.web.chair import blueprint
from voting.web.person import person


class PracticeShown(NamedTuple):
    """What the console shows: the practice vote that is on, if one is, and whether one can be started."""

    on: Practice | None
    startable: bool


def practice_shown(session: Session, assembly: Assembly) -> PracticeShown:
    """The state of practising, for the console."""
    practice = practice_of(session, assembly.id)
    on = practice if practice and practice.is_on else None
    return PracticeShown(on, on is None and can_start_practice(session, assembly))


@blueprint.post("/practice/start")
def begin_practice() -> Response:
    """Start it: displays, phones and tablets show it."""
    with writing(db.session()) as session:
        start_practice(session, person().assembly_id, now=now(), actor=person().actor)
    return redirect(url_for("chair.console"), 303)


@blueprint.post("/practice/end")
def finish_practice() -> Response:
    """End it: the displays show what was marked, as practice."""
    with writing(db.session()) as session:
        end_practice(session, person().assembly_id, now=now(), actor=person().actor)
    return redirect(url_for("chair.console"), 303)
