"""The help desk: a new code or pass for a member who has lost theirs, and help on the spot."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.accounts.credentials import code_of
from voting.assembly.search import FoundOnRoll, namesake_apart
from voting.attendance.attention import ask_for_help, has_asked_for_help
from voting.attendance.models import AdmissionPass
from voting.attendance.passes import clean_pass, current_token
from voting.attendance.renewal import renew_access, renew_pass
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.letters.addresses import address_of
from voting.qr import qr_address
from voting.register.models import Member
from voting.web.desk import blueprint
from voting.web.desk.named_member import found_by_name, is_name, pass_at_desk
from voting.web.desk.refusing import at_this_desk
from voting.web.form import flag, in_address, refused_form, text
from voting.web.looking import keep_look
from voting.web.meeting import this_assembly, venue_here
from voting.web.once import tell_once, told_once, was_shown
from voting.web.person import person


@blueprint.get("/help")
def help_desk(venue: str) -> str:
    """The page on which a member is looked up by number or name, to compare with their identity card; after a
    form, once, their new code or pass."""
    sought, told = in_address("member"), told_once()
    if not sought:
        return _page(venue)
    if is_name(sought):
        return _page(venue, sought=sought, found=found_by_name(sought, "help"))
    member = db.session.get(Member, sought)
    if member is None:
        return _page(venue, sought=sought)
    keep_look("help", member=sought)
    member = db.session.get_one(Member, sought)
    issued: dict[str, Any] = _issued(told, sought) if told else {}
    return _page(venue, member, was_shown=was_shown() and not issued, **issued)


@blueprint.post("/help/look-up")
def look_up(venue: str) -> Redirect:
    """Look a member up by what was typed or scanned: a pass stands in no address."""
    venue_here(venue)
    sought = text("member")
    if clean_pass(sought) is None:
        return redirect(url_for("desk.help_desk", venue=venue, member=sought), 303)
    try:
        member = pass_at_desk().member
    except Refused as refused:
        return _again(venue, None, refused)
    return redirect(url_for("desk.help_desk", venue=venue, member=member), 303)


@blueprint.post("/help")
def reissue(venue: str) -> Redirect:
    """Give a member a new code, which is shown once. The old one is void, and so is all that it may have
    opened: who is signed in, passwords, the admission pass."""
    venue_here(venue)
    member = _member()
    with writing(db.session()) as session:
        renew_access(
            session,
            installation_key(),
            person().assembly_id,
            member,
            venue=venue,
            now=now(),
            actor=person().actor,
        )
    return tell_once("desk.help_desk", {"code": member}, venue=venue, member=member)


@blueprint.post("/help/pass")
def new_pass(venue: str) -> Redirect:
    """Replace a member's admission pass; the old one is refused from now on."""
    venue_here(venue)
    member = _member()
    try:
        with writing(db.session()) as session:
            renew_pass(
                session,
                installation_key(),
                person().assembly_id,
                member,
                venue=venue,
                now=now(),
                actor=person().actor,
            )
    except Refused as refused:
        return _again(venue, db.session.get_one(Member, member), refused)
    return tell_once("desk.help_desk", {"pass": member}, venue=venue, member=member)


@blueprint.post("/help/assistance")
def note_assistance(venue: str) -> Redirect:
    """Note that a member needs help on the spot, or no longer does."""
    member, wanted = _member(), flag("wanted")
    with writing(db.session()) as session:
        ask_for_help(session, person().assembly_id, member, wanted, now=now(), actor=person().actor)
    return redirect(url_for("desk.help_desk", venue=venue, member=member), 303)


def _issued(told: dict[str, Any], member: str) -> dict[str, str]:
    """What was just issued to this member: their code, its square and their pass, or the pass alone."""
    session, key, assembly_id = db.session(), installation_key(), person().assembly_id
    issued = dict[str, str]()
    if told.get("code") == member:
        code = code_of(session, key, assembly_id, member)
        if code is None:
            return issued
        issued = {"code": code, "qr": qr_address(address_of("entrance.invitation", code=code))}
    if member in told.values() and session.get(AdmissionPass, (assembly_id, member)) is not None:
        issued["new_pass"] = qr_address(current_token(session, key, assembly_id, member))
    return issued


def _again(venue: str, member: Member | None, refused: Refused) -> Redirect:
    """The page once more, with why nothing was done."""
    wrong = at_this_desk("help", refused)
    return refused_form(_page(venue, member, wrong=wrong), wrong.code)


def _page(
    venue: str,
    member: Member | None = None,
    *,
    sought: str = "",
    found: Sequence[FoundOnRoll] | None = None,
    **issued: object,
) -> str:
    assembly_id = person().assembly_id
    return render_template(
        "desk/help.html",
        assembly=this_assembly(),
        venue=venue_here(venue),
        member=member,
        apart=namesake_apart(db.session(), assembly_id, member) if member else None,
        helped=member is not None and has_asked_for_help(db.session(), assembly_id, member.number),
        sought=sought,
        found=found,
        **issued,
    )


def _member() -> str:
    """The number that the form carries. Raises Refused(not_found) where nobody has it."""
    member = db.session.get(Member, text("member"))
    if member is None:
        raise Refused(Code.NOT_FOUND)
    return member.number
