"""A spoiled paper ballot, exchanged by a supervisor: whose it is, and another for it."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.search import namesake_apart
from voting.ballot.models import Resolution
from voting.ballot.replacement import paper_held, replace_paper
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.register.models import Member
from voting.typed import number_in
from voting.web.desk import blueprint
from voting.web.desk.named_member import member_at_desk
from voting.web.desk.paper import given, paper_again
from voting.web.desk.refusing import AtDesk, at_this_desk
from voting.web.form import as_typed, flag, in_address, number, refused_form, text
from voting.web.meeting import resolution_here, venue_here
from voting.web.once import tell_once
from voting.web.person import person


@blueprint.post("/paper/spoiled")
def spoiled_paper(venue: str) -> Response:
    """Find whose spoiled ballot it is; or the page again, where there is none."""
    venue_here(venue)
    try:
        resolution = resolution_here(number("resolution"))
        member = member_at_desk()
        paper_held(db.session(), resolution.id, venue, member)
    except Refused as refused:
        return paper_again(venue, at_this_desk("spoiled", refused))
    address = url_for("desk.spoiled_held", venue=venue, resolution=resolution.id, member=member)
    return redirect(address, 303)


@blueprint.get("/paper/spoiled")
def spoiled_held(venue: str) -> str:
    """The page that shows whose spoiled ballot it is, and which of theirs, before it is exchanged."""
    resolution = resolution_here(number_in(in_address("resolution")) or 0)
    return _page(venue, resolution, in_address("member"))


@blueprint.post("/paper/replace")
def replace(venue: str) -> Response:
    """Exchange a spoiled ballot for another; the participation stays as it is."""
    venue_here(venue)
    resolution, member = resolution_here(number("resolution")), text("member")
    try:
        if not flag("handed_back"):
            raise Refused(Code.BAD_REQUEST)
        with writing(db.session()) as session:
            replace_paper(
                session,
                resolution.id,
                venue,
                member,
                number("paper"),
                text("reason"),
                account_id=person().account_id,
                now=now(),
            )
    except Refused as refused:
        wrong = at_this_desk("replace", refused)
        return refused_form(_page(venue, resolution, member, wrong), wrong.code)
    return tell_once("desk.paper", {"done": "exchanged", **given(resolution, member)}, venue=venue)


def _page(venue: str, resolution: Resolution, number: str, wrong: AtDesk | None = None) -> str:
    member = db.session.get(Member, number)
    if member is None:
        raise Refused(Code.NOT_FOUND)
    return render_template(
        "desk/spoiled.html",
        venue=venue_here(venue),
        resolution=resolution,
        member=member,
        apart=namesake_apart(db.session(), resolution.assembly_id, member),
        paper=paper_held(db.session(), resolution.id, venue, number),
        wrong=wrong,
        filled_in=as_typed() if wrong else {},
    )
