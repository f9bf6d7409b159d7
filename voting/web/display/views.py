"""The screen in the hall: welcome, the item on the table, turnout while it is open, the result."""

from flask import Blueprint, render_template
from flask_babel import force_locale
from werkzeug.wrappers import Response

from voting.extensions import db
from voting.halls.displays import find_display
from voting.halls.models import Display
from voting.installation import installation_key, now
from voting.live.answering import DeviceKind, DeviceSource
from voting.live.fragments import Fragment, fragment
from voting.live.topics import SHOWN
from voting.web.display.overlay import overlay_of
from voting.web.display.scene import scene_of
from voting.web.live import expect_questions, shared
from voting.web.streams import open_stream
from voting.wording.display import as_of, back

blueprint = Blueprint("display", __name__, url_prefix="/display/<code>")


@blueprint.get("/")
def screen(code: str) -> str:
    """The page of a hall's display, which keeps itself up to date.

    A scene that begins a moment later is not in it yet, but fetched by the page.
    """
    display = _display(code)
    scene = scene_of(db.session(), display)
    ready = scene.shown_from is None or scene.shown_from <= now()
    with force_locale(display.languages[0]):
        return render_template(
            "display/screen.html",
            code=code,
            ready=ready,
            as_of=as_of(display.languages),
            back=back(display.languages),
            **scene.values,
        )


@blueprint.get("/state")
def state(code: str) -> Response:
    """The part of the page that changes, alike for all who have this link."""
    display = _display(code)
    if display.venue is not None:
        source = DeviceSource(display.assembly_id, display.venue, DeviceKind.DISPLAY, display.account_id)
        expect_questions(source)
    return shared(SHOWN, lambda: _state(display))


@blueprint.get("/overlay")
def overlay(code: str) -> str:
    """The lower third of a video picture, on nothing: who speaks, what is voted on, the result."""
    display = _display(code)
    scene = overlay_of(db.session(), display)
    ready = scene.shown_from is None or scene.shown_from <= now()
    with force_locale(display.languages[0]):
        return render_template("display/overlay.html", code=code, ready=ready, **scene.values)


@blueprint.get("/overlay/state")
def overlay_state(code: str) -> Response:
    """The part of it that changes."""
    display = _display(code)
    return shared(SHOWN, lambda: _overlay_state(display))


@blueprint.get("/stream")
def stream(code: str) -> Response:
    """The stream of what changes, for a display."""
    _display(code)
    return open_stream()


def _display(code: str) -> Display:
    """The display whose link has this code. Raises Refused(not_found)."""
    return find_display(db.session(), installation_key(), code)


def _state(display: Display) -> Fragment:
    scene = scene_of(db.session(), display)
    with force_locale(display.languages[0]):
        return fragment(render_template("display/state.html", **scene.values), scene.headers)


def _overlay_state(display: Display) -> Fragment:
    scene = overlay_of(db.session(), display)
    with force_locale(display.languages[0]):
        return fragment(render_template("display/overlay_state.html", **scene.values), scene.headers)
