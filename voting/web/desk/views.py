"""What a steward does at the door of one venue."""

import secrets

from flask import Response, jsonify, make_response, render_template, request

from voting.attendance.check_in import Answer, check_in
from voting.attendance.presence import present_now
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.register.models import Member
from voting.web.desk import blueprint
from voting.web.desk.named_member import member_at_desk
from voting.web.errors import STATUS, wants_json
from voting.web.meeting import this_assembly, venue_here, venue_names
from voting.web.moment import now
from voting.web.person import person

ARRIVAL_STATUS = {
    Answer.WELCOME: 200,
    Answer.ALREADY_HERE: 200,
    Answer.NOT_ENTITLED: STATUS[Code.NOT_ENTITLED],
    Answer.PRESENT_ELSEWHERE: 409,
}


@blueprint.get("/")
def door(venue: str) -> str:
    """The check-in page of a venue."""
    return render_template("desk/door.html", **_door(venue))


@blueprint.post("/check-in")
def arrive(venue: str) -> Response:
    """Check somebody in, by admission pass or member number."""
    venue_here(venue)
    nonce = request.form.get("nonce", "")
    if not 8 <= len(nonce) <= 64:
        raise Refused(Code.BAD_REQUEST)
    with writing(db.session()) as session:
        number = member_at_desk()
        arrival = check_in(
            session,
            person().assembly_id,
            number,
            venue,
            nonce=nonce,
            account_id=person().account_id,
            now=now(),
        )
    answer = arrival.answer
    if wants_json():
        response = jsonify(code="ok" if ARRIVAL_STATUS[answer] == 200 else answer.value, answer=answer.value)
    else:
        member = db.session.get(Member, number) if answer is not Answer.NOT_ENTITLED else None
        page = render_template(
            "desk/door.html", **_door(venue), arrival=arrival, member=member, number=number
        )
        response = make_response(page)
    response.status_code = ARRIVAL_STATUS[answer]
    if response.status_code != 200:
        response.headers["Refusal"] = answer.value
    return response


def _door(venue: str) -> dict[str, object]:
    assembly = this_assembly()
    return {
        "assembly": assembly,
        "venue": venue_here(venue),
        "venue_names": venue_names(db.session(), assembly.id),
        "present": present_now(db.session(), assembly.id).get(venue, 0),
        "nonce": secrets.token_urlsafe(16),
    }
