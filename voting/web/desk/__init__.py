"""The desk's room: check-in, paper, help desk; each file joins its routes to one blueprint."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__, url_prefix="/desk/<venue>")

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
