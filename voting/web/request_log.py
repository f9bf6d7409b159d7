"""The number of a request, and the one line that the log has of each request on which something failed.

The outermost layer of the application: it sees every answer, also of what is answered before Flask is asked,
and has an answer where nothing else has one. A line names the route, never the address: codes stand in there.
"""

import secrets
import sys
import time
from collections.abc import Iterable
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, request
from flask_babel import force_locale
from markupsafe import escape

from voting.errors import Code, Refused
from voting.languages import LANGUAGES
from voting.logs import REQUEST
from voting.meters import AT_HAND, Meters
from voting.web.security import HEADERS
from voting.wording.refusals import number_sentence, refusal_sentence

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)

HEADER = "X-Request-ID"
NUMBER = "voting.request_number"
FAULT = "voting.fault"
TOLD = "voting.fault_is_told"
BEGUN = "voting.answer_begun"
METERS = "meters"
"""The extension that counts what this process answers."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def request_number() -> str:
    """The number of the request: ten digits, which can be told over a phone."""
    number: str = request.environ.get(NUMBER, "")
    return number


def number_if_logged(status: int) -> str | None:
    """The number of the request where the log gets a line about it if it is answered with this status; else
    None."""
    return request_number() if status >= 500 or FAULT in request.environ else None


def note_fault(error: BaseException) -> None:
    """Keep what failed in this request for its line in the log; the first fault stays."""
    request.environ.setdefault(FAULT, error)


def leave_to_watcher() -> None:
    """What fails in this request is told by whoever watches, once for all who ask."""
    request.environ[TOLD] = True


def _note_unexpected(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> None:
    note_fault(exc_info[1])


def _name_route() -> None:
    REQUEST.get({})["endpoint"] = request.endpoint or "unknown"


def _numbered(application: "WSGIApplication", app: Flask) -> "WSGIApplication":
    """The application, each of whose answers carries the number of its request; an answer of 5xx, and one of
    a request in which a fault was noted, is logged. Each is counted."""
    meters: Meters = app.extensions[METERS]

    def answer(asked: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        number = f"{secrets.randbelow(10**10):010}"
        asked[NUMBER] = number  # one that a browser or a proxy sends is not believed
        method = asked["REQUEST_METHOD"]
        told = {"request_id": number, "method": method if method in METHODS else "other"}
        REQUEST.set(told)
        begun = time.perf_counter()

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            fault, failed = asked.get(FAULT), status.startswith("5")
            code = next((value for name, value in headers if name == "Refusal"), None)
            meters.add_answer(told.get("endpoint", AT_HAND), time.perf_counter() - begun, failed, code)
            if (failed or fault is not None) and TOLD not in asked:
                write = log.error if failed else log.warning
                write("a request failed", status=int(status[:3]), code=code, exc_info=fault)
            asked[BEGUN] = True
            return start_response(status, [*headers, (HEADER, number)], *exc_info)

        try:
            return application(asked, start)
        except Exception as error:
            asked[FAULT] = error
            return _last_resort(app, asked, start)

    return answer


def _last_resort(app: Flask, asked: "WSGIEnvironment", start_response: Any) -> list[bytes]:
    """The answer where making any other has failed: a sentence in each language, and the number of the
    request."""
    number = asked[NUMBER]
    refused = Refused(Code.INTERNAL)
    with app.app_context():
        sentences: dict[str, str] = {}
        for language in LANGUAGES:
            with force_locale(language):
                sentences[language] = f"{refusal_sentence(refused)} {number_sentence(number)}"
    paragraphs = "".join(f'<p lang="{code}">{escape(text)}</p>' for code, text in sentences.items())
    body = f'<!doctype html><html lang="nl"><title>500</title><main role="alert">{paragraphs}</main></html>'
    content = body.encode()
    headers = HEADERS | {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(content)),
        "Cache-Control": "no-store",
        "Refusal": refused.code.value,
    }
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    start_response(f"{status.value} {status.phrase}", list(headers.items()), *_again(asked))
    return [content]


def _again(asked: "WSGIEnvironment") -> tuple[Any, ...]:
    """What a server must be given where another answer has been begun already: the exception that ends it."""
    return (sys.exc_info(),) if BEGUN in asked else ()


def init_app(app: Flask) -> None:
    """Number the requests of an application: the last of its parts to be joined, around all the others."""
    app.extensions[METERS] = Meters()
    app.before_request_funcs.setdefault(None, []).insert(0, _name_route)
    app.log_exception = _note_unexpected  # type: ignore[assignment, method-assign]  # its line has the address
    app.wsgi_app = _numbered(app.wsgi_app, app)  # type: ignore[assignment, method-assign]
