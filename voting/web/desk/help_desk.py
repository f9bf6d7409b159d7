"""The help desk: a new code or pass for a member who has lost theirs, and help on the spot."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.accounts.credentials import reissue_to_member
from voting.attendance.attention import ask_for_help, has_asked_for_help
from voting.attendance.passes import reissue_pass
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.letters.addresses import address_of
from voting.qr import qr_address
from voting.register.models import Member
from voting.web.desk import blueprint
from voting.web.form import flag, in_address, text
from voting.web.looking import keep_look
from voting.web.meeting import this_assembly, venue_here
from voting.web.person import person


@blueprint.get("/help")
def help_desk(venue: str) -> str:
    """The page on which a member is looked up by number, to compare with their identity card."""
    number = in_address("member")
    if not number:
        return _page(venue, None)
    keep_look("help", member=_member(number).number)
    return _page(venue, _member(number))


@blueprint.post("/help")
def reissue(venue: str) -> str:
    """Give a member a new code, which is shown once. The old one is void, and what it had signed in is signed
    out."""
    member = _member(text("member"))
    with writing(db.session()) as session:
        code = reissue_to_member(
            session,
            installation_key(),
            person().assembly_id,
            member.number,
            now=now(),
            actor=person().actor,
        )
    return _page(venue, member, code=code, qr=qr_address(address_of("entrance.invitation", code=code)))


@blueprint.post("/help/pass")
def new_pass(venue: str) -> str:
    """Replace a member's admission pass; the old one is refused from now on."""
    member = _member(text("member"))
    with writing(db.session()) as session:
        token = reissue_pass(
            session, installation_key(), person().assembly_id, member.number, now=now(), actor=person().actor
        )
    return _page(venue, member, new_pass=qr_address(token))


@blueprint.post("/help/assistance")
def note_assistance(venue: str) -> Redirect:
    """Note that a member needs help on the spot, or no longer does."""
    member, wanted = _member(text("member")), flag("wanted")
    with writing(db.session()) as session:
        ask_for_help(session, person().assembly_id, member.number, wanted, now=now(), actor=person().actor)
    return redirect(url_for("desk.help_desk", venue=venue, member=member.number), 303)


def _page(venue: str, member: Member | None, **values: object) -> str:
    helped = member is not None and has_asked_for_help(db.session(), person().assembly_id, member.number)
    return render_template(
        "desk/help.html",
        assembly=this_assembly(),
        venue=venue_here(venue),
        member=member,
        helped=helped,
        **values,
    )


def _member(number: str) -> Member:
    member = db.session.get(Member, number)
    if member is None:
        raise Refused(Code.NOT_FOUND)
    return member
