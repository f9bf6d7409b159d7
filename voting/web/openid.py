"""Signing in by another service, which says who somebody is: going there, and coming back."""

import hmac
import secrets
from datetime import datetime, timedelta

from flask import Blueprint, Flask, current_app, request, url_for
from flask import session as cookie
from sqlalchemy.orm import Session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.accounts.attempts import count_attempt, of_address
from voting.accounts.openid import AuthenticationRequest, OpenID
from voting.accounts.openid_sign_in import begin_as_member, staff_known_as
from voting.accounts.provider import Identity, provider_from
from voting.accounts.sign_ins import begin
from voting.accounts.staff import assemblies_served
from voting.assembly.current import current_assembly
from voting.assembly.roll import is_entitled
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.letters.addresses import address_of
from voting.register.membership import is_member
from voting.web.device import this_device
from voting.web.doorkeeper import note_let_in
from voting.web.entering import leave_behind
from voting.web.form import in_address
from voting.web.person import Person, admit, sign_in_here

blueprint = Blueprint("openid", __name__, url_prefix="/sign-in/with")

OPENID = "openid"
ASKED = "asked_provider"
"""Where the browser's session keeps its question: the secret, as whom, and when it was asked."""
AS_MEMBER, AS_STAFF = "member", "staff"
ANSWER_WITHIN = timedelta(minutes=15)
"""How long somebody may take to show the provider who they are."""


@blueprint.get("/<any(member, staff):as_whom>")
def ask_provider(as_whom: str) -> Response:
    """Send the browser to the provider, with a question that this browser alone can bring back answered."""
    asked = {"secret": secrets.token_urlsafe(32), "as": as_whom, "at": now().isoformat()}
    address = _openid().where_to_ask(_question(asked["secret"]), _back(), now=now())
    cookie[ASKED] = asked
    return redirect(address, 303)


@blueprint.get("/back")
def back_from_provider() -> Response:
    """Sign in whoever comes back from the provider, if it says who they are. The state in the address must be
    that of the question which this browser has asked; each question is answered once."""
    openid = _openid()
    asked = cookie.get(ASKED)
    unsure = Refused(Code.PROVIDER_UNSURE, service=openid.provider.name)
    if asked is None or now() - datetime.fromisoformat(asked["at"]) > ANSWER_WITHIN:
        raise unsure
    question = _question(asked["secret"])
    if not hmac.compare_digest(question.state.encode(), in_address("state").encode()):
        raise unsure
    del cookie[ASKED]
    answer = {name: in_address(name) for name in ("code", "iss", "error")}
    db.session.rollback()  # no connection is held while the provider is asked
    try:
        provider = openid.provider
        claim = provider.member_claim if asked["as"] == AS_MEMBER else provider.staff_claim
        told = openid.who_it_is(question, answer, _back(), claim=claim, now=now())
        admitted = _enter_as(asked["as"], told, openid.provider.name)
    except Refused as refused:
        if refused.code is not Code.PROVIDER_SILENT:
            with writing(db.session()) as session:
                count_attempt(session, of_address(installation_key(), request.remote_addr or ""), now=now())
        raise
    sign_in_here(admitted)
    note_let_in(admitted)
    return redirect(url_for("entrance.home"), 303)


def _enter_as(as_whom: str, told: Identity, service: str) -> Person:
    """Sign in whoever the provider has told of, as a member or as one of the staff. Raises Refused:
    member_not_told, staff_not_told."""
    with writing(db.session()) as session:
        leave_behind(session)
        if as_whom == AS_MEMBER:
            begun, unknown = _begin_member(session, told), Code.MEMBER_NOT_TOLD
        else:
            begun, unknown = _begin_staff(session, told), Code.STAFF_NOT_TOLD
        if begun is None:
            raise Refused(unknown, service=service)
        try:
            return admit(begun)
        except Refused:
            raise Refused(unknown, service=service) from None


def _begin_member(session: Session, told: Identity) -> str | None:
    """The sign-in of the member that they are; None where that is nobody who is on the roll of the assembly,
    or a member today."""
    if told.member is None:
        return None
    today = now().date()
    assembly_id = current_assembly(session, today)
    if not is_entitled(session, assembly_id, told.member) and not is_member(session, told.member, today):
        return None
    return begin_as_member(session, told.member, assembly_id, now=now(), device=this_device())


def _begin_staff(session: Session, told: Identity) -> str | None:
    """The sign-in of the one on the staff that they are, to the current assembly where they serve in that,
    else to the one where they came last; None where that is nobody. They have shown a second factor where the
    provider has asked for several."""
    account_id = staff_known_as(session, told.staff) if told.staff else None
    served = assemblies_served(session, account_id) if account_id is not None else []
    if account_id is None or not served:
        return None
    assembly_id = _current_of(session, served)
    return begin(
        session,
        account_id,
        assembly_id,
        credential_id=None,
        now=now(),
        device=this_device(),
        confirmed_at=now() if told.several_factors else None,
    )


def _current_of(session: Session, served: list[int]) -> int:
    try:
        current = current_assembly(session, now().date())
    except Refused:  # none has been convened yet
        return served[0]
    return current if current in served else served[0]


def _question(secret: str) -> AuthenticationRequest:
    return AuthenticationRequest(installation_key(), secret)


def _back() -> str:
    """The address to which the provider sends browsers back, and which it knows."""
    return address_of("openid.back_from_provider")


def _openid() -> OpenID:
    """What asks the provider. Raises Refused(not_found) where the installation has none."""
    found: OpenID | None = current_app.extensions.get(OPENID)
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return found


def load_openid(app: Flask) -> None:
    """Load what asks the provider, if there is one: before anybody waits for it."""
    if OPENID in app.extensions:
        import authlib.integrations.requests_client
        import authlib.oidc.core  # noqa: F401


def init_app(app: Flask) -> None:
    """Let people sign in by the provider that the settings name, if any; pages ask for its name. Raises
    ValueError where the settings name one that cannot be."""
    provider = provider_from(app.config)
    if provider is not None:
        app.extensions[OPENID] = OpenID(provider)
    app.jinja_env.globals["provider_name"] = provider.name if provider else ""
    app.jinja_env.globals["staff_claim"] = provider.staff_claim if provider else ""
