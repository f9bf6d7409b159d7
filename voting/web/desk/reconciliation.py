"""The reconciliation of one venue after a vote: the figures, and the signature under them."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.ballot.adding_up import mismatches
from voting.ballot.models import Channel
from voting.ballot.paper import agreed_sheets
from voting.ballot.reconciliation import figures_hash, sign_off, sign_reconciliation
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.installation import now
from voting.web.desk import blueprint
from voting.web.desk.refusing import AtDesk, at_this_desk
from voting.web.form import as_typed, refused_form, text
from voting.web.meeting import resolution_here, this_assembly, venue_here
from voting.web.person import person


@blueprint.get("/reconciliation/<int:resolution_id>")
def reconciliation(venue: str, resolution_id: int) -> str:
    """The figures to look at and sign. Raises Refused: not_found; wrong_state before the vote is closed."""
    return _page(venue, resolution_id)


@blueprint.post("/reconciliation/<int:resolution_id>")
def sign(venue: str, resolution_id: int) -> Response:
    """Sign the figures that were shown."""
    venue_here(venue)
    resolution = resolution_here(resolution_id)
    try:
        with writing(db.session()) as session:
            sign_reconciliation(
                session,
                resolution.id,
                venue,
                text("name"),
                text("seen"),
                account_id=person().account_id,
                now=now(),
            )
    except Refused as refused:
        wrong = at_this_desk("sign", refused, of="name")
        return refused_form(_page(venue, resolution_id, wrong), wrong.code)
    return redirect(url_for("desk.reconciliation", venue=venue, resolution_id=resolution_id), 303)


def _page(venue: str, resolution_id: int, refusal: AtDesk | None = None) -> str:
    here, resolution = venue_here(venue), resolution_here(resolution_id)
    stands = sign_off(db.session(), resolution, venue)
    return render_template(
        "desk/reconciliation.html",
        assembly=this_assembly(),
        venue=here,
        resolution=resolution,
        stands=stands,
        figures=stands.figures,
        channels=[channel.value for channel in Channel],
        sheet=agreed_sheets(db.session(), resolution.id).get(venue),
        wrong=mismatches(stands.figures),
        seen=figures_hash(stands.figures),
        refusal=refusal,
        filled_in=as_typed(),
    )
