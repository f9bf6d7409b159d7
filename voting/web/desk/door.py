"""The door of one venue: checking in and out, moving, taking back, and finding somebody by name."""

import secrets
from collections.abc import Callable
from dataclasses import replace

from flask import Response, jsonify, make_response, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.assembly.venues import venue_names
from voting.attendance.asked_moves import asked_moves
from voting.attendance.attention import Met
from voting.attendance.check_in import check_in
from voting.attendance.conflicts import ask_for_move, note_doubt, note_late
from voting.attendance.door_acts import Arrival
from voting.attendance.doors import Comer, LetIn
from voting.attendance.leaving import check_out, move_here
from voting.attendance.presence import places_of
from voting.attendance.scan_log import Scan
from voting.attendance.undo import act_at_door
from voting.ballot.arrivals import date_late_scan
from voting.ballot.departures import take_back
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.web.desk import blueprint
from voting.web.desk.answers import (
    STATUSES,
    answer_machine,
    name_of_place,
    require_venue,
    shown,
    shown_again,
    shown_refusal,
)
from voting.web.desk.letting_in import let_in
from voting.web.desk.named_member import (
    found_by_name,
    is_name,
    is_pass_read,
    member_at_desk,
    pass_at_desk,
    pass_or_number,
)
from voting.web.desk.numbers import numbers_address, numbers_values
from voting.web.desk.offline import scanner_settings
from voting.web.desk.reading import is_told_later, nonce_of_request, scan_of, shown_before
from voting.web.desk.refusing import ELSEWHERE
from voting.web.errors import STATUS, wants_json
from voting.web.form import in_address, text
from voting.web.meeting import this_assembly, venue_here
from voting.web.once import tell_once, told_once
from voting.web.person import person
from voting.web.security import SCANNER_HEADERS

NO_PASS = (Code.UNKNOWN_PASS, Code.OTHER_ASSEMBLY)


@blueprint.get("/")
def door(venue: str) -> Response:
    """The page at the door of a venue: the scanner, and a form that does the same; after a form, once, the
    answer to it."""
    told = told_once()
    return _page(venue, shown=shown_again(told) if told else None)


@blueprint.get("/asked")
def asked(venue: str) -> str:
    """The part of the page that tells a steward what became of the moves that they have asked for."""
    return render_template("desk/asked.html", venue=venue_here(venue), **_asked(venue))


@blueprint.post("/check-in")
def check_in_here(venue: str) -> Redirect:
    """Check a member in at this venue, by admission pass or member number; a name leads to the search."""
    if is_name(text("member")) and not wants_json():
        return redirect(url_for("desk.find", venue=venue, q=text("member")), 303)
    require_venue(venue)
    try:
        entered = _let_in_late(venue) if is_told_later() else _let_in_now(venue)
    except Refused as refused:
        return _not_done(venue, refused)
    return _answer(venue, entered.arrival, entered.member, entered.met)


@blueprint.post("/check-out")
def check_out_here(venue: str) -> Redirect:
    """Check a member out of this venue."""
    return _scanned(venue, check_out)


@blueprint.post("/move")
def move(venue: str) -> Redirect:
    """Move a member here who is noted to be elsewhere."""
    return _scanned(venue, move_here)


@blueprint.post("/undo")
def undo(venue: str) -> Redirect:
    """Take back a scan at this door that was a mistake."""
    try:
        with writing(db.session()) as session:
            act = act_at_door(session, person().assembly_id, venue, nonce_of_request("act"))
            arrival = take_back(session, scan_of(act.member, venue), act)
            member = act.member
    except Refused as refused:
        return _not_done(venue, refused)
    return _answer(venue, arrival, member)


@blueprint.post("/ask-move")
def ask_move(venue: str) -> Redirect:
    """Ask a supervisor to move a member here who is noted to be elsewhere."""
    try:
        with writing(db.session()) as session:
            act = act_at_door(session, person().assembly_id, venue, nonce_of_request("act"))
            ask_for_move(session, act, now=now(), account_id=person().account_id)
    except Refused as refused:
        return _not_done(venue, refused)
    if wants_json():
        return jsonify(code="ok", answer="asked", state="asked", nonce=text("act"))
    return redirect(url_for("desk.door", venue=venue), 303)


@blueprint.get("/find")
def find(venue: str) -> Response:
    """Find somebody on the roll by the beginning of their number or name."""
    sought = in_address("q")
    found = found_by_name(sought, "door")
    places = places_of(db.session(), person().assembly_id, [item.number for item in found])
    return _page(
        venue,
        sought=sought,
        found=found,
        places={number: name_of_place(place) if place != venue else "" for number, place in places.items()},
    )


def door_values(venue: str) -> dict[str, object]:
    """The values of the template of the door."""
    assembly = this_assembly()
    return {
        "assembly": assembly,
        "venue_names": venue_names(db.session(), assembly.id),
        "labels": assembly.labels,
        "nonce": new_nonce(),
        "new_nonce": new_nonce,
        **_asked(venue),
        "numbers_address": numbers_address(venue),
        **numbers_values(venue),
    }


def new_nonce() -> str:
    """A random text by which one act is known, however often it is sent."""
    return secrets.token_urlsafe(16)


def _let_in_now(venue: str) -> LetIn:
    token, number = pass_or_number()
    return let_in(Comer(scan_of(number, venue), token))


def _let_in_late(venue: str) -> LetIn:
    """Let in who came to a door without network, which tells of it now."""
    with writing(db.session()) as session:
        read, already_shown = pass_at_desk(), shown_before()
        scan, doubt = date_late_scan(session, _read_scan(read.member, venue))
        arrival = check_in(session, scan, revoked=read.revoked)
        if already_shown is not None:
            note_late(session, scan, arrival.answer, already_shown)
        note_doubt(session, scan, arrival.answer, doubt)
    return LetIn(arrival, scan.member)


def _read_scan(member: str, venue: str) -> Scan:
    """The act of this request, with whether the pass was read."""
    return replace(scan_of(member, venue), by_pass=is_pass_read())


def _scanned(venue: str, act: Callable[[Session, Scan], Arrival]) -> Redirect:
    """The answer to a member who is scanned to go, or to be moved here."""
    require_venue(venue)
    try:
        with writing(db.session()) as session:
            member = member_at_desk()
            scan, doubt = date_late_scan(session, _read_scan(member, venue))
            arrival = act(session, scan)
            note_doubt(session, scan, arrival.answer, doubt)
    except Refused as refused:
        return _not_done(venue, refused)
    return _answer(venue, arrival, member)


def _asked(venue: str) -> dict[str, object]:
    who = person()
    moves = asked_moves(db.session(), who.assembly_id, venue, who.account_id, now())
    return {"asked_moves": moves, "place_name": name_of_place}


def _answer(venue: str, arrival: Arrival, member: str, met: Met | None = None) -> Redirect:
    """The answer to an act: JSON for the scanner; a form is led to the page, which shows it once. ``met``:
    who the member is, where that has been read."""
    nonce, answer = nonce_of_request(), arrival.answer
    status = STATUSES.get(answer, 200)
    if wants_json():
        return answer_machine(shown(arrival, member, nonce, met), status)
    told = {"answer": answer.value, "place": arrival.place, "member": member, "nonce": nonce}
    page = tell_once("desk.door", told, venue=venue)
    if status != 200:
        page.headers["Refusal"] = answer.value
    return page


def _not_done(venue: str, refused: Refused) -> Redirect:
    """The answer that says why an act was refused, with what was typed; to the scanner only that the pass is
    nobody's here. Any other refusal is raised again."""
    if refused.code in ELSEWHERE or (wants_json() and refused.code not in NO_PASS):
        raise refused
    result, status = shown_refusal(refused, nonce_of_request()), STATUS.get(refused.code, 409)
    if wants_json():
        return answer_machine(result, status)
    page = _page(venue, shown=result, typed=text("member"))
    page.status_code, page.headers["Refusal"] = status, refused.code.value
    return page


def _page(venue: str, **values: object) -> Response:
    page = make_response(
        render_template("desk/door.html", settings=scanner_settings(venue), **door_values(venue), **values)
    )
    page.headers.update(SCANNER_HEADERS)
    return page
