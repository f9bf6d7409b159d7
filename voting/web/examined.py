"""What the doctor asks of the installation through its own proxy: who it is taken for, and how soon a stream
is heard. Nobody else is answered."""

from collections.abc import Iterator

import gevent
from flask import Blueprint, Response, current_app, jsonify, request

from voting.doctor.question import is_our_question
from voting.errors import Code, Refused

blueprint = Blueprint("examined", __name__, url_prefix="/doctor")

HELD = 3.0
"""Seconds for which the stream is open after its first event: a proxy that keeps events back keeps this one
for as long."""


@blueprint.get("/<question>")
def as_seen(question: str) -> Response:
    """The address, scheme and host that the application sees in this request, and whether it is a proxy that
    has said so. Raises Refused(not_found) for everybody but the doctor of this installation."""
    _require(question)
    told = "werkzeug.proxy_fix.orig" in request.environ and "X-Forwarded-For" in request.headers
    return jsonify(
        client=request.remote_addr,
        told_by_proxy=told,
        scheme=request.scheme,
        host=request.host,
    )


@blueprint.get("/<question>/stream")
def first_event(question: str) -> Response:
    """A stream of one event, which stays open for a while, made as those of screens are."""
    _require(question)

    def events() -> Iterator[str]:
        yield "data: {}\n\n"
        gevent.sleep(HELD)

    response = Response(events(), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _require(question: str) -> None:
    if not is_our_question(str(current_app.config["SECRET_KEY"]), question):
        raise Refused(Code.NOT_FOUND)
