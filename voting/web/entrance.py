"""The front door: sign in with a code, go where one's role leads, sign out."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voting.accounts.credentials import sign_in as find_credential
from voting.accounts.models import Role
from voting.errors import Code, Refused
from voting.extensions import db
from voting.web.keys import installation_key
from voting.web.meeting import venue_for
from voting.web.person import Person, enter, leave, load_person, person, somebody

blueprint = Blueprint("entrance", __name__)

HOME: dict[Role, str] = {
    Role.CHAIR: "chair.console",
    Role.SECRETARY: "office.overview",
    Role.ADMINISTRATOR: "office.overview",
    Role.AUDITOR: "office.overview",
    Role.STEWARD: "desk.door",
    Role.SUPERVISOR: "desk.door",
    Role.TELLER: "desk.sheets",
    Role.MEMBER: "member.agenda",
}
"""Where each role begins; somebody with several begins at the first of these."""


@blueprint.get("/")
def welcome() -> str | Response:
    """The sign-in page, or straight on for who is signed in."""
    if somebody() is not None:
        return redirect(url_for("entrance.home"))
    return render_template("sign_in.html")


@blueprint.post("/sign-in")
def sign_in() -> Response:
    """Let somebody in with a code."""
    credential_id = find_credential(db.session(), installation_key(), request.form.get("code", ""))
    who = load_person(str(credential_id))
    if who is None:
        raise Refused(Code.SIGN_IN_FAILED)
    enter(who)
    return redirect(url_for("entrance.home"), 303)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Sign out on this device."""
    leave()
    return redirect(url_for("entrance.welcome"), 303)


@blueprint.get("/home")
def home() -> Response:
    """Go to where the person's role begins."""
    return redirect(_home_of(person()), 303)


def _home_of(who: Person) -> str:
    for role, endpoint in HOME.items():
        if not who.holds(role):
            continue
        if endpoint.startswith("desk."):
            return url_for(endpoint, venue=venue_for(db.session(), who.assembly_id, who.grants, role))
        return url_for(endpoint)
    raise Refused(Code.FORBIDDEN)
