"""The agenda for machines: states, turnout, and results as far as they may be seen; and the description of
these routes."""

from flask import Blueprint, Response, current_app, jsonify

from voting.ballot.agenda import points_of, resolutions_of
from voting.ballot.models import State
from voting.ballot.results import shown_result
from voting.ballot.rules import visible
from voting.ballot.turnout import turnout
from voting.extensions import db
from voting.web.api.description import described
from voting.web.meeting import this_assembly
from voting.web.prefix import cookie_path

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/agenda")
def agenda() -> Response:
    """The assembly, its points without a vote and its resolutions, as everyone may see them."""
    assembly = this_assembly()
    return jsonify(
        assembly={
            "date": assembly.date.isoformat(),
            "title": assembly.title,
            "entitled": assembly.entitled,
            "cancelled": assembly.cancelled_at is not None,
        },
        points=[
            {"number": point.number, "position": point.position, "title": point.title}
            for point in points_of(db.session(), assembly.id)
        ],
        resolutions=[
            {
                "id": item.id,
                "number": item.number,
                "position": item.position,
                "round": item.round,
                "title": item.title,
                "state": item.state,
                "turnout": turnout(db.session(), item.id).total
                if visible(State(item.state), counts_votes=False).turnout
                else None,
                "result": shown_result(db.session(), item, counts_votes=False),
            }
            for item in resolutions_of(db.session(), assembly.id)
        ],
    )


@blueprint.get("/openapi.json")
def description() -> Response:
    """These routes in OpenAPI."""
    return jsonify(described(current_app.config["SESSION_COOKIE_NAME"], cookie_path()))
