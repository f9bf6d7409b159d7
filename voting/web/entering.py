"""How people are let in with their codes: together with others who come to this process at the same moment,
or by themselves where that cannot be."""

from flask import Flask, current_app
from sqlalchemy.orm import Session

from voting.accounts.code_sign_in import Coming, Entrance, sign_in
from voting.accounts.codes import code_hash
from voting.accounts.sign_ins import end_sign_in
from voting.database import writing
from voting.extensions import db
from voting.installation import installation_key, now
from voting.web.device import this_device
from voting.web.kept import hub_moment
from voting.web.person import Person, admit_known, keep_known, somebody

ENTRANCE = "entrance by code"


def enter(code: str) -> Person:
    """Sign in with a code whoever asks; it is durably stored when this returns. Whoever was signed in on this
    device before is not any more.

    Raises Refused: sign_in_failed, and then they still are; busy where too many come at once.
    """
    key, device, at = installation_key(), this_device(), now()
    entrance: Entrance | None = current_app.extensions.get(ENTRANCE)
    if entrance and somebody() is None:
        db.session.rollback()  # who waits does not keep a connection from the others
        since = hub_moment()
        signed_in = entrance.enter(Coming(code_hash(key, code), device, at))
        if signed_in is not None:
            keep_known(signed_in, since)
            return admit_known(signed_in)
    with writing(db.session()) as session:
        leave_behind(session)
        return admit_known(sign_in(session, key, code, now=at, device=device))


def leave_behind(session: Session) -> None:
    """End the sign-in of whoever was signed in on this device before."""
    before = somebody()
    if before is not None:
        end_sign_in(session, before.sign_in_id, now=now())


def start_entering(app: Flask) -> None:
    """Let the members who come to this process at the same moment be signed in together from now on."""
    with app.app_context():
        app.extensions[ENTRANCE] = Entrance(db.engine)
