"""Practising on a tablet that nobody holds: without a member, while the halls' practice vote is on."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.ballot.methods import ChoiceFault, InvalidChoice
from voting.errors import Code
from voting.extensions import db
from voting.practice.practice import is_practice_on
from voting.tablets.enrolment import Here
from voting.web.form import as_typed, refused_form
from voting.web.member.practice import count_if_on, marks_sent
from voting.web.tablet import blueprint
from voting.web.tablet.this_tablet import this_tablet, to_lock_screen
from voting.wording.practice import PracticeBallot, practice_resolution

MOTION = PracticeBallot.MOTION


@blueprint.route("/practice", methods=["GET", "POST"])
def practice_ballot() -> str | Response:
    """The practice ballot; the lock screen where no practice vote is on."""
    here = this_tablet()
    return _page(here) if is_practice_on(db.session(), here.assembly_id) else to_lock_screen()


@blueprint.post("/practice/check")
def check_practice() -> str | Response:
    """The page that asks to confirm it; or the ballot again, with what is wrong."""
    here = this_tablet()
    if not is_practice_on(db.session(), here.assembly_id):
        return to_lock_screen()
    try:
        marks = marks_sent(MOTION)
    except InvalidChoice as invalid:
        return refused_form(_page(here, invalid.fault), Code.INVALID_CHOICE)
    return _page(here, marks=marks)


@blueprint.post("/practice/count")
def count_practice() -> Response:
    """Count it, as practice."""
    if not count_if_on(this_tablet().assembly_id, MOTION):
        return to_lock_screen()
    return redirect(url_for("tablet.practised"), 303)


@blueprint.get("/practice/done")
def practised() -> str:
    """The page that says that it was practice, and goes back to the lock screen by itself."""
    this_tablet()
    return render_template("tablet/practised.html")


def _page(here: Here, fault: ChoiceFault | None = None, marks: list[tuple[str, str]] | None = None) -> str:
    return render_template(
        "tablet/practice.html",
        here=here,
        resolution=practice_resolution(MOTION),
        at={
            "ballot": url_for("tablet.practice_ballot"),
            "check": url_for("tablet.check_practice"),
            "vote": url_for("tablet.count_practice"),
        },
        phase_now="practice",
        practice=True,
        grantor=None,
        place=here.venue,
        filled_in=as_typed(),
        fault=fault,
        marks=marks,
        attempt=None,
    )
