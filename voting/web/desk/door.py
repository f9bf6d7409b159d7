"""The door of one venue: checking in and out, moving, taking back, and finding somebody by name."""

import secrets

from flask import Response, jsonify, make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.assembly.search import find_on_roll
from voting.assembly.venues import venue_names, venues_of
from voting.attendance.check_in import Arrival, check_in
from voting.attendance.conflicts import ask_for_move, note_doubt, note_late, open_conflicts
from voting.attendance.leaving import check_out, move_here
from voting.attendance.passes import clean_pass
from voting.attendance.presence import places_of, present_now
from voting.attendance.undo import act_at_door
from voting.ballot.arrivals import date_late_scan
from voting.ballot.departures import take_back
from voting.ballot.quorum import quorums_now
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.folding import WHOLE, letters
from voting.installation import now
from voting.web.desk import blueprint
from voting.web.desk.answers import STATUSES, Shown, answer_desk, name_of_place, shown, shown_refusal
from voting.web.desk.named_member import member_at_desk, pass_at_desk
from voting.web.desk.offline import scanner_settings
from voting.web.desk.reading import nonce_of_request, scan_of, shown_before
from voting.web.errors import STATUS, wants_json
from voting.web.form import in_address, text
from voting.web.looking import keep_look
from voting.web.meeting import this_assembly, venue_here
from voting.web.person import person
from voting.web.security import SCANNER_HEADERS

NO_PASS = (Code.UNKNOWN_PASS, Code.OTHER_ASSEMBLY)


@blueprint.get("/")
def door(venue: str) -> Response:
    """The page at the door of a venue: the scanner, and a form that does the same."""
    page = make_response(
        render_template("desk/door.html", settings=scanner_settings(venue), **door_values(venue))
    )
    page.headers.update(SCANNER_HEADERS)
    return page


@blueprint.get("/numbers")
def numbers(venue: str) -> Response:
    """The part of the page that changes: how many are present, here and in all, and the quorums."""
    response = make_response(render_template("desk/numbers.html", **_numbers(venue)))
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


@blueprint.post("/check-in")
def check_in_here(venue: str) -> Response | Redirect:
    """Check a member in at this venue, by admission pass or member number; a name leads to the search."""
    if _is_name() and not wants_json():
        return redirect(url_for("desk.find", venue=venue, q=text("member")), 303)
    venue_here(venue)
    try:
        with writing(db.session()) as session:
            read, already_shown = pass_at_desk(), shown_before()
            scan, doubt = date_late_scan(session, scan_of(read.member, venue))
            arrival = check_in(session, scan, revoked=read.revoked)
            if already_shown is not None:
                note_late(session, scan, arrival.answer, already_shown)
            note_doubt(session, scan, arrival.answer, doubt)
    except Refused as refused:
        return _no_pass(venue, refused)
    return _answer(venue, arrival, scan.member)


@blueprint.post("/check-out")
def check_out_here(venue: str) -> Response:
    """Check a member out of this venue."""
    venue_here(venue)
    try:
        with writing(db.session()) as session:
            member = member_at_desk()
            scan, doubt = date_late_scan(session, scan_of(member, venue))
            arrival = check_out(session, scan)
            note_doubt(session, scan, arrival.answer, doubt)
    except Refused as refused:
        return _no_pass(venue, refused)
    return _answer(venue, arrival, member)


@blueprint.post("/move")
def move(venue: str) -> Response:
    """Move a member here who is noted to be elsewhere."""
    venue_here(venue)
    with writing(db.session()) as session:
        member = member_at_desk()
        scan, doubt = date_late_scan(session, scan_of(member, venue))
        arrival = move_here(session, scan)
        note_doubt(session, scan, arrival.answer, doubt)
    return _answer(venue, arrival, member)


@blueprint.post("/undo")
def undo(venue: str) -> Response:
    """Take back a scan at this door that was a mistake."""
    with writing(db.session()) as session:
        act = act_at_door(session, person().assembly_id, venue, nonce_of_request("act"))
        arrival = take_back(session, scan_of(act.member, venue), act)
        member = act.member
    return _answer(venue, arrival, member)


@blueprint.post("/ask-move")
def ask_move(venue: str) -> Response | Redirect:
    """Ask a supervisor to move a member here who is noted to be elsewhere."""
    with writing(db.session()) as session:
        act = act_at_door(session, person().assembly_id, venue, nonce_of_request("act"))
        ask_for_move(session, act, now=now(), account_id=person().account_id)
    if wants_json():
        return jsonify(code="ok", answer="asked", state="asked", nonce=text("act"))
    return redirect(url_for("desk.door", venue=venue, asked="yes"), 303)


@blueprint.get("/find")
def find(venue: str) -> str:
    """Find somebody on the roll by the beginning of their number or name."""
    text = in_address("q")
    found = find_on_roll(db.session(), person().assembly_id, text)
    keep_look("door", text, len(found))
    places = places_of(db.session(), person().assembly_id, [item.number for item in found])
    values = door_values(venue) | {"sought": text, "found": found}
    return render_template(
        "desk/door.html",
        places={number: name_of_place(place) if place != venue else "" for number, place in places.items()},
        **values,
    )


def door_values(venue: str) -> dict[str, object]:
    """The values of the template of the door."""
    assembly = this_assembly()
    return {
        "assembly": assembly,
        "venue_names": venue_names(db.session(), assembly.id),
        "nonce": new_nonce(),
        "new_nonce": new_nonce,
        "asked": in_address("asked") == "yes",
        **_numbers(venue),
    }


def new_nonce() -> str:
    """A random text by which one act is known, however often it is sent."""
    return secrets.token_urlsafe(16)


def _numbers(venue: str) -> dict[str, object]:
    assembly, session = this_assembly(), db.session()
    present = present_now(session, assembly.id)
    return {
        "venue": venue_here(venue),
        "venues": venues_of(session, assembly.id),
        "present": present,
        "total": sum(present.values()),
        "quorums": quorums_now(session, assembly),
        "conflicts": open_conflicts(session, assembly.id),
    }


def _answer(venue: str, arrival: Arrival, member: str) -> Response:
    result = shown(arrival, member, nonce_of_request())
    return _page(venue, result, STATUSES.get(arrival.answer, 200))


def _no_pass(venue: str, refused: Refused) -> Response:
    """The page with a refusal that says why the pass is nobody's here; any other refusal is raised again."""
    if refused.code not in NO_PASS:
        raise refused
    return _page(venue, shown_refusal(refused, nonce_of_request()), STATUS[refused.code])


def _page(venue: str, result: Shown, status: int) -> Response:
    values = {} if wants_json() else door_values(venue)
    return answer_desk(result, status, "desk/door.html", **values)


def _is_name() -> bool:
    """Whether the field holds a name rather than a pass or a number."""
    typed = text("member")
    return (
        clean_pass(typed) is None
        and not any(c.isdigit() for c in typed)
        and ":" not in typed
        and len(letters(typed)) >= WHOLE
    )
