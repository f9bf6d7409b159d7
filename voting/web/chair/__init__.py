"""The chair's room: the console, the steps of a resolution, incidents; each file joins its routes."""

from flask import Blueprint

blueprint = Blueprint("chair", __name__, url_prefix="/chair")

from voting.web.chair import (  # noqa: E402 - they need the blueprint
    clocks,  # noqa: F401 - the same
    console,  # noqa: F401 - the same
    discussion,  # noqa: F401 - the same
    incidents,  # noqa: F401 - the same
    meeting,  # noqa: F401 - the same
    on_the_spot,  # noqa: F401 - the same
    plan_b,  # noqa: F401 - the same
    practice,  # noqa: F401 - the same
    preview,  # noqa: F401 - the same
    screen,  # noqa: F401 - the same
    steps,  # noqa: F401 - the same
    tie,  # noqa: F401 - the same
    told,  # noqa: F401 - the same
    troubles,  # noqa: F401 - the same
)
