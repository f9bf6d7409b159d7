"""The chair's room: the console, the steps of a resolution, incidents; each file joins its routes."""

from flask import Blueprint

blueprint = Blueprint("chair", __name__, url_prefix="/chair")

from voting.web.chair import console, discussion, incidents, meeting, screen, steps, troubles  # noqa: E402, F401 - they need the blueprint
