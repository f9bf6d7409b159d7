"""What a supervisor does: settle conflicting scans, and check everybody out at the end."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.accounts.models import Role
from voting.assembly.venues import venue_names
from voting.attendance.conflicts import Conflict, Settlement, conflicts_of, settle
from voting.attendance.presence import present_now
from voting.ballot.departures import close_doors
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.web.desk import blueprint
from voting.web.desk.answers import name_of_place
from voting.web.form import choice, text
from voting.web.meeting import this_assembly, venue_here
from voting.web.once import tell_once, told_once
from voting.web.person import person


@blueprint.get("/conflicts")
def conflicts(venue: str) -> str:
    """The conflicts that are to be settled, each with both scans; and those that have been."""
    assembly = this_assembly()
    return render_template(
        "desk/conflicts.html",
        venue=venue_here(venue),
        assembly=assembly,
        listed=_conflicts(),
        venue_names=venue_names(db.session(), assembly.id),
        place_name=name_of_place,
    )


@blueprint.post("/conflicts")
def settle_conflict(venue: str) -> Redirect:
    """Settle where a member is, about whom two scans contradict each other."""
    venue_here(venue)
    nonce, note = text("scan"), text("note")
    if nonce not in {conflict.nonce for conflict in _conflicts()}:
        raise Refused(Code.NOT_FOUND)
    settlement = choice("settlement", Settlement)
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
    return redirect(url_for("desk.conflicts", venue=venue), 303)


@blueprint.get("/close")
def closing(venue: str) -> str:
    """The page that asks whether everybody is to be checked out; after that, once, how many were."""
    present = present_now(db.session(), person().assembly_id).get(venue, 0)
    told = told_once() or {}
    return render_template("desk/close.html", venue=venue_here(venue), present=present, **told)


@blueprint.post("/close")
def check_out_everybody(venue: str) -> Redirect:
    """Check out everybody who is still here, at the end."""
    venue_here(venue)
    with writing(db.session()) as session:
        number = close_doors(session, person().assembly_id, venue, now=now(), account_id=person().account_id)
    return tell_once("desk.closing", {"left": number}, venue=venue)


def _conflicts() -> list[Conflict]:
    """The conflicts of the supervisor's own venue or, for one at all venues, of the assembly."""
    venues = {grant.venue for grant in person().grants if grant.role is Role.SUPERVISOR}
    only = None if None in venues else next(iter(venues), None)
    return conflicts_of(db.session(), person().assembly_id, only)
