"""The voting tablets of one venue, as the desk sees them: handed over, locked, added and taken away."""

import secrets
from typing import Any

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.accounts.codes import derived_code
from voting.assembly.venues import venues_of
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.letters.addresses import address_of
from voting.live.topics import Topic
from voting.qr import qr_address
from voting.tablets.enrolment import add_tablet as add
from voting.tablets.enrolment import revoke_tablet as take_off
from voting.tablets.hand_over import hand_over as hand_to
from voting.tablets.hand_over import lock, tablets_of
from voting.typed import number_in
from voting.web.desk import blueprint
from voting.web.desk.named_member import is_pass_read, member_at_desk
from voting.web.desk.refusing import AtDesk, at_this_desk
from voting.web.form import as_typed, in_address, refused_form, text, was
from voting.web.live import live
from voting.web.meeting import venue_here
from voting.web.once import tell_once, told_once, was_shown
from voting.web.person import person


@blueprint.get("/tablets")
def tablets(venue: str) -> str:
    """The tablets of this venue and who votes on them; the form that hands one to a member; after a form,
    once, the code of a new one."""
    told = told_once()
    code = derived_code(installation_key(), told["salt"]) if told else None
    shown: dict[str, Any] = {}
    if code is not None:
        shown = {"code": code, "qr": qr_address(address_of("tablet.enrolment_page", code=code))}
    return _page(venue, was_shown=was_shown() and code is None, **shown)


@blueprint.post("/tablets")
def hand_over(venue: str) -> Response:
    """Hand a tablet to a member who is present here."""
    venue_here(venue)
    tablet_id = number_in(text("tablet"))
    try:
        if tablet_id is None:
            raise Refused(Code.BAD_REQUEST)
        with writing(db.session()) as session:
            hand_to(
                session,
                person().assembly_id,
                venue,
                tablet_id,
                member_at_desk(),
                account_id=person().account_id,
                shown=is_pass_read(),
                now=now(),
            )
    except Refused as refused:
        wrong = at_this_desk("hand-over", refused)
        return refused_form(_page(venue, wrong=wrong, chosen=tablet_id), wrong.code)
    return redirect(url_for("desk.tablets", venue=venue, given=tablet_id), 303)


@blueprint.post("/tablets/<int:tablet_id>/lock")
def lock_tablet(venue: str, tablet_id: int) -> Response:
    """End the session on a tablet, which hears of it at once."""
    try:
        with writing(db.session()) as session:
            here = (person().assembly_id, venue, tablet_id)
            lock(session, *here, was(), account_id=person().account_id, now=now())
    except Refused as refused:
        wrong = at_this_desk("lock", refused)
        return refused_form(_page(venue, wrong=wrong), wrong.code)
    live().hub.touch((Topic.TABLETS,))
    return redirect(url_for("desk.tablets", venue=venue), 303)


@blueprint.post("/tablets/new")
def add_tablet(venue: str) -> Response:
    """Add a tablet; its code is shown once, to be opened on the device itself."""
    venue_here(venue)
    salt = secrets.token_hex(16)
    try:
        with writing(db.session()) as session:
            add(
                session,
                installation_key(),
                person().assembly_id,
                venue,
                text("name"),
                now=now(),
                account_id=person().account_id,
                salt=salt,
            )
    except Refused as refused:
        wrong = at_this_desk("new-tablet", refused, of="name")
        return refused_form(_page(venue, wrong=wrong), wrong.code)
    return tell_once("desk.tablets", {"salt": salt}, venue=venue)


@blueprint.post("/tablets/<int:tablet_id>/revoke")
def revoke_tablet(venue: str, tablet_id: int) -> Response:
    """Revoke a tablet of this venue."""
    with writing(db.session()) as session:
        take_off(session, person().assembly_id, venue, tablet_id, account_id=person().account_id, now=now())
    return redirect(url_for("desk.tablets", venue=venue), 303)


def _page(venue: str, wrong: AtDesk | None = None, chosen: int | None = None, **shown: object) -> str:
    return render_template(
        "desk/tablets.html",
        venue=venue_here(venue),
        venues=venues_of(db.session(), person().assembly_id),
        tablets=tablets_of(db.session(), person().assembly_id, venue, now()),
        given=number_in(in_address("given")),
        address=address_of("tablet.enrolment_page"),
        wrong=wrong,
        chosen=chosen,
        filled_in=as_typed() if wrong else {},
        **shown,
    )
