"""Making this device a voting tablet: with the code that the desk shows once."""

from datetime import timedelta

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.accounts.sign_ins import end_sign_in
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.tablets.enrolment import enrol_tablet
from voting.web.brought import bring, brought
from voting.web.errors import wants_json
from voting.web.form import refused_form, text
from voting.web.person import sign_out_here, somebody
from voting.web.prefix import cookie_path
from voting.web.strict_cookie import set_strict_cookie
from voting.web.tablet import blueprint
from voting.web.tablet.this_tablet import COOKIE
from voting.wording.at_desk import at_desk

ENROLMENT = "enrolment"
KEPT = timedelta(days=3)
"""How long the device keeps its key: the assembly, and the days before it."""


@blueprint.get("/new/")
@blueprint.get("/new/<code>")
def enrolment_page(code: str = "") -> str | Response:
    """The page that offers to make this device a tablet; opening it changes nothing."""
    if code:
        bring(ENROLMENT, code)
        return redirect(url_for("tablet.enrolment_page"), 303)
    return _page(brought(ENROLMENT))


@blueprint.post("/new/")
def enrol() -> Response:
    """Make this device a tablet, and sign out whoever was signed in on it."""
    before = somebody()
    try:
        with writing(db.session()) as session:
            device_key = enrol_tablet(session, installation_key(), text("code"), now=now())
            if before is not None:
                end_sign_in(session, before.sign_in_id, now=now())
    except Refused as refused:
        if wants_json():
            raise
        return refused_form(_page(text("code"), refused), refused.code)
    sign_out_here()
    response = redirect(url_for("tablet.lock_screen"), 303)
    set_strict_cookie(response, COOKIE, device_key, path=cookie_path("/tablet"), lasts=KEPT)
    return response


def _page(code: str, refused: Refused | None = None) -> str:
    sentence = at_desk(refused, "enrol") if refused else ""
    return render_template("tablet/new.html", code=code, refused=refused, sentence=sentence)
