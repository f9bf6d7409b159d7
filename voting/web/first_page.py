"""The first page of an empty installation: begin an assembly of one's own, once.

Whoever comes first could be a stranger, so the page asks for the word that ``voting first-page`` prints on
the server's terminal.
"""

import re
import secrets
from collections.abc import Sequence

from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response

from voting.accounts.attempts import count_attempt, of_address
from voting.accounts.codes import is_first_word
from voting.accounts.staff import LONGEST_NAME
from voting.ballot.beginning import Beginning, begin_first, begun_by, is_begun
from voting.cooperative.stored import details_of, the_cooperative
from voting.database import writing
from voting.errors import Code, Fault, InvalidForm, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.web.form import Typed, exactly, refused_form, text
from voting.web.once import tell_once, told_for_now
from voting.wording.form_faults import linked_faults
from voting.wording.languages import language
from voting.wording.new_assembly import empty

blueprint = Blueprint("first_page", __name__, url_prefix="/begin")


@blueprint.get("")
def form() -> str:
    """The page, as long as there is no assembly. Raises Refused(already_begun)."""
    if is_begun(db.session()):
        raise Refused(Code.ALREADY_BEGUN)
    return _page(secrets.token_hex(16))


@blueprint.post("")
def begin() -> Response:
    """Begin the assembly, and go to the page with the secretary's code; or show the form once more, with all
    its faults.

    Raises Refused: already_begun; bad_request for a form that is not of this page.
    """
    number = exactly("form")
    if not re.fullmatch("[0-9a-f]{32}", number):
        raise Refused(Code.BAD_REQUEST)
    try:
        asked = _asked()
    except InvalidForm as invalid:
        if is_begun(db.session()):
            raise Refused(Code.ALREADY_BEGUN) from None
        return refused_form(_page(number, invalid.faults))
    with writing(db.session()) as session:
        begin_first(session, installation_key(), asked, number, now=now())
    return tell_once("first_page.begun", {"form": number})


@blueprint.get("/begun")
def begun() -> str:
    """What has been begun, and the secretary's code: in the browser that sent the form, until somebody has
    signed in with it. Raises Refused(already_begun) everywhere else."""
    told = told_for_now()
    if told is None:
        raise Refused(Code.ALREADY_BEGUN)
    return render_template(
        "begun.html",
        address=current_app.config["ADDRESS"],
        begun=begun_by(db.session(), installation_key(), told["form"]),
        cooperative=details_of(the_cooperative(db.session())).name,
    )


def _page(number: str, faults: Sequence[Fault] = ()) -> str:
    return render_template("begin.html", form=number, faults=linked_faults(faults), longest=LONGEST_NAME)


def _asked() -> Beginning:
    """What the form asks for. Raises InvalidForm with every fault; Refused(too_many_attempts) after many
    wrong words."""
    typed = Typed()
    day, names = typed.day("date"), {name: text(name) for name in ("cooperative", "secretary")}
    if day is None and not text("date"):
        typed.faults.append(Fault(0, "date", "value_missing"))
    if day is not None and day < now().date():
        typed.faults.append(Fault(0, "date", "day_over"))
    for name, value in names.items():
        if not value:
            typed.faults.append(Fault(0, name, "value_missing"))
        elif len(value) > LONGEST_NAME:
            typed.faults.append(Fault(0, name, "too_long", {"longest": LONGEST_NAME}))
        if not value.isprintable():
            typed.faults.append(Fault(0, name, "not_text"))
    if not is_first_word(installation_key(), exactly("word")):
        with writing(db.session()) as session:
            count_attempt(session, of_address(installation_key(), request.remote_addr or ""), now=now())
        typed.faults.append(Fault(0, "word", "word_wrong"))
    typed.require_sound()
    spoken = language()
    return Beginning(
        {spoken: names["cooperative"]}, empty(day or now().date(), None), names["secretary"], spoken
    )
