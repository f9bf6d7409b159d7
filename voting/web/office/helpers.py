"""Stewards, supervisors and tellers: given access many at once, on cards to cut out, and shut out at once."""

from flask import render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.accounts.helpers import AT_A_VENUE, add_helpers, helpers_of, shut_out
from voting.accounts.models import Role
from voting.config import LANGUAGES
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.web.keys import installation_key
from voting.web.letters import address_of
from voting.web.meeting import venue_here, venue_names, venues_of
from voting.web.moment import now
from voting.web.office import blueprint
from voting.web.person import person
from voting.web.qr import qr_address


@blueprint.get("/helpers")
def helpers() -> str:
    """Who has access to the doors and tables, and the form to give it to more."""
    return _page()


@blueprint.post("/helpers")
def give_access() -> str:
    """Give everybody on a list access to one venue, and show their cards, this once."""
    role, language = request.form.get("role", ""), request.form.get("language", "")
    venue = request.form.get("venue") or None
    if role not in AT_A_VENUE or language not in LANGUAGES:
        raise Refused(Code.BAD_REQUEST)
    if venue is not None:
        venue_here(venue)
    with writing(db.session()) as session:
        codes = add_helpers(
            session,
            installation_key(),
            person().assembly_id,
            request.form.get("names", "").splitlines(),
            language,
            Role(role),
            venue,
            now=now(),
            actor=person().actor,
        )
    links = {name: address_of("entrance.invitation", code=code) for name, code in codes.items()}
    cards = [(name, code, links[name], qr_address(links[name])) for name, code in codes.items()]
    return _page(cards=cards, role=role, venue=venue)


@blueprint.post("/helpers/<int:account_id>/end")
def end_access(account_id: int) -> Redirect:
    """End somebody's access at once."""
    with writing(db.session()) as session:
        shut_out(session, person().assembly_id, account_id, now=now(), actor=person().actor)
    return redirect(url_for("office.helpers"), 303)


def _page(**values: object) -> str:
    assembly_id = person().assembly_id
    return render_template(
        "office/helpers.html",
        helpers=helpers_of(db.session(), assembly_id),
        venues=venues_of(db.session(), assembly_id),
        venue_names=venue_names(db.session(), assembly_id),
        roles=AT_A_VENUE,
        **values,
    )
