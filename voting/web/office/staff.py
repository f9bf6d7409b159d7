"""The staff: who serves where, with a code and a link for each, and taking that away again."""

from flask import Response, make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.accounts.credentials import issue_to_staff
from voting.accounts.staff import GRANTED, new_staff_code, read_staff, revoke_staff, staff_of
from voting.database import writing
from voting.errors import InvalidFile
from voting.extensions import db
from voting.web.keys import installation_key
from voting.web.letters import address_of
from voting.web.meeting import this_assembly, venues_of
from voting.web.moment import now
from voting.web.office import blueprint
from voting.web.person import person
from voting.web.sentences import fault_sentence


@blueprint.get("/staff")
def staff() -> str:
    """Who is on the staff, and the form for more."""
    return _page()


@blueprint.post("/staff")
def add_staff() -> Response:
    """Bring people onto the staff, one or a whole list; their codes are shown once."""
    assembly_id, typed = person().assembly_id, request.form.get("people", "")
    venues = [venue.code for venue in venues_of(db.session(), assembly_id)]
    try:
        people = read_staff(typed, venues)
    except InvalidFile as invalid:
        faults = [fault_sentence(fault) for fault in invalid.faults]
        response = make_response(_page(faults=faults, typed=typed), 422)
        response.headers["Refusal"] = "invalid_file"
        return response
    with writing(db.session()) as session:
        codes = [
            (
                item.name,
                issue_to_staff(
                    session,
                    installation_key(),
                    assembly_id,
                    item.name,
                    item.language,
                    item.roles,
                    now=now(),
                    actor=person().actor,
                ),
            )
            for item in people
        ]
    return make_response(_codes(codes))


@blueprint.post("/staff/<int:account_id>/code")
def renew_staff_code(account_id: int) -> str:
    """Give somebody a new code, shown once."""
    with writing(db.session()) as session:
        code = new_staff_code(
            session, installation_key(), person().assembly_id, account_id, now=now(), actor=person().actor
        )
    names = {item.account_id: item.name for item in staff_of(db.session(), person().assembly_id)}
    return _codes([(names.get(account_id, ""), code)])


@blueprint.post("/staff/<int:account_id>/revoke")
def revoke(account_id: int) -> Redirect:
    """Take somebody's roles away, and sign them out."""
    with writing(db.session()) as session:
        revoke_staff(session, person().assembly_id, account_id, now=now(), actor=person().actor)
    return redirect(url_for("office.staff", done="revoked"), 303)


def _page(faults: list[str] | None = None, typed: str = "") -> str:
    assembly = this_assembly()
    return render_template(
        "office/staff.html",
        assembly=assembly,
        staff=staff_of(db.session(), assembly.id),
        venues=venues_of(db.session(), assembly.id),
        roles=[role.value for role in GRANTED],
        faults=faults or [],
        typed=typed,
    )


def _codes(codes: list[tuple[str, str]]) -> str:
    rows = [(name, code, address_of("entrance.invitation", code=code)) for name, code in codes]
    return render_template("office/staff_codes.html", rows=rows)
