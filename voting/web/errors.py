"""How refusals and errors are answered, to people and to machines: stable codes become HTTP statuses here and
nowhere else."""

from flask import Flask, Response, g, jsonify, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError

from voting.database_errors import is_away, is_conflict, is_full, is_unstorable
from voting.errors import COME_AGAIN, Code, Fault, InvalidFile, InvalidForm, OutcomeUnknown, Refused
from voting.extensions import db
from voting.web.doorkeeper import note_turned_away
from voting.web.languages import opened_again
from voting.web.person import somebody
from voting.web.request_log import note_fault, number_if_logged
from voting.wording.fault_groups import grouped
from voting.wording.faults import fault_sentence
from voting.wording.form_faults import form_faults
from voting.wording.refusals import COUNTED_ONCE, number_sentence, refusal_sentence

STATUS: dict[Code, int] = {
    Code.SIGN_IN_NEEDED: 401,
    Code.SIGN_IN_FAILED: 401,
    Code.SECRET_KEY_CHANGED: 503,
    Code.PASSWORD_WRONG: 401,
    Code.PASSWORD_WEAK: 422,
    Code.PASSWORD_COMMON: 422,
    Code.TOO_MANY_ATTEMPTS: 429,
    Code.PROVIDER_SILENT: 503,
    Code.PROVIDER_UNSURE: 401,
    Code.MEMBER_NOT_TOLD: 401,
    Code.STAFF_NOT_TOLD: 401,
    Code.LINK_EXPIRED: 410,
    Code.FORBIDDEN: 403,
    Code.SIGN_IN_OVER: 401,
    Code.IDLE_TOO_LONG: 403,
    Code.SECOND_FACTOR_NEEDED: 403,
    Code.SECOND_FACTOR_WRONG: 401,
    Code.PASSKEY_WRONG: 401,
    Code.CONFIRM_AGAIN: 403,
    Code.SECOND_PERSON: 403,
    Code.NOT_ENTITLED: 403,
    Code.NO_PROXY: 403,
    Code.NOT_FOUND: 404,
    Code.ALREADY_BEGUN: 404,
    Code.UNKNOWN_PASS: 404,
    Code.OTHER_ASSEMBLY: 404,
    Code.BAD_REQUEST: 400,
    Code.FORM_EXPIRED: 400,
    Code.INVALID_CHOICE: 422,
    Code.INVALID_PROXY: 422,
    Code.DOCUMENT_INVALID: 422,
    Code.NO_PAPER: 404,
    Code.UNKNOWN_TABLET: 403,
    Code.HAND_OVER_ENDED: 410,
    Code.REASON_MISSING: 422,
    Code.ENTITLED_DIFFERS: 422,
    Code.DAY_NOT_LATER: 422,
    Code.HOUR_UNCLEAR: 422,
    Code.TEXT_TOO_LONG: 422,
    Code.TEXT_MISSING: 422,
    Code.TEXT_UNCHANGED: 422,
    Code.QUESTION_INVALID: 422,
    Code.INCIDENT_EMPTY: 422,
    Code.ANSWER_INVALID: 422,
    Code.QUESTIONS_DIFFER: 422,
    Code.TROUBLE_LONG: 422,
    Code.INCIDENT_LATER: 422,
    Code.DECLARATION_INVALID: 422,
    Code.INSTRUCTIONS_TOO_LONG: 422,
    Code.CLOSING_TIME_INVALID: 422,
    Code.CLOCK_IN_DOUBT: 409,
    Code.FILE_TOO_LARGE: 413,
    Code.INTERNAL: 500,
    Code.BUSY: 503,
    Code.UPGRADING: 503,
    Code.DATABASE_AWAY: 503,
    Code.STORAGE_FULL: 507,
    Code.OUTCOME_UNKNOWN: 503,
    Code.BALLOT_KEY_WRONG: 503,
    Code.JOB_STOPPED: 503,
    Code.KEYHOLDER_UNKNOWN: 401,
    Code.KEYHOLDERS_INVALID: 422,
    Code.KEYS_UNSOUND: 422,
    Code.SIGNATURE_WRONG: 422,
    Code.SHARE_WRONG: 422,
    Code.SEALED_NEEDED: 422,
    Code.NOT_SEALED: 422,
    Code.SEAL_WRONG: 422,
    Code.SEALS_LIMIT: 429,
}
"""The status of each code; every other code is 409."""

PAGES = {
    Code.SIGN_IN_NEEDED: "sign_in.html",
    Code.SIGN_IN_OVER: "sign_in.html",
    Code.SIGN_IN_FAILED: "sign_in.html",
    Code.SECRET_KEY_CHANGED: "sign_in.html",
    Code.PASSWORD_WRONG: "sign_in_password.html",
    Code.PROVIDER_SILENT: "sign_in.html",
    Code.PROVIDER_UNSURE: "sign_in.html",
    Code.MEMBER_NOT_TOLD: "sign_in.html",
    Code.STAFF_NOT_TOLD: "sign_in.html",
}
"""The codes that are answered with the form to try again on; the others have a page of their own."""

FORM_PAGES = {
    "account.choose_password": ("account.overview", "password-part"),
    "second.add_a_passkey": ("second.app", "passkey"),
    "second.confirm_by_passkey": ("second.confirm_page", "passkey"),
    "second.remove": ("account.overview", "second-part"),
    "office.renew_staff_code": ("office.staff", "access-title"),
    "office.revoke": ("office.staff", "access-title"),
    "office.remove_factors": ("office.staff", "access-title"),
    "office.convene": ("office.convening", "convene"),
    "office.take_back": ("office.convening", "take-back"),
    "office.postpone": ("office.convening", "postpone"),
    "office.cancel": ("office.convening", "cancel"),
    "chair.end": ("chair.console", "incidents"),
    "chair.note": ("chair.console", "incidents"),
    "member.give_proxy": ("member.agenda", "proxy"),
    "member.accept": ("member.agenda", "proxy"),
    "member.withdraw": ("member.agenda", "proxy"),
    "member.give_back": ("member.agenda", "proxy"),
    "member.ask": ("member.discussion", "text"),
}
"""For forms that are sent to another address than that of their page: the page, and the part of it where the
form is."""

HTTP_CODES = {
    400: Code.BAD_REQUEST,
    403: Code.FORBIDDEN,
    404: Code.NOT_FOUND,
    405: Code.NOT_FOUND,
    413: Code.FILE_TOO_LARGE,
    500: Code.INTERNAL,
}


FOR_MACHINES = ("/api/", "/healthz", "/keys/", "/box/")
"""How the addresses begin at which no page is."""


def wants_json() -> bool:
    """Whether the request asks for JSON rather than a page: it is of a machine, or of a script in a page."""
    if request.path.startswith(FOR_MACHINES):
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def answer_refusal(refused: Refused) -> Response:
    """The answer to a refusal: a page or JSON, with its code in the header ``Refusal``.

    Where the log has a line about it, the answer has the number by which that is found.
    """
    status = STATUS.get(refused.code, 409)
    note_turned_away(refused.code)
    sentence = _sentence(refused)
    number = number_if_logged(status)
    if number:
        sentence = f"{sentence} {number_sentence(number)}"
    if wants_json():
        told = {"request": number} if number else {}
        response = jsonify(code=refused.code.value, message=sentence, **told)
    else:
        template = "error.html" if somebody() else PAGES.get(refused.code, "error.html")
        response = make_response(
            render_template(template, sentence=sentence, code=refused.code.value, again=_form_again())
        )
    response.status_code = status
    response.headers["Refusal"] = refused.code.value
    if "seconds" in refused.values:
        response.headers["Retry-After"] = str(refused.values["seconds"])
    return response


def _sentence(refused: Refused) -> str:
    if not isinstance(refused, OutcomeUnknown):
        return refusal_sentence(refused)
    note_fault(refused.__cause__ or refused)
    return refusal_sentence(refused, COUNTED_ONCE if g.get("counts_once") else {})


def answer_faults(invalid: InvalidFile) -> Response:
    """The answer to a file that was refused, with every fault."""
    is_form = isinstance(invalid, InvalidForm)
    sentences = form_faults(invalid.faults) if is_form else [fault_sentence(item) for item in invalid.faults]
    if wants_json():
        response = jsonify(code=invalid.code, faults=list(map(_told, invalid.faults, sentences)))
    elif is_form:
        said = {"sentence": " ".join(sentences), "code": invalid.code, "again": _form_again()}
        response = make_response(render_template("error.html", **said))
    else:
        response = make_response(
            render_template("office/faults.html", groups=grouped(invalid.faults), count=len(sentences))
        )
    response.status_code = 422
    response.headers["Refusal"] = invalid.code
    return response


def _told(fault: Fault, sentence: str) -> dict[str, str | int]:
    """A fault for a machine: its code, where it is, and what a person reads."""
    return {"code": fault.code, "line": fault.line, "field": fault.column, "message": sentence}


def answer_http(error: HTTPException) -> Response:
    """The answer to an HTTP error of the framework."""
    if error.code is not None and error.code < 400:
        return make_response(error.get_response())
    status = error.code or 500
    if status >= 500:
        note_fault(error.original_exception or error if isinstance(error, InternalServerError) else error)
    otherwise = Code.INTERNAL if status >= 500 else Code.BAD_REQUEST
    response = answer_refusal(Refused(HTTP_CODES.get(status, otherwise)))
    response.status_code = status
    return response


def answer_database_error(error: SQLAlchemyError) -> Response:
    """The answer to a failure of the database, after which nothing is stored: busy where something else
    happened at the same moment, database_away where it does not answer, storage_full where it has no room,
    bad_request where it cannot hold or look up what was sent, internal where the fault is ours."""
    note_fault(error)
    db.session.rollback()
    if is_away(error):
        return answer_refusal(Refused(Code.DATABASE_AWAY, seconds=COME_AGAIN))
    if is_full(error):
        return answer_refusal(Refused(Code.STORAGE_FULL, seconds=COME_AGAIN))
    if is_conflict(error):
        return answer_refusal(Refused(Code.BUSY, seconds=COME_AGAIN))
    return answer_refusal(Refused(Code.BAD_REQUEST if is_unstorable(error) else Code.INTERNAL))


def _form_again() -> str | None:
    """The address of the page with the form that was just sent, or None where it cannot be opened again."""
    if request.method != "POST":
        return None
    if request.endpoint in FORM_PAGES:
        page, part = FORM_PAGES[request.endpoint]
        return url_for(page, _anchor=part)
    return opened_again()


def init_app(app: Flask) -> None:
    """Answer every refusal of an application in the same way."""
    app.register_error_handler(Refused, answer_refusal)
    app.register_error_handler(InvalidFile, answer_faults)
    app.register_error_handler(CSRFError, lambda error: answer_refusal(Refused(Code.FORM_EXPIRED)))
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(SQLAlchemyError, answer_database_error)
