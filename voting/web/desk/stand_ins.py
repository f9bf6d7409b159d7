"""Proxies on paper to somebody who is no member, at the desk: compare, photograph, enter; take one back."""

from flask import Response, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.assembly.models import StandIn
from voting.assembly.stand_ins import enter_stand_in as enter
from voting.ballot.stand_ins import withdraw_stand_in as withdraw
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.web.desk import blueprint
from voting.web.desk.paper_file import paper_file, paper_sent
from voting.web.desk.proxies import proxies_again
from voting.web.form import text, was
from voting.web.meeting import venue_here
from voting.web.person import person


@blueprint.post("/stand-ins")
def enter_stand_in(venue: str) -> Redirect:
    """Enter who takes a member's place, with the photo or scan of the paper."""
    venue_here(venue)
    member = text("grantor")
    try:
        with writing(db.session()) as session:
            enter(
                session,
                person().assembly_id,
                member,
                text("name"),
                paper_sent(),
                venue=venue,
                now=now(),
                account_id=person().account_id,
            )
    except Refused as refused:
        return proxies_again(venue, "stand-in", refused)
    return redirect(url_for("desk.proxies", venue=venue, grantor=member, entered="yes"), 303)


@blueprint.post("/stand-ins/withdraw")
def withdraw_stand_in(venue: str) -> Redirect:
    """Take one back for a member who asks for it here, for a reason."""
    venue_here(venue)
    grantor, reason = text("grantor"), text("reason")
    try:
        if not reason:
            raise Refused(Code.REASON_MISSING)
        with writing(db.session()) as session:
            withdraw(session, person().assembly_id, grantor, was(), reason, now=now(), actor=person().actor)
    except Refused as refused:
        return proxies_again(venue, "stand-in-back", refused)
    return redirect(url_for("desk.proxies", venue=venue), 303)


@blueprint.get("/stand-ins/<int:stand_in_id>/document")
def stand_in_document(venue: str, stand_in_id: int) -> Response:
    """The photo or scan of the paper, as a file to keep."""
    stand_in = db.session.get(StandIn, stand_in_id)
    if stand_in is None or stand_in.assembly_id != person().assembly_id:
        raise Refused(Code.NOT_FOUND)
    return paper_file(stand_in.content, stand_in.media_type, f"stand-in-{stand_in_id}")
