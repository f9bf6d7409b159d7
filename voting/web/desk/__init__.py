"""The desk's room: check-in, paper, help desk; each file joins its routes to one blueprint."""

from flask import Blueprint, request

from voting.live.answering import Kind, Source
from voting.web.live import live
from voting.web.person import person

blueprint = Blueprint("desk", __name__, url_prefix="/desk/<venue>")


@blueprint.before_request
def hear() -> None:
    """A device at this venue's desk answers."""
    live().answering.hear(Source(person().assembly_id, (request.view_args or {})["venue"], Kind.DESK))


from voting.web.desk import (  # noqa: E402, F401 - they need the blueprint
    door,
    help_desk,
    offline,
    paper,
    proxies,
    reconciliation,
    sheets,
    supervision,
    tablets,
)
