"""The desk's room: check-in, paper, help desk; each file joins its routes to one blueprint."""

from flask import Blueprint, Response, request

from voting.live.answering import DeviceKind, DeviceSource
from voting.web.live import live
from voting.web.person import person
from voting.wording.at_desk import apart_words

blueprint = Blueprint("desk", __name__, url_prefix="/desk/<venue>")
blueprint.add_app_template_filter(apart_words, "apart")


@blueprint.after_request
def hear(response: Response) -> Response:
    """Note that a desk phone of this venue has sent a request, for ``voting.live.answering``; requests that
    were refused do not count."""
    if response.status_code < 400:
        venue = (request.view_args or {})["venue"]
        live().answering.hear(DeviceSource(person().assembly_id, venue, DeviceKind.DESK))
    return response


from voting.web.desk import (  # noqa: E402, F401 - they need the blueprint
    door,
    help_desk,
    labels,
    numbers,
    offline,
    paper,
    proxies,
    reconciliation,
    shares,
    sheets,
    spoiled,
    stand_ins,
    supervision,
    tablets,
    training,
)
