"""What a console is told whose act came second, or could not be: who did what, and what was typed stays."""

from flask import request
from flask_babel import gettext
from werkzeug.wrappers import Response

from voting.errors import Code, InvalidForm, Refused
from voting.web.chair import blueprint
from voting.web.chair.console import console_page
from voting.web.chair.discussion import discussion_page, from_console
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
IN_THE_DISCUSSION = {
    *("chair.answered", "chair.end_turn", "chair.hide_question", "chair.limit_all", "chair.limit_one"),
    *("chair.open_speakers", "chair.order_speaker", "chair.written_read"),
}
"""Those whose refusal is told on the page of the discussion; on the console, where they were sent from it."""
TOLD_HERE = ON_THE_CONSOLE | IN_THE_DISCUSSION
ELSEWHERE = (
    *(Code.SIGN_IN_NEEDED, Code.SIGN_IN_OVER, Code.FORBIDDEN),
    *(Code.SECOND_FACTOR_NEEDED, Code.IDLE_TOO_LONG, Code.CONFIRM_AGAIN),
    *(Code.NOT_FOUND, Code.BAD_REQUEST, Code.BUSY, Code.OUTCOME_UNKNOWN),
)
"""The refusals that no console can do anything about."""
MEANWHILE = (Code.WRONG_STATE, Code.CHANGED_MEANWHILE)


@blueprint.errorhandler(Refused)
def refused_here(refused: Refused) -> Response:
    """A refusal: the console as it stands now, with what was done meanwhile and what was typed."""
    if request.endpoint not in TOLD_HERE or refused.code in ELSEWHERE or wants_json():
        return answer_refusal(refused)
    sentence = refusal_sentence(refused)
    if refused.code in MEANWHILE:
        sentence = gettext(
            "Nothing was done twice. This is how things stand now; what you typed is still there."
        )
    identity = (request.view_args or {}).get("resolution_id")
    done = who_did(resolution_here(identity)) if identity is not None else ""
    return refused_form(_page(sentence, done), refused.code)


@blueprint.errorhandler(InvalidForm)
def faulty_here(invalid: InvalidForm) -> Response:
    """Fields that cannot be read: the console with the form as it was filled in."""
    if request.endpoint not in TOLD_HERE or wants_json():
        return answer_faults(invalid)
    return refused_form(_page(" ".join(form_faults(invalid.faults))))


def _page(sentence: str, done: str = "") -> str:
    """The page from which the form was sent, as it stands now."""
    if request.endpoint in IN_THE_DISCUSSION and not from_console():
        return discussion_page(sentence=sentence)
    return console_page(sentence=sentence, done=done)
