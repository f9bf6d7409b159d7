"""One ballot after the other, through all that can be voted on now: the way on, and the page at its end.

Nothing is kept of such a walk: what is left to do follows each time from what is counted. ``walk`` in the
address of a ballot says which step one comes from ("start": none).
"""

from typing import Any

from flask import render_template, url_for
from sqlalchemy import select
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.proxies import represented_by
from voting.assembly.roll import is_entitled, why_not_entitled
from voting.ballot.models import Participation, Resolution
from voting.ballot.steps import Step, VoteStanding, next_open, progress, step_key
from voting.ballot.walk import votes_of
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.installation import now
from voting.invitations.counted import wish_mail, wishes_mail
from voting.register.models import Member
from voting.web.form import flag, in_address
from voting.web.member import blueprint
from voting.web.once import tell_once, told_once
from voting.web.person import member_number, person
from voting.web.shared import shown_assembly, shown_resolutions
from voting.wording.refusals import refusal_sentence

START = "start"


@blueprint.get("/assembly/vote")
def walk() -> Response:
    """Go to the first ballot that is open, ``after`` a step if one is named; after the last, to the end."""
    return redirect(next_page(in_address("after")), 303)


@blueprint.get("/assembly/vote/end")
def walk_end() -> str:
    """The page that says what is counted, what is still open, what was missed, and what comes later."""
    assembly, number = shown_assembly(), member_number()
    grantors = represented_by(db.session(), assembly.id, number)
    resolutions = shown_resolutions()
    steps = votes_of(db.session(), assembly, resolutions, number, grantors, now())
    entitled = is_entitled(db.session(), assembly.id, number)
    return render_template(
        "member/walk_end.html",
        told=told_once(),
        assembly=assembly,
        why_not=None if entitled else why_not_entitled(db.session(), assembly, number),
        steps={standing: [step for step in steps if step.standing is standing] for standing in VoteStanding},
        resolutions={resolution.id: resolution for resolution in resolutions},
        grantors={grantor.number: grantor for grantor in grantors},
        cast_by_me=_cast_by(number, steps),
        mail_wanted=wishes_mail(db.session(), assembly.id, number),
        has_mail=bool(db.session.get_one(Member, number).email),
    )


@blueprint.post("/assembly/counted-mail")
def counted_mail() -> Response:
    """Ask for the mail that says on how many points one's vote is counted, or no longer."""
    with writing(db.session()) as session:
        wish_mail(session, person().assembly_id, member_number(), wanted=flag("wanted"))
    return redirect(url_for("member.walk_end"), 303)


def next_page(after: str) -> str:
    """The address of the next ballot that is open after the step with this key, or of the end."""
    endpoint, named = _next(after)
    return url_for(endpoint, **named)


def refused_in_walk(refused: Refused, resolution: Resolution, step: str) -> Response:
    """The answer to a vote that is refused in a walk: the page after it, which tells that once."""
    endpoint, named = _next(step)
    sentence = refusal_sentence(refused)
    told = {"title": resolution.title, "sentence": sentence, "code": refused.code.value}
    response = tell_once(endpoint, told, **named)
    response.headers["Refusal"] = refused.code.value
    return response


def _next(after: str) -> tuple[str, dict[str, Any]]:
    """The endpoint of the page after a step, and what its address names."""
    step = next_open(_steps(shown_resolutions()), after)
    if step is None:
        return "member.walk_end", {}
    for_whom = {"for": step.grantor} if step.grantor else {}
    return "member.ballot", {"resolution_id": step.resolution, "walk": after or START, **for_whom}


def walk_shown(came_from: str) -> dict[str, Any]:
    """What a ballot shows of the walk in which it is: how many are ``done`` of how many, and the step one
    ``came_from``, with its resolution, where that vote is counted."""
    resolutions = shown_resolutions()
    steps = _steps(resolutions)
    done, total = progress(steps)
    before = next((step for step in steps if step.key == came_from), None)
    counted = before if before and before.standing is VoteStanding.COUNTED else None
    title = None
    if counted:
        title = next(resolution for resolution in resolutions if resolution.id == counted.resolution).title
    return {"came_from": came_from, "done": done, "total": total, "counted": counted, "title": title}


def _steps(resolutions: list[Resolution]) -> list[Step]:
    assembly, number = shown_assembly(), member_number()
    grantors = represented_by(db.session(), assembly.id, number)
    return votes_of(db.session(), assembly, resolutions, number, grantors, now())


def _cast_by(number: str, steps: list[Step]) -> dict[str, str]:
    """By key of a step, through which channel the vote was cast, where it is one's own or one cast it."""
    rows = db.session.execute(
        select(Participation.resolution_id, Participation.member, Participation.channel, Participation.holder)
        .where(Participation.resolution_id.in_([step.resolution for step in steps]))
        .where((Participation.member == number) | (Participation.holder == number))
    )
    return {
        step_key(row.resolution_id, None if row.member == number else row.member): row.channel for row in rows
    }
