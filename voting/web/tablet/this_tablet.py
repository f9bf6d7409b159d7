"""Which tablet sends the request, and how refusals are shown on it."""

from typing import Any

from flask import Response, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.ballot.agenda import resolutions_of
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key
from voting.live.answering import DeviceKind, DeviceSource
from voting.tablets.enrolment import Here, tablet_by_key
from voting.web.errors import answer_refusal, wants_json
from voting.web.filled_in import drop
from voting.web.form import in_address, refused_form
from voting.web.live import live
from voting.web.once import told_once
from voting.web.sealing import ReceiptTold
from voting.web.tablet import blueprint
from voting.wording.refusals import refusal_sentence

COOKIE = "tablet"


def this_tablet() -> Here:
    """The tablet that sends the request. Raises Refused(unknown_tablet)."""
    here = tablet_by_key(db.session(), installation_key(), request.cookies.get(COOKIE, ""))
    live().answering.hear(DeviceSource(here.assembly_id, here.venue, DeviceKind.TABLET))
    return here


def forget_ballots(response: Redirect, here: Here, token: str) -> None:
    """Let the browser forget what was filled in and not cast in the session with this token."""
    for resolution in resolutions_of(db.session(), here.assembly_id):
        drop(response, url_for("tablet.ballot", token=token, resolution_id=resolution.id))


def sealed_told() -> dict[str, Any]:
    """What a page after a vote shows of one that is sealed: its receipt, once."""
    if in_address("sealed") != "yes":
        return {}
    told = told_once()
    return {"counted_sealed": True, "told_receipt": ReceiptTold(**told) if told else None}


def to_lock_screen() -> Redirect:
    """Forget the member on this device, and go to the lock screen."""
    session.clear()
    return redirect(url_for("tablet.lock_screen"), 303)


@blueprint.errorhandler(CSRFError)
def answer_old_form(error: CSRFError) -> Response | Redirect:
    """The answer to a form of an earlier session that is sent again: the lock screen, on a tablet. Elsewhere
    nobody is signed out by it."""
    try:
        this_tablet()
    except Refused:
        return answer_refusal(Refused(Code.FORM_EXPIRED))
    if wants_json():
        return answer_refusal(Refused(Code.HAND_OVER_ENDED))
    return _locked(Code.FORM_EXPIRED)


@blueprint.errorhandler(Refused)
def answer_on_tablet(refused: Refused) -> Response | Redirect:
    """The answer to a refusal on a tablet: the lock screen, where the session is over."""
    if wants_json():
        return answer_refusal(refused)
    if refused.code is Code.HAND_OVER_ENDED:
        return _locked(refused.code)
    page = render_template(
        "tablet/refused.html",
        sentence=refusal_sentence(refused),
        code=refused.code.value,
        token=(request.view_args or {}).get("token"),
    )
    return refused_form(page, refused.code)


def _locked(code: Code) -> Redirect:
    """The lock screen in place of a page, with the code of the refusal in the header ``Refusal``."""
    answer = to_lock_screen()
    answer.headers["Refusal"] = code.value
    return answer
