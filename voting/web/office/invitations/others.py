"""Who is convened without a vote: entered, and taken off again."""

from flask import url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.invitations.directors import Directors, directors_to_convene
from voting.invitations.invitees import Capacity, NewInvitee, add_invitee, remove_invitee
from voting.report.board import IN_OFFICE
from voting.report.mandates import mandates
from voting.web.form import choice, text
from voting.web.office import blueprint
from voting.web.person import person

TYPED = ("name", "email", "language", "street", "box", "postcode", "municipality", "country")


@blueprint.post("/invitations/others")
def add_other() -> Response:
    """Enter a director, the auditor or a guest."""
    new = NewInvitee(capacity=choice("capacity", Capacity), **{name: text(name) for name in TYPED})
    with writing(db.session()) as session:
        add_invitee(session, person().assembly_id, new, now=now(), actor=person().actor)
    return redirect(url_for("office.invitations", _anchor="others"), 303)


@blueprint.post("/invitations/others/directors")
def add_directors() -> Response:
    """Enter the directors in office whom the register of members has."""
    with writing(db.session()) as session:
        for director in directors_waiting(person().assembly_id).found:
            add_invitee(session, person().assembly_id, director, now=now(), actor=person().actor)
    return redirect(url_for("office.invitations", _anchor="others"), 303)


def directors_waiting(assembly_id: int) -> Directors:
    """The directors in office, by the register of mandates, who are not convened as such yet."""
    today = now().date()
    names = [item.name for item in mandates(db.session()) if item.standing(today) in IN_OFFICE]
    return directors_to_convene(db.session(), assembly_id, names, today)


@blueprint.post("/invitations/others/<int:invitee_id>/remove")
def remove_other(invitee_id: int) -> Response:
    """Take one of them off again."""
    with writing(db.session()) as session:
        remove_invitee(session, person().assembly_id, invitee_id, now=now(), actor=person().actor)
    return redirect(url_for("office.invitations", _anchor="others"), 303)
