"""Paper ballots at the desk: issued to a member, and exchanged where one is spoiled."""

from flask import render_template

from voting.assembly.roll import category_of
from voting.ballot.adoption import is_in_each_class
from voting.ballot.agenda import resolutions_of
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel, Resolution, State
from voting.ballot.replacement import paper_held, replace_paper
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.register.models import Member
from voting.web.desk import blueprint
from voting.web.desk.named_member import member_at_desk
from voting.web.form import flag, number, text
from voting.web.meeting import resolution_here, venue_here
from voting.web.person import person

NOT_VALID = "not_valid"
"""What the desk enters in a vote by name where a paper is empty, or more is marked than one choice."""


@blueprint.get("/paper")
def paper(venue: str) -> str:
    """The page on which the desk issues paper ballots."""
    return render_template("desk/paper.html", **_paper(venue))


@blueprint.post("/paper")
def issue_paper(venue: str) -> str:
    """Hand out a paper ballot, which is the member's participation."""
    venue_here(venue)
    resolution = resolution_here(number("resolution"))
    if resolution.by_name:
        raise Refused(Code.BAD_REQUEST)
    with writing(db.session()) as session:
        member = member_at_desk()
        cast(session, Vote(resolution.id, member, Channel.PAPER, venue=venue), now=now())
    return render_template(
        "desk/paper.html",
        **_paper(venue),
        issued=resolution,
        number=member,
        category=_category(resolution, member),
    )


@blueprint.post("/paper/by-name")
def enter_by_name(venue: str) -> str:
    """Enter what a member has marked on paper in a vote by name, or that it is not valid: it is their vote at
    once."""
    venue_here(venue)
    resolution, choice = resolution_here(number("resolution")), text("choice")
    if not (resolution.by_name and choice):
        raise Refused(Code.BAD_REQUEST)
    with writing(db.session()) as session:
        member = member_at_desk()
        marked = None if choice == NOT_VALID else choice
        vote = Vote(resolution.id, member, Channel.PAPER, venue=venue, choice=marked)
        cast(session, vote, now=now())
    page = _paper(venue) | {"entered": resolution, "number": member, "choice": choice}
    return render_template("desk/paper.html", **page)


@blueprint.post("/paper/spoiled")
def spoiled_paper(venue: str) -> str:
    """The page that shows whose spoiled ballot it is, and which of theirs, before it is exchanged."""
    resolution, member = resolution_here(number("resolution")), member_at_desk()
    return render_template(
        "desk/spoiled.html",
        venue=venue_here(venue),
        resolution=resolution,
        member=db.session.get_one(Member, member),
        paper=paper_held(db.session(), resolution.id, venue, member),
    )


@blueprint.post("/paper/replace")
def replace(venue: str) -> str:
    """Exchange a spoiled ballot for another; the participation stays as it is."""
    venue_here(venue)
    resolution, member = resolution_here(number("resolution")), member_at_desk()
    if not flag("handed_back"):
        raise Refused(Code.BAD_REQUEST)
    with writing(db.session()) as session:
        replace_paper(
            session,
            resolution.id,
            venue,
            member,
            number("paper"),
            text("reason"),
            account_id=person().account_id,
            now=now(),
        )
    return render_template(
        "desk/paper.html",
        **_paper(venue),
        exchanged=resolution,
        number=member,
        category=_category(resolution, member),
    )


def _category(resolution: Resolution, member: str) -> str | None:
    """The category whose paper the member gets; None where the papers are all alike."""
    if resolution.by_name or not is_in_each_class(resolution.majority):
        return None
    return category_of(db.session(), resolution.assembly_id, member)


def _paper(venue: str) -> dict[str, object]:
    resolutions = resolutions_of(db.session(), person().assembly_id)
    now_open = [item for item in resolutions if State(item.state) is State.OPEN and not item.by_hands]
    return {
        "venue": venue_here(venue),
        "open_resolutions": [item for item in now_open if not item.by_name],
        "by_name": [item for item in now_open if item.by_name],
    }
