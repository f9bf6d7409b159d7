"""What the halls show, for a small frame on the console: the same scene as on their displays."""

from flask import Response, render_template, request
from flask_babel import force_locale

from voting.extensions import db
from voting.halls.displays import LANGUAGES_SHOWN, displays_of
from voting.halls.models import Display
from voting.installation import now
from voting.web.chair import blueprint
from voting.web.display.scene import scene_of
from voting.web.meeting import this_assembly
from voting.web.security import policy_with_frames

SHOWN = (200, 409, 422)
"""The statuses with which the console may be shown."""


@blueprint.get("/halls")
def halls() -> str:
    """The page in the frame, which keeps itself up to date without a stream."""
    display = _display()
    scene = scene_of(db.session(), display)
    ready = scene.shown_from is None or scene.shown_from <= now()
    with force_locale(display.languages[0]):
        return render_template("chair/halls.html", ready=ready, **scene.values)


@blueprint.get("/halls/state")
def halls_state() -> Response:
    """The part of it that changes."""
    display = _display()
    scene = scene_of(db.session(), display)
    with force_locale(display.languages[0]):
        response = Response(render_template("display/state.html", **scene.values), headers=scene.headers)
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.after_request
def let_frames_in(response: Response) -> Response:
    """Let the console, whole or after a refusal, show pages of ours in a frame."""
    if response.status_code in SHOWN:
        response.headers["Content-Security-Policy"] = policy_with_frames("")
    return response


def _display() -> Display:
    """The first display of a hall; without any, one as they are made."""
    assembly = this_assembly()
    found = displays_of(db.session(), assembly.id)
    if found:
        return found[0]
    return Display(
        assembly_id=assembly.id,
        venue=None,
        languages=list(LANGUAGES_SHOWN),
        delay=0,
        wifi_name="",
        wifi_password="",
    )
