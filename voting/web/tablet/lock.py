"""The lock screen, and the ways back to it."""

from flask import Response, jsonify, make_response, render_template, session, url_for
from flask_babel import force_locale, gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.languages import LANGUAGES
from voting.practice.practice import is_practice_on
from voting.tablets.hand_over import end_hand_over, open_on, session_on
from voting.tablets.rules import Ending
from voting.web.errors import wants_json
from voting.web.filled_in import drop
from voting.web.streams import open_stream
from voting.web.tablet import blueprint
from voting.web.tablet.this_tablet import forget_ballots, sealed_told, this_tablet, to_lock_screen


@blueprint.get("/")
def lock_screen() -> Response | Redirect:
    """Nothing but the tablet's name, until it is handed to somebody."""
    here = this_tablet()
    token = open_on(db.session(), here.id, now())
    address = url_for("tablet.start", token=token) if token else None
    if wants_json():
        return jsonify(next=address, practice=is_practice_on(db.session(), here.assembly_id))
    if address:
        return redirect(address, 303)
    before = session.get("tablet")
    session.clear()
    response = make_response(
        render_template(
            "tablet/lock.html",
            here=here,
            sentences=_in_each_language(),
            practice_offers=_practice_offers() if is_practice_on(db.session(), here.assembly_id) else [],
        )
    )
    if before:
        forget_ballots(response, here, before)
    drop(response, url_for("tablet.practice_ballot"))
    return response


@blueprint.get("/stream")
def stream() -> Response:
    """The stream of what changes, for a tablet: whether it is still in the same hands is asked then."""
    this_tablet()
    return open_stream()


@blueprint.post("/<token>/here")
def still_here(token: str) -> Response:
    """Keep the session going: somebody has touched the tablet."""
    here = this_tablet()
    with writing(db.session()) as writer:
        session_on(writer, here.id, token, now())
    return jsonify(code="ok")


@blueprint.post("/<token>/end")
def finish(token: str) -> Redirect:
    """End the session by hand."""
    return _end(token, Ending.FINISHED)


@blueprint.get("/<token>/idle")
def idle(token: str) -> Redirect:
    """End the session after a minute without a touch; a page without script comes here by itself."""
    return _end(token, Ending.IDLE)


@blueprint.get("/done")
def done() -> str:
    """The page after the last vote, which goes back to the lock screen by itself and names nobody; with the
    receipt of a sealed vote."""
    this_tablet()
    return render_template("tablet/done.html", **sealed_told())


def _end(token: str, ending: Ending) -> Redirect:
    here = this_tablet()
    with writing(db.session()) as writer:
        end_hand_over(writer, here.id, token, ending, now=now())
    response = to_lock_screen()
    forget_ballots(response, here, token)
    return response


def _in_each_language() -> list[tuple[str, str]]:
    sentences = []
    for code in LANGUAGES:
        with force_locale(code):
            sentences.append(
                (code, gettext("To vote here, ask a steward. They will unlock this tablet for you."))
            )
    return sentences


def _practice_offers() -> list[tuple[str, str]]:
    offers = []
    for code in LANGUAGES:
        with force_locale(code):
            offers.append((code, gettext("Practise voting")))
    return offers
