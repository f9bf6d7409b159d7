"""What a supervisor does: settle conflicting scans, and check everybody out at the end."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.accounts.models import Role
from voting.assembly.venues import venue_names
from voting.attendance.conflicts import Conflict, Settlement, conflicts_of, settle
from voting.ballot.departures import close_doors
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.web.desk import blueprint
from voting.web.desk.answers import name_of_place
from voting.web.desk.refusing import AtDesk, at_this_desk
from voting.web.form import as_typed, choice, refused_form, text
from voting.web.headcounts import headcounts
from voting.web.meeting import this_assembly, venue_here
from voting.web.once import tell_once, told_once
from voting.web.person import person


@blueprint.get("/conflicts")
def conflicts(venue: str) -> str:
    """The conflicts that are to be settled, each with both scans; and those that have been."""
    return _conflicts_page(venue)


@blueprint.post("/conflicts")
def settle_conflict(venue: str) -> Redirect:
    """Settle where a member is, about whom two scans contradict each other."""
    venue_here(venue)
    nonce, note = text("scan"), text("note")
    if nonce not in {conflict.nonce for conflict in _conflicts()}:
        raise Refused(Code.NOT_FOUND)
    settlement = choice("settlement", Settlement)
    try:
        with writing(db.session()) as session:
            settle(
                session,
                person().assembly_id,
                nonce,
                settlement,
                note,
                now=now(),
                account_id=person().account_id,
            )
    except Refused as refused:
        wrong = at_this_desk("settle", refused)
        return refused_form(_conflicts_page(venue, wrong), wrong.code)
    return redirect(url_for("desk.conflicts", venue=venue), 303)


@blueprint.get("/close")
def closing(venue: str) -> str:
    """The page that asks whether everybody is to be checked out; after that, once, how many were."""
    return _closing_page(venue, **(told_once() or {}))


@blueprint.post("/close")
def check_out_everybody(venue: str) -> Redirect:
    """Check out everybody who is still here, at the end."""
    venue_here(venue)
    try:
        with writing(db.session()) as session:
            left = close_doors(
                session, person().assembly_id, venue, now=now(), account_id=person().account_id
            )
    except Refused as refused:
        wrong = at_this_desk("close", refused)
        return refused_form(_closing_page(venue, wrong=wrong), wrong.code)
    return tell_once("desk.closing", {"left": left}, venue=venue)


def _conflicts_page(venue: str, wrong: AtDesk | None = None) -> str:
    assembly = this_assembly()
    return render_template(
        "desk/conflicts.html",
        venue=venue_here(venue),
        assembly=assembly,
        listed=_conflicts(),
        venue_names=venue_names(db.session(), assembly.id),
        place_name=name_of_place,
        wrong=wrong,
        filled_in=as_typed(),
    )


def _closing_page(venue: str, **shown: object) -> str:
    present = headcounts().present(db.session(), person().assembly_id).get(venue, 0)
    return render_template("desk/close.html", venue=venue_here(venue), present=present, **shown)


def _conflicts() -> list[Conflict]:
    """The conflicts of the supervisor's own venue or, for one at all venues, of the assembly."""
    venues = {grant.venue for grant in person().grants if grant.role is Role.SUPERVISOR}
    only = None if None in venues else next(iter(venues), None)
    return conflicts_of(db.session(), person().assembly_id, only)
