"""Setting up a passkey, and confirming by one, each with one touch."""

from flask import redirect
from werkzeug.wrappers import Response

from voting.accounts.factors.passkeys import (
    Challenge,
    add_passkey,
    asked_at,
    show_passkey,
)
from voting.accounts.factors.stored import note_wrong
from voting.accounts.sign_ins import begin_confirmed
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.web.form import clock, exactly, text
from voting.web.person import admit, person, sign_in_here
from voting.web.second import blueprint
from voting.web.second.codes import KEPT, after_adding, page_at, salt_sent, site_here


@blueprint.post("/passkey")
def add_a_passkey() -> Response:
    """Set up a passkey. With the first factor come recovery codes, which are shown once."""
    salt, who = salt_sent(), person()
    with writing(db.session()) as session:
        key = installation_key()
        with_codes = add_passkey(
            session, key, who, _asked(), salt, text("name"), exactly("answer"), now=now()
        )
        admitted = admit(begin_confirmed(session, who.sign_in_id, now=now()))
    sign_in_here(admitted, kept=KEPT)
    return after_adding(salt if with_codes else None)


@blueprint.post("/passkey/confirm")
def confirm_by_passkey() -> Response:
    """Confirm by a passkey who one is, and go back to where it was asked for. One that is wrong is noted, but
    does not count as guessing: nobody can guess a signature."""
    who = person()
    try:
        with writing(db.session()) as session:
            show_passkey(session, who, _asked(), exactly("answer"), now=now())
            admitted = admit(begin_confirmed(session, who.sign_in_id, now=now()))
    except Refused as refused:
        if refused.code is Code.PASSKEY_WRONG:
            with writing(db.session()) as session:
                note_wrong(session, who.account_id, now=now())
        raise
    sign_in_here(admitted, kept=KEPT)
    return redirect(page_at(text("back")), 303)


def _asked() -> Challenge:
    """What the form that was sent answers. Raises Refused: form_expired; not_found."""
    site = site_here()
    if site is None:
        raise Refused(Code.NOT_FOUND)
    return asked_at(installation_key(), site, person(), clock("moment"), now=now())
