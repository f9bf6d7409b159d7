"""Long work: asked for by a view, done in a process of its own, and fetched by whoever asked."""

from flask import Blueprint

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")

from voting.web.jobs import pages  # noqa: E402, F401 - it needs the blueprint
