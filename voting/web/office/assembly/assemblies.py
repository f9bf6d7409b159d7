"""All assemblies: begin one, and go from one to another."""

from collections.abc import Sequence

from flask import render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.accounts.credentials import grants_of
from voting.accounts.models import Role, RoleGrant
from voting.accounts.sign_ins import begin, end_sign_in
from voting.assembly.models import Assembly
from voting.ballot.draft import new_draft
from voting.database import writing
from voting.errors import Code, Fault, Refused
from voting.extensions import db
from voting.installation import now
from voting.typed import number_in
from voting.web.device import this_device
from voting.web.form import Typed, in_address, refused_form, text
from voting.web.office import blueprint
from voting.web.person import Person, admit, person, sign_in_here
from voting.wording.form_faults import form_faults
from voting.wording.new_assembly import empty


@blueprint.get("/assemblies")
def assemblies() -> str:
    """Every assembly, and which of them this person can go to."""
    return _page()


def _page(faults: Sequence[Fault] = ()) -> str:
    return render_template(
        "office/assembly/assemblies.html",
        assemblies=db.session.scalars(select(Assembly).order_by(Assembly.date.desc(), Assembly.id)).all(),
        mine=set(
            db.session.scalars(
                select(RoleGrant.assembly_id).where(
                    RoleGrant.account_id == person().account_id, RoleGrant.revoked.is_(False)
                )
            )
        ),
        here=person().assembly_id,
        brought_in=number_in(in_address("brought_in")),
        faults=form_faults(faults),
    )


@blueprint.post("/assemblies")
def begin_assembly() -> Response:
    """Begin an empty assembly on a day, and go to it as its secretary."""
    typed = Typed()
    day = typed.day("date")
    if day is None:
        faults = typed.faults or [Fault(0, "date", "value_missing")]
        return refused_form(_page(faults), "invalid_file")
    with writing(db.session()) as session:
        begun = new_draft(session, empty(day, text("kind")), now=now(), actor=person().actor)
        admitted = take_over(session, begun.id)
    sign_in_here(admitted)
    return redirect(url_for("office.preparation"), 303)


def take_over(session: Session, assembly_id: int) -> Person:
    """Be the secretary of an assembly that has been begun, and go to it on this device."""
    be_secretary(session, assembly_id)
    return _go(session, assembly_id)


def be_secretary(session: Session, assembly_id: int) -> None:
    """Let the person signed in be the secretary of an assembly that has been begun or brought in."""
    account_id = person().account_id
    if Role.SECRETARY not in {grant.role for grant in grants_of(session, account_id, assembly_id)}:
        session.add(
            RoleGrant(account_id=account_id, assembly_id=assembly_id, role=Role.SECRETARY.value, venue=None)
        )
        session.flush()


@blueprint.post("/assemblies/<int:assembly_id>/go")
def go_to_assembly(assembly_id: int) -> Response:
    """Go to another assembly in which this person holds a role."""
    with writing(db.session()) as session:
        if not grants_of(session, person().account_id, assembly_id):
            raise Refused(Code.NOT_FOUND)
        admitted = _go(session, assembly_id)
    sign_in_here(admitted)
    return redirect(url_for("entrance.home"), 303)


def _go(session: Session, assembly_id: int) -> Person:
    """Sign in to the other assembly on this device, and out of this one."""
    who = person()
    end_sign_in(session, who.sign_in_id, now=now())
    begun = begin(
        session,
        who.account_id,
        assembly_id,
        credential_id=None,
        now=now(),
        device=this_device(),
        confirmed_at=who.confirmed_at,
        started_at=who.started_at,
    )
    return admit(begun)
