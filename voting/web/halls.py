"""The chair or the secretary puts a break or a message on the screens of the halls."""

from collections.abc import Sequence

from flask import Blueprint, render_template, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.today import today_at
from voting.ballot.agenda import resolutions_of
from voting.database import writing
from voting.errors import Fault, InvalidForm
from voting.extensions import db
from voting.halls.message import LONGEST_MESSAGE, Message, message_on_screen, show_message
from voting.halls.screen import on_screen
from voting.installation import now
from voting.languages import LANGUAGES
from voting.web.form import Typed, as_typed, refused_form, text
from voting.web.meeting import this_assembly
from voting.web.person import person
from voting.wording.form_faults import linked_faults
from voting.wording.languages import LANGUAGE_NAMES

blueprint = Blueprint("halls", __name__, url_prefix="/halls")


@blueprint.get("/message")
def message() -> str:
    """What message the halls see, and the form for another."""
    return _page()


@blueprint.post("/message", endpoint="show_message")
def put_message() -> Response:
    """Show a message in the halls, until a time of today; or show again what was filled in, with every
    fault."""
    typed, zone = Typed(), this_assembly().timezone
    until = typed.moment_on("until", today_at(zone, now()), zone, now())
    given = {language: text(f"text.{language}") for language in LANGUAGES}
    shown = Message({language: said for language, said in given.items() if said}, until)
    try:
        with writing(db.session()) as session:
            who = person()
            show_message(session, who.assembly_id, shown, now=now(), actor=who.actor, unread=typed.faults)
    except InvalidForm as invalid:
        return refused_form(_page(invalid.faults))
    return redirect(url_for("halls.message"), 303)


def _page(faults: Sequence[Fault] = ()) -> str:
    assembly = this_assembly()
    _shown, since = on_screen(db.session(), assembly.id, resolutions_of(db.session(), assembly.id))
    labels = {f"text.{code}": name for code, name in LANGUAGE_NAMES.items()}
    typed = as_typed()
    return render_template(
        "halls/message.html",
        assembly=assembly,
        shown=message_on_screen(db.session(), assembly.id, since),
        faults=linked_faults(faults, {**labels, "until": gettext("We go on at")}),
        texts={code: typed.get(f"text.{code}", "") for code in LANGUAGES},
        until=typed.get("until", ""),
        longest=LONGEST_MESSAGE,
    )
