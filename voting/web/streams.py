"""Streams that tell open screens what changes, and bring the parts of their pages that many share."""

from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from voting.errors import COME_AGAIN, Code, Refused
from voting.live.stream import Follow, events
from voting.web.form import in_address
from voting.web.live import BY_US, blueprint, live

MOST_PARTS = 4
"""The most parts that a stream brings; a page asks for others itself."""
SHARED = frozenset({"live.votes_now", "live.phase", "live.results", "display.state", "display.overlay_state"})
"""The endpoints of such parts: those that answer with ``shared``, to anybody who knows their address."""


@blueprint.get("/live/stream")
def stream() -> Response:
    """The stream of somebody signed in."""
    return open_stream()


def open_stream() -> Response:
    """A stream of what changes, with the shared ``parts`` of a page whose addresses the page names; an empty
    answer (204) where no more streams can be held, and the screen asks from time to time instead.

    The database session ends with the request, before the first event is sent. Raises Refused(busy) where
    this process has nothing to tell, so that a proxy in front asks another.
    """
    hub = live().hub
    if hub.cut_off:
        raise Refused(Code.BUSY, seconds=COME_AGAIN)
    if hub.full or hub.closed:
        return Response(status=204)
    paths, follow = _shared_parts(in_address("parts").split()[:MOST_PARTS])
    response = Response(events(hub, paths, follow), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _shared_parts(asked: Sequence[str]) -> tuple[list[str], Follow]:
    """Which of these addresses are those of shared parts, and what gives these to a stream. Whoever knows
    such an address may see what is there, as where they ask for it themselves."""
    root, fragments = request.script_root, live().fragments
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def ask(path: str) -> bool:
        with app.test_request_context(path, base_url=app.config["ADDRESS"], environ_overrides={BY_US: True}):
            return app.full_dispatch_request().status_code == HTTPStatus.OK

    paths = {named: path for named in asked if _is_shared(app, path := named.removeprefix(root))}
    for path in paths.values():
        if not fragments.has_made(path):
            ask(path)
    return list(paths), lambda named, changed: fragments.follow(paths[named], changed, ask)


def _is_shared(app: Flask, path: str) -> bool:
    with suppress(HTTPException):
        return app.url_map.bind("").match(path)[0] in SHARED
    return False
