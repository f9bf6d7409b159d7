"""Paper ballots at the desk: issued to a member, or entered for them in a vote by name."""

import secrets
from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from voting.assembly.roll import category_of
from voting.ballot.adoption import is_in_each_class
from voting.ballot.agenda import resolutions_of
from voting.ballot.cast import Vote
from voting.ballot.models import Channel, Resolution, State
from voting.ballot.paper_given import give_paper
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.halls.screen import on_screen
from voting.installation import now
from voting.typed import number_in
from voting.web.desk import blueprint
from voting.web.desk.named_member import is_pass_read, member_at_desk
from voting.web.desk.refusing import AtDesk, at_this_desk
from voting.web.form import as_typed, attempt, number, refused_form, text
from voting.web.meeting import resolution_here, venue_here
from voting.web.once import tell_once, told_once
from voting.web.person import person

NOT_VALID = "not_valid"
"""What the desk enters in a vote by name where a paper is empty, or more is marked than one choice."""


@blueprint.get("/paper")
def paper(venue: str) -> str:
    """The page on which the desk issues paper ballots; after a form, once, what is to be given to whom."""
    return paper_page(venue, told=told_once())


@blueprint.get("/paper/points/<form>")
def paper_points(venue: str, form: str) -> str:
    """The part of the page in which a resolution is chosen: it begins at the one that is on the screens."""
    if form not in ("issue", "named", "spoiled"):
        raise Refused(Code.NOT_FOUND)
    return render_template("desk/paper_points.html", form=form, venue=venue_here(venue), **_points())


@blueprint.post("/paper")
def issue_paper(venue: str) -> Response:
    """Hand out a paper ballot, which is the member's participation."""
    venue_here(venue)
    try:
        resolution = resolution_here(number("resolution"))
        if resolution.by_name:
            raise Refused(Code.BAD_REQUEST)
        with writing(db.session()) as session:
            member = member_at_desk()
            vote = Vote(resolution.id, member, Channel.PAPER, venue=venue, attempt=attempt())
            give_paper(session, vote, account_id=person().account_id, shown=is_pass_read(), now=now())
    except Refused as refused:
        return paper_again(venue, at_this_desk("issue", refused))
    return tell_once("desk.paper", {"done": "issued", **given(resolution, member)}, venue=venue)


@blueprint.post("/paper/by-name")
def enter_by_name(venue: str) -> Response:
    """Enter what a member has marked on paper in a vote by name, or that it is not valid: it is their vote at
    once."""
    venue_here(venue)
    choice = text("choice")
    try:
        resolution = resolution_here(number("resolution"))
        if not (resolution.by_name and choice):
            raise Refused(Code.BAD_REQUEST)
        with writing(db.session()) as session:
            member = member_at_desk()
            marked = None if choice == NOT_VALID else choice
            vote = Vote(resolution.id, member, Channel.PAPER, venue=venue, choice=marked, attempt=attempt())
            give_paper(session, vote, account_id=person().account_id, shown=is_pass_read(), now=now())
    except Refused as refused:
        return paper_again(venue, at_this_desk("named", refused))
    told = {"done": "entered", "choice": choice, **given(resolution, member)}
    return tell_once("desk.paper", told, venue=venue)


def given(resolution: Resolution, member: str) -> dict[str, Any]:
    """What the page tells once of a ballot: for which resolution, to whom, and of which category where the
    papers are not all alike."""
    category = None
    if is_in_each_class(resolution.majority) and not resolution.by_name:
        category = category_of(db.session(), resolution.assembly_id, member)
    return {"resolution": resolution.number, "number": member, "category": category}


def paper_again(venue: str, wrong: AtDesk) -> Response:
    """The page with a form as it was filled in, and why it was refused."""
    return refused_form(paper_page(venue, wrong=wrong), wrong.code)


def paper_page(venue: str, told: dict[str, Any] | None = None, wrong: AtDesk | None = None) -> str:
    """The page of paper ballots, with what a form has brought about (``told``), or why it did not."""
    return render_template(
        "desk/paper.html",
        venue=venue_here(venue),
        told=told,
        wrong=wrong,
        filled_in=as_typed() if wrong else {},
        attempt=attempt() or secrets.token_urlsafe(16),
        **_points(number_in(text("resolution")) if wrong else None),
    )


def _points(chosen: int | None = None) -> dict[str, Any]:
    """The open resolutions, by what a desk does for them; and which is chosen: that of the form as it was
    filled in, else the one on the screens of the halls."""
    resolutions = resolutions_of(db.session(), person().assembly_id)
    shown, _since = on_screen(db.session(), person().assembly_id, resolutions)
    now_open = [item for item in resolutions if State(item.state) is State.OPEN and not item.by_hands]
    on_screens = shown.id if isinstance(shown, Resolution) else None
    return {
        "by_name": [item for item in now_open if item.by_name],
        "open_resolutions": [item for item in now_open if not item.by_name],
        "on_screens": on_screens,
        "chosen": chosen if chosen in {item.id for item in now_open} else on_screens,
    }
