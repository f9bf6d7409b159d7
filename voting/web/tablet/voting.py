"""Voting on a tablet: what there is to vote on, the ballot, and confirming it.

What is filled in is kept as on a member's own device, so that back, a reload and another language work: under
the token of the session, which is in the address of its pages. Once that is over they lead to the lock
screen, whatever the browser has kept: nobody who holds the tablet next can see it.
"""

from typing import Any

from flask import render_template, url_for
from flask import session as cookie
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.ballot.cast import Vote
from voting.ballot.contest import contest_of
from voting.ballot.methods import ChoiceFault
from voting.ballot.models import Channel, Resolution
from voting.ballot.sealed_votes import BY_TABLET
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.register.models import Member
from voting.tablets.enrolment import Here
from voting.tablets.hand_over import handed_to, session_on
from voting.tablets.vote import vote_on_tablet
from voting.tablets.waiting import Waiting, votes_waiting
from voting.web.filled_in import FilledIn, drop, keep, kept
from voting.web.form import attempt, flag, in_address, refused_form, text
from voting.web.member.ballot_form import choice_from_form
from voting.web.member.checking import fault_told, go_on, marks_to_confirm, sent_in, shown
from voting.web.member.vote import onward, votes_unsealed
from voting.web.once import leave_for
from voting.web.sealing import SealedSent, sealed_sent, whole_receipt
from voting.web.tablet import blueprint
from voting.web.tablet.this_tablet import forget_ballots, sealed_told, this_tablet


@blueprint.get("/<token>/")
def start(token: str) -> str:
    """The page that says for whom the tablet is and what they can vote on, in their language."""
    here = this_tablet()
    member = _member_on(here, token)
    if cookie.get("tablet") != token:
        cookie.clear()
        cookie["tablet"] = token
    cookie.setdefault("language", member.language)
    waiting = votes_waiting(db.session(), here.assembly_id, member.number)
    return render_template(
        "tablet/start.html", here=here, token=token, member=member, waiting=waiting, **sealed_told()
    )


@blueprint.get("/<token>/resolutions/<int:resolution_id>")
def ballot(token: str, resolution_id: int) -> str | Response:
    """The ballot, as it was filled in; with what is ``wrong`` with it where the address asks for that."""
    here, member, waiting = _handed(token, resolution_id, in_address("for"))
    filled_in = _kept(token, waiting)
    fault = fault_told(contest_of(waiting.resolution), filled_in)
    page = _ballot_page(here, token, member, waiting, filled_in, fault)
    return refused_form(page, Code.INVALID_CHOICE) if fault else page


@blueprint.post("/<token>/resolutions/<int:resolution_id>")
def more_time(token: str, resolution_id: int) -> Response:
    """Open the ballot again, with what was marked on it: another minute, for a page without script."""
    grantor = text("for") or None
    _handed(token, resolution_id, grantor)
    address = url_for("tablet.ballot", token=token, resolution_id=resolution_id)
    around = _around(grantor, unsealed=flag("unsealed"))
    response = redirect(url_for("tablet.ballot", token=token, resolution_id=resolution_id, **around), 303)
    keep(response, address, token, sent_in(grantor))
    return response


@blueprint.post("/<token>/resolutions/<int:resolution_id>/check")
def check(token: str, resolution_id: int) -> Response:
    """Go on from a ballot to the page that asks to confirm it, or back to it where something is wrong."""
    grantor = text("for") or None
    _here, _member, waiting = _handed(token, resolution_id, grantor)
    if waiting.resolution.sealed and not flag("unsealed"):
        raise Refused(Code.SEALED_NEEDED)
    return go_on(
        contest_of(waiting.resolution),
        token,
        ballot="tablet.ballot",
        confirm="tablet.confirm",
        grantor=grantor,
        around=_around(grantor, unsealed=waiting.resolution.sealed),
        token=token,
        resolution_id=resolution_id,
    )


@blueprint.get("/<token>/resolutions/<int:resolution_id>/check")
def confirm(token: str, resolution_id: int) -> str | Response:
    """The page that asks to confirm what was filled in; the ballot, where there is nothing to confirm."""
    here, member, waiting = _handed(token, resolution_id, in_address("for"))
    filled_in = _kept(token, waiting)
    marks = marks_to_confirm(contest_of(waiting.resolution), filled_in)
    if marks is None:
        around = _around(_grantor(waiting), unsealed=votes_unsealed(waiting.resolution))
        return redirect(url_for("tablet.ballot", token=token, resolution_id=resolution_id, **around), 303)
    return _ballot_page(here, token, member, waiting, filled_in, marks=marks)


@blueprint.post("/<token>/resolutions/<int:resolution_id>/vote")
def vote(token: str, resolution_id: int) -> Response:
    """Cast the vote; after the last one the session is over."""
    here = this_tablet()
    resolution, grantor, sent = _resolution_at(here, resolution_id), text("for") or None, SealedSent(None)
    if resolution.sealed:
        holder = handed_to(db.session(), here.id, token)
        if holder is None:
            raise Refused(Code.HAND_OVER_ENDED)
        voting_here = Vote(
            resolution_id=resolution_id,
            member=grantor or holder,
            channel=Channel.PROXY if grantor else Channel.VENUE,
            venue=here.venue,
            holder=holder if grantor else None,
            attempt=attempt(),
        )
        sent = sealed_sent(resolution, voting_here, BY_TABLET)
    with writing(db.session()) as session:
        is_last = vote_on_tablet(
            session,
            here,
            token,
            resolution_id,
            grantor=grantor,
            choice=None if resolution.sealed else choice_from_form(contest_of(resolution)),
            sealed=sent.sound,
            attempt=attempt(),
            now=now(),
        )
    told = sent.receipt()
    whole = whole_receipt(told, grantor)
    seal: dict[str, Any] = {"sealed": "yes"} if resolution.sealed else {}
    if is_last:
        cookie.pop("tablet", None)
        response = onward(url_for("tablet.done", **seal), **told)
        forget_ballots(response, here, token)
        if whole:
            leave_for(response, "tablet.done", whole)
        return response
    response = onward(url_for("tablet.start", token=token, counted="yes", **seal), **told)
    if whole:
        leave_for(response, "tablet.start", whole, token=token)
    drop(response, url_for("tablet.ballot", token=token, resolution_id=resolution_id))
    return response


def _ballot_page(
    here: Here,
    token: str,
    member: Member,
    waiting: Waiting,
    filled_in: FilledIn | None,
    fault: ChoiceFault | None = None,
    marks: list[tuple[str, str]] | None = None,
) -> str:
    resolution, grantor = waiting.resolution, _grantor(waiting)
    unsealed = votes_unsealed(resolution)
    ballot: dict[str, Any] = {"token": token, "resolution_id": resolution.id}
    addresses = {name: url_for(f"tablet.{name}", **ballot) for name in ("more_time", "check", "vote")}
    addresses["change"] = url_for("tablet.ballot", **ballot, **_around(grantor, unsealed=unsealed))
    addresses["unsealed"] = url_for("tablet.ballot", **ballot, **_around(grantor, unsealed=True))
    return render_template(
        "tablet/ballot.html",
        here=here,
        token=token,
        member=member,
        resolution=resolution,
        grantor=waiting.grantor,
        at=addresses,
        in_page=resolution.sealed and not unsealed,
        unsealed="yes" if unsealed else None,
        number=grantor or member.number,
        owner=token,
        sealed_by=BY_TABLET,
        phase_now=resolution.state,
        place=here.venue,
        **shown(filled_in, fault, marks),
    )


def _kept(token: str, waiting: Waiting) -> FilledIn | None:
    """What the browser keeps of a ballot for whoever holds the tablet; nothing of one that is sealed
    there."""
    if waiting.resolution.sealed and not votes_unsealed(waiting.resolution):
        return None
    address = url_for("tablet.ballot", token=token, resolution_id=waiting.resolution.id)
    return kept(address, token, _grantor(waiting))


def _around(grantor: str | None, *, unsealed: bool) -> dict[str, Any]:
    """The part of an address that names a member represented, and that the ballot gets no seal in the
    page."""
    return ({"for": grantor} if grantor else {}) | ({"unsealed": "yes"} if unsealed else {})


def _grantor(waiting: Waiting) -> str | None:
    return waiting.grantor.number if waiting.grantor else None


def _handed(token: str, resolution_id: int, grantor: str | None) -> tuple[Here, Member, Waiting]:
    """This tablet, the member who holds it, and the vote that a page is about. Raises Refused:
    unknown_tablet, hand_over_ended, not_found, no_proxy, already_voted, not_open."""
    here = this_tablet()
    member = _member_on(here, token)
    return here, member, _waiting(here, member.number, resolution_id, grantor or None)


def _member_on(here: Here, token: str) -> Member:
    """The member whose session is on the tablet; that it is used is noted. Raises
    Refused(hand_over_ended)."""
    with writing(db.session()) as session:
        number = session_on(session, here.id, token, now()).member
    return db.session.get_one(Member, number)


def _waiting(here: Here, member: str, resolution_id: int, grantor: str | None) -> Waiting:
    """The vote that a page is about. Raises Refused: not_found, no_proxy, already_voted, not_open."""
    for waiting in votes_waiting(db.session(), here.assembly_id, member):
        if (waiting.resolution.id, _grantor(waiting)) == (resolution_id, grantor):
            return waiting
    resolution = _resolution_at(here, resolution_id)
    raise Refused(Code.ALREADY_VOTED if resolution.state == "open" else Code.NOT_OPEN)


def _resolution_at(here: Here, resolution_id: int) -> Resolution:
    resolution = db.session.get(Resolution, resolution_id)
    if resolution is None or resolution.assembly_id != here.assembly_id:
        raise Refused(Code.NOT_FOUND)
    return resolution
