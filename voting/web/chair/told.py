"""What a console is told whose act came second, or could not be: who did what, and what was typed stays."""

from flask import request
from flask_babel import gettext
from werkzeug.wrappers import Response

from voting.errors import Code, InvalidForm, Refused
from voting.web.chair import blueprint
from voting.web.chair.console import console_page
from voting.web.chair.done import who_did
from voting.web.errors import answer_faults, answer_refusal, wants_json
from voting.web.form import refused_form
from voting.web.meeting import resolution_here
from voting.wording.form_faults import form_faults
from voting.wording.refusals import refusal_sentence

ON_THE_CONSOLE = {
    *("chair.annul", "chair.change", "chair.change_meeting", "chair.closing_time", "chair.confirm"),
    *("chair.confirm_meeting", "chair.end", "chair.note", "chair.put_on_screen", "chair.settle_tie"),
    "chair.tie",
}
"""The routes whose refusal is told on the console itself, with the form as it was filled in."""
ELSEWHERE = (Code.SIGN_IN_NEEDED, Code.FORBIDDEN, Code.NOT_FOUND, Code.BAD_REQUEST, Code.BUSY)
"""The refusals that no console can do anything about."""
MEANWHILE = (Code.WRONG_STATE, Code.CHANGED_MEANWHILE)


@blueprint.errorhandler(Refused)
def refused_here(refused: Refused) -> Response:
    """A refusal: the console as it stands now, with what was done meanwhile and what was typed."""
    if request.endpoint not in ON_THE_CONSOLE or refused.code in ELSEWHERE or wants_json():
        return answer_refusal(refused)
    sentence = refusal_sentence(refused)
    if refused.code in MEANWHILE:
        sentence = gettext(
            "Nothing was done twice. This is how things stand now; what you typed is still there."
        )
    identity = (request.view_args or {}).get("resolution_id")
    done = who_did(resolution_here(identity)) if identity is not None else ""
    return refused_form(console_page(sentence=sentence, done=done), refused.code)


@blueprint.errorhandler(InvalidForm)
def faulty_here(invalid: InvalidForm) -> Response:
    """Fields that cannot be read: the console with the form as it was filled in."""
    if request.endpoint not in ON_THE_CONSOLE or wants_json():
        return answer_faults(invalid)
    return refused_form(console_page(sentence=" ".join(form_faults(invalid.faults))))
