"""Voting on a tablet: what there is to vote on, the ballot, and confirming it."""

from flask import render_template, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from voting.ballot.contest import contest_of
from voting.ballot.methods import ChoiceFault, InvalidChoice, parse_choice
from voting.ballot.models import Resolution
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.register.models import Member
from voting.tablets.enrolment import Here
from voting.tablets.hand_over import session_on
from voting.tablets.vote import vote_on_tablet
from voting.tablets.waiting import Waiting, votes_waiting
from voting.web.form import as_typed, exactly, in_address, refused_form
from voting.web.member.ballot_form import choice_from_form, marks_of
from voting.web.member.vote import LONGEST_ATTEMPT, new_attempt, onward
from voting.web.tablet import blueprint
from voting.web.tablet.this_tablet import this_tablet


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
    return render_template("tablet/start.html", here=here, token=token, member=member, waiting=waiting)


@blueprint.route("/<token>/resolutions/<int:resolution_id>", methods=["GET", "POST"])
def ballot(token: str, resolution_id: int) -> str:
    """The ballot, empty; or as it was filled in, when it is sent back to be changed or for more time."""
    return _ballot_page(token, resolution_id)


@blueprint.post("/<token>/resolutions/<int:resolution_id>/check")
def check(token: str, resolution_id: int) -> str | Response:
    """The page that asks to confirm a ballot; or the ballot again, with what is wrong."""
    contest = contest_of(_resolution_at(this_tablet(), resolution_id))
    try:
        choice = parse_choice(contest, choice_from_form(contest))
    except InvalidChoice as invalid:
        page = _ballot_page(token, resolution_id, invalid.fault)
        return refused_form(page, Code.INVALID_CHOICE)
    return _ballot_page(token, resolution_id, marks=marks_of(contest, choice))


@blueprint.post("/<token>/resolutions/<int:resolution_id>/vote")
def vote(token: str, resolution_id: int) -> Response:
    """Cast the vote; after the last one the session is over."""
    here = this_tablet()
    choice = choice_from_form(contest_of(_resolution_at(here, resolution_id)))
    attempt = exactly("attempt")
    if len(attempt) > LONGEST_ATTEMPT:
        raise Refused(Code.BAD_REQUEST)
    with writing(db.session()) as session:
        is_last = vote_on_tablet(
            session,
            here,
            token,
            resolution_id,
            grantor=exactly("for") or None,
            choice=choice,
            attempt=attempt or None,
            now=now(),
        )
    if is_last:
        cookie.pop("tablet", None)
        return onward(url_for("tablet.done"))
    return onward(url_for("tablet.start", token=token, counted="yes"))


def _ballot_page(
    token: str,
    resolution_id: int,
    fault: ChoiceFault | None = None,
    marks: list[tuple[str, str]] | None = None,
) -> str:
    here = this_tablet()
    member = _member_on(here, token)
    waiting = _waiting(here, member.number, resolution_id, exactly("for") or in_address("for"))
    addresses = {
        name: url_for(f"tablet.{name}", token=token, resolution_id=resolution_id)
        for name in ("ballot", "check", "vote")
    }
    return render_template(
        "tablet/ballot.html",
        here=here,
        token=token,
        member=member,
        resolution=waiting.resolution,
        grantor=waiting.grantor,
        at=addresses,
        phase_now=waiting.resolution.state,
        place=here.venue,
        filled_in=as_typed(),
        fault=fault,
        marks=marks,
        attempt=exactly("attempt") or new_attempt(),
    )


def _member_on(here: Here, token: str) -> Member:
    """The member whose session is on the tablet; that it is used is noted. Raises
    Refused(hand_over_ended)."""
    with writing(db.session()) as session:
        number = session_on(session, here.id, token, now()).member
    return db.session.get_one(Member, number)


def _waiting(here: Here, member: str, resolution_id: int, grantor: str | None) -> Waiting:
    """The vote that a page is about. Raises Refused: not_found, no_proxy, already_voted, not_open."""
    for waiting in votes_waiting(db.session(), here.assembly_id, member):
        number = waiting.grantor.number if waiting.grantor else None
        if (waiting.resolution.id, number) == (resolution_id, grantor or None):
            return waiting
    resolution = _resolution_at(here, resolution_id)
    raise Refused(Code.ALREADY_VOTED if resolution.state == "open" else Code.NOT_OPEN)


def _resolution_at(here: Here, resolution_id: int) -> Resolution:
    resolution = db.session.get(Resolution, resolution_id)
    if resolution is None or resolution.assembly_id != here.assembly_id:
        raise Refused(Code.NOT_FOUND)
    return resolution
