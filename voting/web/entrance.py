"""Signing in with a code, a link or a password, going to the page of one's role, and signing out."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voting.accounts.attempts import count_attempt, of_address
from voting.accounts.models import Role
from voting.accounts.password_sign_in import begin_by_password
from voting.assembly.current import current_assembly
from voting.ballot.beginning import is_begun
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.web.brought import bring, brought
from voting.web.device import this_device
from voting.web.doorkeeper import note_let_in
from voting.web.entering import enter, leave_behind
from voting.web.filled_in import drop_all
from voting.web.form import exactly, in_address, text
from voting.web.known_device import know_device
from voting.web.meeting import venue_for
from voting.web.member.pocket import forget_here
from voting.web.own_keys import codes_are_void
from voting.web.own_words import page_for_many
from voting.web.person import Person, admit, person, sign_in_here, sign_out_here, somebody
from voting.web.right_password import forgive_attempts, right_password

blueprint = Blueprint("entrance", __name__)

TO_VOTE = "vote"
"""Where the link of a reminder leads ``to``."""

INVITATION = "invitation"

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
"""The first page of each role. Somebody with several roles begins at the first of these."""


@blueprint.get("/")
def welcome() -> str | Response:
    """The sign-in page. Who is signed in already is sent on; where nothing has begun, to the first page."""
    if somebody() is not None:
        return redirect(url_for("entrance.home"))
    if not is_begun(db.session()):
        return redirect(url_for("first_page.form"))
    return render_template("sign_in.html")


@blueprint.get("/in/")
@blueprint.get("/in/<code>")
def invitation(code: str = "") -> str | Response:
    """The page to which the link in an invitation leads: the code is filled in, and a button signs in with
    it. That of a reminder says where ``to``: the votes that are left.

    Opening it uses nothing up and looks nothing up, since programs that read mail open links before people
    do.
    """
    to = TO_VOTE if _to_vote() else None
    if code:
        bring(INVITATION, code)
        return redirect(url_for("entrance.invitation", to=to), 303)
    code = brought(INVITATION)
    if not code:
        return redirect(url_for("entrance.welcome"), 303)
    own = {"invited_with": code}
    return page_for_many("sign_in.html", (somebody() is not None, forget_here()), own, lambda: {"to": to})


@blueprint.post("/sign-in")
def sign_in() -> Response:
    """Sign in with a code.

    A right code is accepted however many wrong ones came from the same address: nobody can guess one of 78
    bits, and a whole hall may share an address.
    """
    try:
        admitted = enter(exactly("code"))
    except Refused as refused:
        if refused.code is Code.SIGN_IN_FAILED:
            with writing(db.session()) as session:
                count_attempt(session, of_address(installation_key(), request.remote_addr or ""), now=now())
            if codes_are_void():
                raise Refused(Code.SECRET_KEY_CHANGED) from refused
        raise
    sign_in_here(admitted)
    note_let_in(admitted)
    return redirect(url_for("member.walk" if admitted.member and _to_vote() else "entrance.home"), 303)


@blueprint.get("/sign-in/password")
def password() -> str:
    """The page to sign in with a member number and a password."""
    return render_template("sign_in_password.html")


@blueprint.post("/sign-in/password")
def sign_in_by_password() -> Response:
    """Sign in with a member number and a password."""
    number = text("number")
    checked = right_password(number, exactly("password"))
    with writing(db.session()) as session:
        assembly_id = current_assembly(session, now().date())
        leave_behind(session)
        admitted = admit(begin_by_password(session, checked, assembly_id, now=now(), device=this_device()))
        forgive_attempts(session, number)
    sign_in_here(admitted)
    note_let_in(admitted)
    response = redirect(url_for("entrance.home"), 303)
    know_device(response, number)
    return response


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Sign out on this device, which forgets what was filled in and not cast."""
    response = redirect(url_for("entrance.welcome"), 303)
    if somebody() is not None:
        drop_all(response)
    with writing(db.session()) as session:
        leave_behind(session)
    sign_out_here()
    return response


@blueprint.get("/home")
def home() -> Response:
    """Go to the first page of the person's role; or first to where a second factor is shown."""
    if person().must_confirm:
        return redirect(url_for("second.confirm_page"), 303)
    return redirect(_home_of(person()), 303)


def _to_vote() -> bool:
    """Whether the address asks to go to the votes that are left."""
    return in_address("to") == TO_VOTE


def _home_of(who: Person) -> str:
    for role, endpoint in HOME.items():
        if not who.holds(role):
            continue
        if endpoint.startswith("desk."):
            return url_for(endpoint, venue=venue_for(db.session(), who.assembly_id, who.grants, role))
        return url_for(endpoint)
    raise Refused(Code.FORBIDDEN)
