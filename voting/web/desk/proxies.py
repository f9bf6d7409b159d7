"""Proxies on paper at the desk: look both members up, compare, photograph, enter; take one back."""

from flask import Response, render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.assembly.models import Proxy, ProxyDocument
from voting.assembly.paper_proxies import enter_paper_proxy
from voting.assembly.proxies import ProxyMandate, holder_of, proxy_of
from voting.assembly.stand_ins import stand_in_of
from voting.ballot.agenda import resolutions_of
from voting.ballot.proxies import withdraw_at_desk
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.register.models import Member
from voting.stamp import stamp
from voting.web.desk import blueprint
from voting.web.desk.paper_file import paper_file, paper_sent
from voting.web.form import in_address, text, was
from voting.web.looking import keep_look
from voting.web.meeting import points_chosen, this_assembly, venue_here
from voting.web.person import person


@blueprint.get("/proxies")
def proxies(venue: str) -> str:
    """The form for two member numbers; with them, both names to compare, and the form for the paper."""
    numbers = [in_address(field) for field in ("grantor", "holder")]
    grantor, holder = (_looked_up(number) for number in numbers)
    current = proxy_of(db.session(), person().assembly_id, numbers[0]) if grantor else None
    return render_template(
        "desk/proxies.html",
        assembly=this_assembly(),
        venue=venue_here(venue),
        numbers=numbers,
        grantor=grantor,
        holder=holder,
        current=current,
        was=stamp(current.id if current else None),
        current_holder=holder_of(db.session(), person().assembly_id, numbers[0]) if current else None,
        document=db.session.get(ProxyDocument, current.id) if current else None,
        resolutions=resolutions_of(db.session(), person().assembly_id),
        stand_in=stand_in_of(db.session(), person().assembly_id, numbers[0]) if grantor else None,
        entered=in_address("entered") == "yes",
    )


@blueprint.post("/proxies")
def enter_proxy(venue: str) -> Redirect:
    """Enter a proxy with the photo or scan of its paper."""
    venue_here(venue)
    grantor, holder = text("grantor"), text("holder")
    mandate = ProxyMandate(points_chosen(), text("instructions"))
    with writing(db.session()) as session:
        enter_paper_proxy(
            session,
            person().assembly_id,
            grantor,
            holder,
            paper_sent(),
            mandate,
            now=now(),
            account_id=person().account_id,
        )
    return redirect(url_for("desk.proxies", venue=venue, grantor=grantor, holder=holder, entered="yes"), 303)


@blueprint.post("/proxies/withdraw")
def withdraw_proxy(venue: str) -> Redirect:
    """Take a proxy back for a grantor who asks for it here."""
    venue_here(venue)
    grantor, reason = text("grantor"), text("reason")
    with writing(db.session()) as session:
        withdraw_at_desk(
            session, person().assembly_id, grantor, reason, was(), now=now(), actor=person().actor
        )
    return redirect(url_for("desk.proxies", venue=venue), 303)


@blueprint.get("/proxies/<int:proxy_id>/document")
def proxy_document(venue: str, proxy_id: int) -> Response:
    """The photo or scan of a proxy on paper, as a file to keep."""
    proxy, document = db.session.get(Proxy, proxy_id), db.session.get(ProxyDocument, proxy_id)
    if proxy is None or document is None or proxy.assembly_id != person().assembly_id:
        raise Refused(Code.NOT_FOUND)
    return paper_file(document.content, document.media_type, f"proxy-{proxy_id}")


def _looked_up(number: str) -> Member | None:
    """The member with a number, if there is one; that they were looked at is kept."""
    member = db.session.get(Member, number) if number else None
    if member is not None:
        keep_look("proxy", member=number)
    return member
