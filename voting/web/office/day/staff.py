"""The staff: who serves where, on how many devices, with a card for each; and ending that at once."""

import secrets
from collections.abc import Sequence

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.accounts.codes import derived_codes
from voting.accounts.factors.stored import remove_all_factors, with_factor
from voting.accounts.openid_sign_in import enter_known_as
from voting.accounts.staff import (
    GRANTED,
    access_by,
    new_staff_code,
    read_staff,
    revoke_staff,
    staff_of,
)
from voting.accounts.staff import add_staff as add
from voting.assembly.venues import venue_names, venues_of
from voting.database import writing
from voting.errors import Code, InvalidFile, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.letters.addresses import address_of
from voting.qr import qr_address
from voting.web.form import as_typed, refused_form, text, was
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.assembly.draft_faults import PlacedFault
from voting.web.once import tell_once, told_once
from voting.web.person import person
from voting.wording.faults import fault_sentence


@blueprint.get("/staff")
def staff() -> str:
    """Who is on the staff, and the form for more."""
    return _page()


@blueprint.post("/staff")
def add_staff() -> Response:
    """Bring people onto the staff, one or a list; their cards, with the codes, are shown once."""
    assembly_id = person().assembly_id
    venues = [venue.code for venue in venues_of(db.session(), assembly_id)]
    role, venue, language = text("role"), text("venue"), text("language") or "nl"
    try:
        people = read_staff(text("people"), venues, role, venue, language)
    except InvalidFile as invalid:
        faults = [PlacedFault(fault_sentence(fault)) for fault in invalid.faults]
        return refused_form(_page(faults=faults), invalid.code)
    key, salt = installation_key(), secrets.token_hex(16)
    codes = derived_codes(key, salt, len(people))
    with writing(db.session()) as session:
        add(session, key, assembly_id, people, codes, now=now(), actor=person().actor)
    return tell_once("office.staff_cards", {"salt": salt, "count": len(people)})


@blueprint.post("/staff/<int:account_id>/code")
def renew_staff_code(account_id: int) -> Response:
    """Give somebody a new code; their card is shown once."""
    key, salt = installation_key(), secrets.token_hex(16)
    [code] = derived_codes(key, salt, 1)
    with writing(db.session()) as session:
        new_staff_code(
            session,
            key,
            person().assembly_id,
            account_id,
            was(),
            code,
            now=now(),
            actor=person().actor,
        )
    return tell_once("office.staff_cards", {"salt": salt, "count": 1})


@blueprint.post("/staff/<int:account_id>/known-as")
def change_known_as(account_id: int) -> Response:
    """Enter by which name the service that says who people are knows somebody."""
    with writing(db.session()) as session:
        enter_known_as(
            session,
            person().assembly_id,
            account_id,
            text("known_as"),
            was(),
            now=now(),
            actor=person().actor,
            here=person().sign_in_id,
        )
    return redirect(url_for("office.staff", done="known_as"), 303)


@blueprint.get("/staff/cards")
def staff_cards() -> str:
    """The cards of those who have just been given a code: once."""
    told, key, assembly_id = told_once(), installation_key(), person().assembly_id
    codes = derived_codes(key, told["salt"], told["count"]) if told else []
    made = access_by(db.session(), key, assembly_id, codes)
    links = [address_of("entrance.invitation", code=access.code) for access in made]
    return render_template(
        "office/day/staff_cards.html",
        cards=[(access, link, qr_address(link)) for access, link in zip(made, links, strict=True)],
        venue_names=venue_names(db.session(), assembly_id),
    )


@blueprint.post("/staff/<int:account_id>/revoke")
def revoke(account_id: int) -> Response:
    """End somebody's access at once."""
    with writing(db.session()) as session:
        revoke_staff(session, person().assembly_id, account_id, now=now(), actor=person().actor)
    return redirect(url_for("office.staff", done="revoked"), 303)


@blueprint.post("/staff/<int:account_id>/factors/remove")
def remove_factors(account_id: int) -> Response:
    """Remove the second factors of somebody else who has lost them; they are signed out, and set up others
    with their code. Raises Refused: not_found; second_person for one's own."""
    if account_id == person().account_id:
        raise Refused(Code.SECOND_PERSON)
    with writing(db.session()) as session:
        if account_id not in {item.account_id for item in staff_of(session, person().assembly_id)}:
            raise Refused(Code.NOT_FOUND)
        remove_all_factors(session, account_id, now=now(), actor=person().actor)
    return redirect(url_for("office.staff", done="factors"), 303)


def _page(faults: Sequence[PlacedFault] = ()) -> str:
    assembly = this_assembly()
    staff = staff_of(db.session(), assembly.id)
    return render_template(
        "office/day/staff.html",
        staff=staff,
        with_factor=with_factor(db.session(), [item.account_id for item in staff]),
        venue_names=venue_names(db.session(), assembly.id),
        roles=[role.value for role in GRANTED],
        faults=faults,
        filled_in=as_typed(),
    )
