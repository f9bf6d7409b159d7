"""The help desk: a new code for a member who has lost theirs."""

from flask import render_template, request

from voting.accounts.credentials import Invitee, reissue_to_member
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.register.models import Member
from voting.web.desk import blueprint
from voting.web.keys import installation_key
from voting.web.letters import address_of
from voting.web.meeting import venue_here
from voting.web.moment import now
from voting.web.person import person
from voting.web.qr import qr_address


@blueprint.get("/help")
def help_desk(venue: str) -> str:
    """Look a member up by number, to compare with their identity card."""
    number = request.args.get("member", "").strip()
    member = _member(number) if number else None
    return render_template("desk/help.html", venue=venue_here(venue), member=member)


@blueprint.post("/help")
def reissue(venue: str) -> str:
    """Give a member a new code, shown once; the old one and all it had opened dies."""
    here, member = venue_here(venue), _member(request.form.get("member", "").strip())
    name = f"{member.first_name} {member.name}".strip()
    with writing(db.session()) as session:
        code = reissue_to_member(
            session,
            installation_key(),
            person().assembly_id,
            Invitee(member.number, name, member.language),
            now=now(),
            actor=person().actor,
        )
    link = address_of("entrance.invitation", code=code)
    return render_template("desk/help.html", venue=here, member=member, code=code, qr=qr_address(link))


def _member(number: str) -> Member:
    member = db.session.get(Member, number)
    if member is None:
        raise Refused(Code.NOT_FOUND)
    return member
