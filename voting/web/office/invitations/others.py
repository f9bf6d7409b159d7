"""Who is convened without a vote: entered, and taken off again."""

from flask import url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.invitations.invitees import Capacity, add_invitee, remove_invitee
from voting.web.form import choice, text
from voting.web.office import blueprint
from voting.web.person import person


@blueprint.post("/invitations/others")
def add_other() -> Response:
    """Enter a director, the auditor or a guest."""
    capacity = choice("capacity", Capacity)
    with writing(db.session()) as session:
        add_invitee(
            session,
            person().assembly_id,
            text("name"),
            capacity,
            text("email"),
            text("language"),
            now=now(),
            actor=person().actor,
        )
    return redirect(url_for("office.invitations", _anchor="others"), 303)


@blueprint.post("/invitations/others/<int:invitee_id>/remove")
def remove_other(invitee_id: int) -> Response:
    """Take one of them off again."""
    with writing(db.session()) as session:
        remove_invitee(session, person().assembly_id, invitee_id, now=now(), actor=person().actor)
    return redirect(url_for("office.invitations", _anchor="others"), 303)
