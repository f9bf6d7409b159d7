"""The help desk: a new code or pass for a member who has lost theirs, and help on the spot."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.accounts.credentials import code_of
from voting.accounts.models import Account
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
from voting.web.desk.backing import (
    Thing,
    ask_another,
    is_backed_by_pass,
    pass_was_shown,
    read_asked,
    require_another,
)
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
    if told and "ask" in told:
        asked = ask_another(Thing(told["ask"]), sought, venue)
        link = address_of("desk.to_confirm", venue=venue, asked=asked)
        issued = {"to_confirm": link, "qr": qr_address(link)}
    if told and told.get("shown") == sought:
        issued = {"shown": pass_was_shown(sought)}
    return _page(venue, member, was_shown=was_shown() and not issued, **issued)


@blueprint.post("/help/look-up")
def look_up(venue: str) -> Redirect:
    """Look a member up by what was typed or scanned: a pass stands in no address."""
    venue_here(venue)
    sought = text("member")
    if clean_pass(sought) is None:
        return redirect(url_for("desk.help_desk", venue=venue, member=sought), 303)
    try:
        read = pass_at_desk()
    except Refused as refused:
        return _again(venue, None, refused)
    if read.revoked:
        return redirect(url_for("desk.help_desk", venue=venue, member=read.member), 303)
    return tell_once("desk.help_desk", {"shown": read.member}, venue=venue, member=read.member)


@blueprint.post("/help")
def reissue(venue: str) -> Redirect:
    """Give a member a new code, which is shown once. The old one is void, and so is all that it may have
    opened: who is signed in, passwords, the admission pass. Where the member's pass was not scanned, somebody
    else is asked to confirm it first."""
    return _give_or_ask(venue, Thing.CODE)


@blueprint.post("/help/pass")
def new_pass(venue: str) -> Redirect:
    """Replace a member's admission pass; the old one is refused from now on. Backed as a new code is."""
    return _give_or_ask(venue, Thing.PASS)


@blueprint.get("/help/confirm/<asked>")
def to_confirm(venue: str, asked: str) -> str:
    """The page on which another member of staff confirms what is to be given to a member; after that, once,
    what was given."""
    told = told_once()
    if told:
        member = db.session.get_one(Member, told["member"])
        issued: dict[str, Any] = _issued(told, member.number)
        return _page(venue, member, **issued)
    found = read_asked(asked, venue)
    keep_look("help", member=found.member)
    member = db.session.get_one(Member, found.member)
    by = db.session.get_one(Account, found.by).name
    return _page(venue, member, asked=asked, asked_by=by, thing=found.thing.value)


@blueprint.post("/help/confirm/<asked>")
def confirm(venue: str, asked: str) -> Redirect:
    """Confirm it, and give it: it is shown here, once."""
    found = read_asked(asked, venue)
    require_another(found)
    _give(venue, found.thing, found.member, asked_by=found.by)
    told = {"member": found.member, found.thing.value: found.member}
    return tell_once("desk.to_confirm", told, venue=venue, asked=asked)


def _give_or_ask(venue: str, thing: Thing) -> Redirect:
    """Give a member something where their pass was scanned; else ask somebody else to confirm it."""
    venue_here(venue)
    member = _member()
    page = {"venue": venue, "member": member}
    if not is_backed_by_pass(member, text("shown")):
        return tell_once("desk.help_desk", {"ask": thing.value}, **page)
    try:
        _give(venue, thing, member, shown="pass")
    except Refused as refused:
        return _again(venue, db.session.get_one(Member, member), refused)
    return tell_once("desk.help_desk", {thing.value: member}, **page)


def _give(venue: str, thing: Thing, member: str, **backing: object) -> None:
    give = renew_access if thing is Thing.CODE else renew_pass
    with writing(db.session()) as session:
        give(
            session,
            installation_key(),
            person().assembly_id,
            member,
            venue=venue,
            now=now(),
            actor=person().actor,
            **backing,
        )


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
    if (
        member in (told.get("code"), told.get("pass"))
        and session.get(AdmissionPass, (assembly_id, member)) is not None
    ):
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
