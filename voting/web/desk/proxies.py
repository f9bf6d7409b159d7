"""Proxies on paper at the desk: look both members up, compare, photograph, enter; take one back."""

from dataclasses import dataclass

from flask import Response, render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.assembly.models import Proxy, ProxyDocument
from voting.assembly.paper_proxies import enter_paper_proxy
from voting.assembly.proxies import ProxyMandate, holder_of, proxy_of
from voting.assembly.search import Apart, namesake_apart
from voting.assembly.stand_ins import stand_in_of
from voting.ballot.agenda import resolutions_of
from voting.ballot.proxies import withdraw_at_desk
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.register.models import Member
from voting.register.names import full_name
from voting.stamp import stamp
from voting.web.desk import blueprint
from voting.web.desk.paper_file import paper_file, paper_sent
from voting.web.desk.refusing import AtDesk, at_this_desk
from voting.web.form import as_typed, in_address, refused_form, text, was
from voting.web.looking import keep_look
from voting.web.meeting import points_chosen, this_assembly, venue_here
from voting.web.person import person


@dataclass(frozen=True, slots=True)
class Compared:
    """A member as the desk compares them with the paper: name, representative, and what tells them apart from
    namesakes."""

    number: str
    name: str
    representative: str
    apart: Apart | None


@blueprint.get("/proxies")
def proxies(venue: str) -> str:
    """The form for two member numbers; with them, both names to compare, and the form for the paper."""
    return _page(venue, in_address("grantor"), in_address("holder"), entered=in_address("entered") == "yes")


@blueprint.post("/proxies")
def enter_proxy(venue: str) -> Redirect:
    """Enter a proxy with the photo or scan of its paper."""
    venue_here(venue)
    grantor, holder = text("grantor"), text("holder")
    try:
        mandate = ProxyMandate(points_chosen(), text("instructions"))
        with writing(db.session()) as session:
            enter_paper_proxy(
                session,
                person().assembly_id,
                grantor,
                holder,
                paper_sent(),
                mandate,
                venue=venue,
                now=now(),
                account_id=person().account_id,
            )
    except Refused as refused:
        return proxies_again(venue, "proxy", refused)
    return redirect(url_for("desk.proxies", venue=venue, grantor=grantor, holder=holder, entered="yes"), 303)


@blueprint.post("/proxies/withdraw")
def withdraw_proxy(venue: str) -> Redirect:
    """Take a proxy back for a grantor who asks for it here."""
    venue_here(venue)
    grantor, reason = text("grantor"), text("reason")
    try:
        with writing(db.session()) as session:
            withdraw_at_desk(
                session, person().assembly_id, grantor, reason, was(), now=now(), actor=person().actor
            )
    except Refused as refused:
        return proxies_again(venue, "proxy-back", refused)
    return redirect(url_for("desk.proxies", venue=venue), 303)


@blueprint.get("/proxies/<int:proxy_id>/document")
def proxy_document(venue: str, proxy_id: int) -> Response:
    """The photo or scan of a proxy on paper, as a file to keep."""
    proxy, document = db.session.get(Proxy, proxy_id), db.session.get(ProxyDocument, proxy_id)
    if proxy is None or document is None or proxy.assembly_id != person().assembly_id:
        raise Refused(Code.NOT_FOUND)
    return paper_file(document.content, document.media_type, f"proxy-{proxy_id}")


def proxies_again(venue: str, form: str, refused: Refused) -> Redirect:
    """The page with a form as it was filled in, and why it was refused."""
    wrong = at_this_desk(form, refused, of="grantor")
    return refused_form(_page(venue, text("grantor"), text("holder"), wrong), wrong.code)


def _page(
    venue: str, grantor: str, holder: str, wrong: AtDesk | None = None, *, entered: bool = False
) -> str:
    compared = [_looked_up(number) for number in (grantor, holder)]
    assembly_id = person().assembly_id
    current = proxy_of(db.session(), assembly_id, grantor) if compared[0] else None
    return render_template(
        "desk/proxies.html",
        assembly=this_assembly(),
        venue=venue_here(venue),
        numbers=[grantor, holder],
        grantor=compared[0],
        holder=compared[1],
        current=current,
        was=stamp(current.id if current else None),
        current_holder=holder_of(db.session(), assembly_id, grantor) if current else None,
        document=db.session.get(ProxyDocument, current.id) if current else None,
        resolutions=resolutions_of(db.session(), assembly_id),
        stand_in=stand_in_of(db.session(), assembly_id, grantor) if compared[0] else None,
        entered=entered,
        wrong=wrong,
        filled_in=as_typed(),
    )


def _looked_up(number: str) -> Compared | None:
    """The member with a number, if there is one; that they were looked at is kept."""
    member = db.session.get(Member, number) if number else None
    if member is None:
        return None
    keep_look("proxy", member=number)
    apart = namesake_apart(db.session(), person().assembly_id, member)
    return Compared(number, full_name(member.first_name, member.name), member.representative, apart)
