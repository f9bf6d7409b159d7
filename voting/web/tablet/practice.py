"""Practising on a tablet that nobody holds: without a member, while the halls' practice vote is on.

What is filled in is kept for whoever practises, from the first page until the lock screen is shown again,
which the pages lead to by themselves: who practises next never sees it.
"""

import secrets

from flask import render_template, session, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.ballot.methods import ChoiceFault
from voting.errors import Code
from voting.extensions import db
from voting.practice.practice import is_practice_on
from voting.tablets.enrolment import Here
from voting.web.filled_in import FilledIn, drop, kept
from voting.web.form import refused_form
from voting.web.member.checking import fault_told, go_on, marks_to_confirm
from voting.web.member.practice import contest_in_practice, count_if_on, practice_shown
from voting.web.tablet import blueprint
from voting.web.tablet.this_tablet import this_tablet, to_lock_screen
from voting.wording.practice import PracticeBallot

MOTION = PracticeBallot.MOTION
PRACTISING = "practising"
"""Who practises, in the session of the pages: something random, which the lock screen ends."""


@blueprint.get("/practice")
def practice_ballot() -> str | Response:
    """The practice ballot, as it was filled in; with what is ``wrong`` with it where the address asks for
    that. The lock screen where no practice vote is on."""
    here = this_tablet()
    if not is_practice_on(db.session(), here.assembly_id):
        return to_lock_screen()
    filled_in = _kept()
    fault = fault_told(contest_in_practice(MOTION), filled_in)
    page = _page(here, filled_in, fault)
    return refused_form(page, Code.INVALID_CHOICE) if fault else page


@blueprint.post("/practice/check")
def check_practice() -> Response:
    """Go on from it to the page that asks to confirm it, or back to it where something is wrong."""
    if not is_practice_on(db.session(), this_tablet().assembly_id):
        return to_lock_screen()
    return go_on(
        contest_in_practice(MOTION),
        _whose(),
        ballot="tablet.practice_ballot",
        confirm="tablet.confirm_practice",
    )


@blueprint.get("/practice/check")
def confirm_practice() -> str | Response:
    """The page that asks to confirm it; the ballot, where there is nothing to confirm."""
    here = this_tablet()
    if not is_practice_on(db.session(), here.assembly_id):
        return to_lock_screen()
    filled_in = _kept()
    marks = marks_to_confirm(contest_in_practice(MOTION), filled_in)
    if marks is None:
        return redirect(url_for("tablet.practice_ballot"), 303)
    return _page(here, filled_in, marks=marks)


@blueprint.post("/practice/count")
def count_practice() -> Response:
    """Count it, as practice."""
    if not count_if_on(this_tablet().assembly_id, MOTION):
        return to_lock_screen()
    response = redirect(url_for("tablet.practised"), 303)
    drop(response, url_for("tablet.practice_ballot"))
    return response


@blueprint.get("/practice/done")
def practised() -> str:
    """The page that says that it was practice, and goes back to the lock screen by itself."""
    this_tablet()
    return render_template("tablet/practised.html")


def _whose() -> str:
    """Who practises: the same until the lock screen is shown."""
    found: str = session.setdefault(PRACTISING, secrets.token_urlsafe(16))
    return found


def _kept() -> FilledIn | None:
    return kept(url_for("tablet.practice_ballot"), _whose())


def _page(
    here: Here,
    filled_in: FilledIn | None,
    fault: ChoiceFault | None = None,
    marks: list[tuple[str, str]] | None = None,
) -> str:
    return render_template(
        "tablet/practice.html",
        here=here,
        place=here.venue,
        at={
            "change": url_for("tablet.practice_ballot"),
            "check": url_for("tablet.check_practice"),
            "vote": url_for("tablet.count_practice"),
        },
        **practice_shown(MOTION, filled_in, fault, marks),
    )
