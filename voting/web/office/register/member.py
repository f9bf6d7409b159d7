"""One member of the register: their page, and what the office can do there."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, url_for
from sqlalchemy import select
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.errors import Code, Fault, InvalidFile, Refused
from voting.extensions import db
from voting.installation import now
from voting.languages import LANGUAGES
from voting.privacy.own_data import own_data
from voting.register.details import read_act, read_details, read_number
from voting.register.edit import (
    Act,
    add_member,
    add_movement,
    change_details,
    member_version,
    next_number,
    withdraw_movement,
)
from voting.register.models import (
    LEAVING,
    Member,
    MemberChange,
    Movement,
    MovementKind,
    MovementWithdrawal,
)
from voting.register.movements import in_order
from voting.register.registered import MEMBER_FIELDS
from voting.register.values import CATEGORIES
from voting.web.data_file import data_file
from voting.web.form import as_typed, choice, refused_form
from voting.web.looking import keep_look
from voting.web.office import blueprint
from voting.web.office.actors import actor_names
from voting.web.office.demonstration import require_invented
from voting.web.person import person
from voting.wording.form_faults import form_faults
from voting.wording.refusals import refusal_sentence


@blueprint.get("/register/member/<path:number>")
def member(number: str) -> str:
    """A member's details, movements and history, and what can be done."""
    page = _member_page(number)
    keep_look("member", member=number)
    return page


@blueprint.get("/register/new")
def new_member() -> str:
    """The form for somebody new."""
    number = next_number(db.session())
    return _form(None, {"number": number, "on": now().date().isoformat(), "kind": "natural", "category": "A"})


@blueprint.post("/register/new")
def add_new_member() -> Response:
    """Add somebody: admitted, refused, or as an applicant."""
    require_invented()
    values = as_typed()
    try:
        faults: list[Fault] = []
        number = _sound(faults, lambda: read_number(values.get("number", "")))
        details = _sound(faults, lambda: read_details(values, now().date()))
        act = _sound(faults, lambda: _act(values))
        if number is None or details is None or act is None:
            raise InvalidFile(faults)
        kind = {"joined": MovementKind.JOINED, "refused": MovementKind.REFUSED}.get(
            values.get("decision", "")
        )
        with writing(db.session()) as session:
            add_member(session, number, details, kind, act)
    except InvalidFile as invalid:
        return refused_form(_form(None, values, invalid.faults))
    return redirect(url_for("office.member", number=number), 303)


@blueprint.get("/register/details/<path:number>")
def edit_member(number: str) -> str:
    """The form with a member's details."""
    found = _member(number)
    values = {name: "" if (value := getattr(found, name)) is None else str(value) for name in MEMBER_FIELDS}
    page = _form(found, {**values, "on": now().date().isoformat(), "version": member_version(found)})
    keep_look("member", member=number)
    return page


@blueprint.post("/register/details/<path:number>")
def change_member(number: str) -> Response:
    """Change a member's details; what stood there before is kept."""
    values = as_typed()
    try:
        faults: list[Fault] = []
        details = _sound(faults, lambda: read_details(values, now().date()))
        act = _sound(faults, lambda: _act(values))
        if details is None or act is None:
            raise InvalidFile(faults)
        with writing(db.session()) as session:
            change_details(session, number, details, values.get("version", ""), act)
    except InvalidFile as invalid:
        return refused_form(_form(_member(number), values, invalid.faults))
    except Refused as refused:
        if refused.code is not Code.REGISTER_CHANGED:
            raise
        return refused_form(_form(_member(number), values, (), refusal_sentence(refused)), refused.code)
    return redirect(url_for("office.member", number=number), 303)


@blueprint.post("/register/movement/<path:number>")
def move_member(number: str) -> Response:
    """Admit, refuse, or end a membership, or note that somebody asked to leave and was refused."""
    kind = choice("movement", MovementKind)
    try:
        act = _act(as_typed(), may_be_later=kind in LEAVING)
    except InvalidFile as invalid:
        return refused_form(_member_page(number, as_typed(), invalid.faults))
    with writing(db.session()) as session:
        add_movement(session, number, kind, act)
    return redirect(url_for("office.member", number=number, _anchor="movements"), 303)


@blueprint.post("/register/withdraw/<int:movement_id>")
def withdraw_a_movement(movement_id: int) -> Response:
    """Withdraw a movement that was a mistake."""
    values = {**as_typed(), "on": now().date().isoformat()}
    try:
        act = _act(values)
    except InvalidFile as invalid:
        movement = db.session.get(Movement, movement_id)
        if movement is None:
            raise Refused(Code.NOT_FOUND) from None
        return refused_form(_member_page(movement.member, {}, invalid.faults))
    with writing(db.session()) as session:
        number = withdraw_movement(session, movement_id, act)
    return redirect(url_for("office.member", number=number, _anchor="movements"), 303)


@blueprint.get("/register/data/<path:number>")
def member_data(number: str) -> Response:
    """All that is kept of a member, as a file to give to them."""
    kept = own_data(db.session(), number, now())
    keep_look("data", member=number)
    return data_file(kept)


def _member(number: str) -> Member:
    found = db.session.get(Member, number)
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return found


def _act(values: Mapping[str, str], *, may_be_later: bool = False) -> Act:
    on, reason = read_act(values, now().date(), may_be_later=may_be_later)
    return Act(now(), person().actor, reason, on)


def _sound(faults: list[Fault], read: Any) -> Any:
    """What ``read`` returns or, where it raises InvalidFile, None; its faults are added to ``faults``, so
    that all of a form are shown at once."""
    try:
        return read()
    except InvalidFile as invalid:
        faults += invalid.faults
        return None


def _form(
    found: Member | None, values: Mapping[str, str], faults: Sequence[Fault] = (), *refusal: str
) -> str:
    return render_template(
        "office/register/form.html",
        member=found,
        values=values,
        faults=[*refusal, *form_faults(faults)],
        wrong={fault.column for fault in faults},
        categories=sorted(CATEGORIES),
        languages=LANGUAGES,
    )


def _member_page(
    number: str, values: Mapping[str, str] | None = None, faults: list[Fault] | None = None
) -> str:
    found = _member(number)
    movements = db.session.execute(
        select(Movement, MovementWithdrawal)
        .outerjoin(MovementWithdrawal, MovementWithdrawal.movement == Movement.id)
        .where(Movement.member == number)
        .order_by(Movement.on, Movement.id)
    ).all()
    changes = db.session.scalars(
        select(MemberChange).where(MemberChange.member == number).order_by(MemberChange.id.desc())
    ).all()
    counting = in_order((movement.kind, movement.on) for movement, withdrawal in movements if not withdrawal)
    is_member = bool(counting) and counting[-1][0] in (MovementKind.JOINED, MovementKind.LEAVE_REFUSED)
    return render_template(
        "office/register/member.html",
        member=found,
        movements=movements,
        changes=changes,
        is_member=is_member,
        possible=(*LEAVING, MovementKind.LEAVE_REFUSED)
        if is_member
        else (MovementKind.JOINED, MovementKind.REFUSED),
        names=actor_names(
            {change.recorded_by for change in changes} | {item[0].recorded_by for item in movements}
        ),
        today=now().date(),
        values=values or {},
        faults=form_faults(faults or []),
    )
