"""Preparing an assembly in the browser, part by part; what is sent is read as a definition file is."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.documents import documents_of, hashes_of
from voting.assembly.models import AgendaPoint, Assembly
from voting.ballot.adoption import APPOINTMENT_YEARS, TieRule
from voting.ballot.agenda import agenda_of
from voting.ballot.definition import ELECTION, POINT
from voting.ballot.draft import Definition, change_draft, definition_of
from voting.ballot.methods import Method
from voting.cooperative.stored import the_cooperative
from voting.database import writing
from voting.errors import Code, InvalidFile, Refused
from voting.extensions import db
from voting.installation import now
from voting.local_time import offset_of
from voting.report.board import to_confirm, who_stay
from voting.report.mandates import mandates
from voting.stamp import require_same, stamp
from voting.web.form import in_address, refused_form, text, was
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.assembly.draft_faults import Place, PlacedFault, placed
from voting.web.office.assembly.draft_form import (
    candidate_values,
    entry_values,
    main_values,
    resolution_values,
    twice,
    venue_values,
)
from voting.web.office.assembly.draft_numbers import next_code, next_number
from voting.web.office.assembly.draft_pictures import candidate_with_picture
from voting.web.office.assembly.draft_rules import (
    applying,
    groups_of,
    kind_of,
    method_of,
    rules_choice,
    rules_fields,
    templates_for,
)
from voting.web.office.assembly.what_is_missing import to_mend
from voting.web.person import person
from voting.wording.cooperative import what_is_not_told
from voting.wording.refusals import refusal_sentence

PARTS = ("venues", "programme", "resolutions")


blueprint.add_app_template_global(twice, "twice")
blueprint.add_app_template_global(offset_of, "offset_of")


@blueprint.get("/preparation")
def preparation() -> str:
    """What the assembly says so far, and what is still missing."""
    return preparation_page()


def preparation_page(document: dict[str, Any] | None = None, faults: Sequence[PlacedFault] = ()) -> str:
    """The same page, with the document that could not be added as it was filled in, and what is wrong with
    it."""
    assembly = this_assembly()
    return render_template(
        "office/assembly/preparation.html",
        assembly=assembly,
        draft=definition_of(db.session(), assembly),
        agenda=[
            item
            for item in agenda_of(db.session(), assembly.id)
            if isinstance(item, AgendaPoint) or item.as_convened
        ],
        missing=to_mend(assembly),
        not_told=what_is_not_told(the_cooperative(db.session())),
        documents=documents_of(db.session(), assembly.id),
        document=document or {},
        document_stamp=lambda files: stamp(hashes_of(files)),
        faults=faults,
    )


@blueprint.get("/preparation/main")
def main_form() -> str:
    """The form of the assembly itself."""
    return _page("main", definition_of(db.session(), this_assembly()))


@blueprint.post("/preparation/main")
def change_main() -> Response:
    """Change the assembly itself."""
    values = main_values()

    def edit(draft: Definition) -> None:
        for key in ("opens", "advance_voting", "proxies_close", "questions_close"):
            draft.pop(key, None)
        draft.update(values)

    return _changed(edit, "main", values)


@blueprint.get("/preparation/<part>/<int:position>")
def part_form(part: str, position: int) -> str:
    """The form of one hall, entry or resolution, by number from 1; 0 is a new one."""
    items = _items(part)
    values = dict(items[position - 1]) if _there(items, position) else {}
    if part == "resolutions":
        method = in_address("method") or method_of(values)
        if not method:
            return choose_method(position)
        values |= {"kind": kind_of(_known(method)), "method": method}
        values.setdefault("number", next_number(items))
    return _page(part, values, position=position)


@blueprint.get("/preparation/resolutions/<int:position>/method")
def choose_method(position: int) -> str:
    """Choose how a resolution is voted on, before anything else: its form asks what applies to that."""
    items = _items("resolutions")
    assembly = _draft_assembly()
    return render_template(
        "office/assembly/draft_method.html",
        assembly=assembly,
        position=position,
        chosen=method_of(items[position - 1]) if _there(items, position) else "",
    )


def _known(method: str) -> str:
    if method not in (POINT, *Method):
        raise Refused(Code.BAD_REQUEST)
    return method


@blueprint.post("/preparation/<part>/<int:position>")
def change_part(part: str, position: int) -> Response:
    """Change one hall, entry or resolution, or add it."""
    items = _items(part)
    before = _item(items, position) or {}
    values = (
        venue_values()
        if part == "venues"
        else entry_values(this_assembly().timezone)
        if part == "programme"
        else resolution_values(
            _known(text("method")), before, in_advance=this_assembly().advance_opens is not None
        )
    )

    def edit(draft: Definition) -> None:
        _put(draft[part], position, values)

    return _changed(edit, part, values, position=position)


@blueprint.post("/preparation/<part>/<int:position>/<act>")
def move_part(part: str, position: int, act: str) -> Response:
    """Remove one hall, entry or resolution, or move it up."""
    if not position or not _there(_items(part), position) or act not in ("remove", "up"):
        raise Refused(Code.NOT_FOUND)
    return _changed(lambda draft: _move(draft[part], position, act), part, {}, position=position)


@blueprint.get("/preparation/resolutions/<int:position>/candidates/<int:candidate>")
def candidate_form(position: int, candidate: int) -> str:
    """The form of one candidate of a resolution, by number from 1; 0 is a new one."""
    items = _candidates(position)
    values = items[candidate - 1] if _there(items, candidate) else {"code": next_code(items)}
    return _page("candidates", values, position=position, candidate=candidate)


@blueprint.post("/preparation/resolutions/<int:position>/candidates/<int:candidate>")
def change_candidate(position: int, candidate: int) -> Response:
    """Change one candidate, or add one."""
    items = _candidates(position)
    before = items[candidate - 1] if _there(items, candidate) else {}
    places = {"position": position, "candidate": candidate}
    values = candidate_values(_items("resolutions")[position - 1]["method"], before)
    try:
        place = f"resolutions[{position}].candidates[{candidate or len(items) + 1}]"
        values = candidate_with_picture(values, before, place)
    except InvalidFile as invalid:
        return _refused("candidates", values, invalid, **places)

    def edit(draft: Definition) -> None:
        _put(draft["resolutions"][position - 1]["candidates"], candidate, values)

    return _changed(edit, "candidates", values, **places)


@blueprint.post("/preparation/resolutions/<int:position>/candidates/<int:candidate>/<act>")
def move_candidate(position: int, candidate: int, act: str) -> Response:
    """Remove one candidate, or move them up."""
    if not candidate or not _there(_candidates(position), candidate) or act not in ("remove", "up"):
        raise Refused(Code.NOT_FOUND)

    def edit(draft: Definition) -> None:
        _move(draft["resolutions"][position - 1]["candidates"], candidate, act)

    return _changed(edit, "candidates", {}, position=position, candidate=candidate)


def _changed(
    edit: Callable[[Definition], None], part: str, values: dict[str, Any], **places: int
) -> Response:
    """Store a change and go back to the overview; or show the form again as it was filled in, with every
    fault."""

    def edit_as_seen(draft: Definition) -> None:
        if part in ("main", "candidates") or places["position"]:
            require_same(_as_shown(draft, part, **places), was())
        edit(draft)

    try:
        with writing(db.session()) as session:
            change_draft(session, person().assembly_id, edit_as_seen, now=now(), actor=person().actor)
    except InvalidFile as invalid:
        return _refused(part, values, invalid, **places)
    except Refused as refused:
        if refused.code is not Code.CHANGED_MEANWHILE or not values:
            raise
        faults = [PlacedFault(refusal_sentence(refused))]
        return refused_form(_page(part, values, faults=faults, **places), refused.code)
    if part == "candidates":
        return _to_resolution(places["position"])
    if part == "resolutions" and values.get("candidates") == []:
        return _to_resolution(places["position"] or len(_items(part)))
    return redirect(url_for("office.preparation", _anchor=part, kept="yes"), 303)


def _to_resolution(position: int) -> Response:
    """Go to the candidates of an election, which are named there."""
    address = url_for("office.part_form", part="resolutions", position=position, kept="yes")
    return redirect(f"{address}#candidates", 303)


def _as_shown(draft: Definition, part: str, position: int = 0, candidate: int = 0) -> Any:
    """What a form is filled in upon: the assembly itself, a part of it, or a candidate of a resolution.

    A new part is {}; None where there is no such part or candidate any more.
    """
    if part == "main":
        return {key: value for key, value in draft.items() if key not in PARTS}
    if part != "candidates":
        return _item(draft[part], position)
    resolution = _item(draft["resolutions"], position)
    if resolution is None:
        return None
    return [resolution["number"], _item(resolution.get("candidates", []), candidate)]


def _item(items: list[dict[str, Any]], position: int) -> dict[str, Any] | None:
    if position > len(items):
        return None
    return items[position - 1] if position else {}


def _refused(part: str, values: dict[str, Any], invalid: InvalidFile, **places: int) -> Response:
    faults = placed(invalid.faults, _form_here(part, **places))
    return refused_form(_page(part, values, faults=faults, **places), invalid.code)


def _form_here(part: str, position: int = 0, candidate: int = 0) -> Place:
    """The form that was sent; a new item has the number that it will get."""
    if part == "main":
        return part, 0, 0
    if part == "candidates":
        return part, position, candidate or len(_candidates(position)) + 1
    return part, position or len(_items(part)) + 1, 0


def _page(
    part: str,
    values: dict[str, Any],
    *,
    faults: Sequence[PlacedFault] = (),
    position: int = 0,
    candidate: int = 0,
) -> str:
    assembly = _draft_assembly()
    rules = {}
    if part == "resolutions":
        method, register = method_of(values), mandates(db.session())
        rules = {
            "method": method,
            "applies": applying(method),
            "templates": templates_for(method),
            "rules": rules_choice(values),
            "as_typed": rules_fields(values),
            "groups": groups_of(values.get("candidates", [])),
            "appointment_years": APPOINTMENT_YEARS,
            "coopted": to_confirm(register, assembly.date),
            "staying": sorted(item.name for item in who_stay(register, assembly.date)),
        }
    if part == "candidates":
        rules = {"applies": applying(_items("resolutions")[position - 1]["method"])}
    return render_template(
        f"office/assembly/draft_{part}.html",
        assembly=assembly,
        values=values,
        faults=faults,
        position=position,
        candidate=candidate,
        was=was() or stamp(_as_shown(definition_of(db.session(), assembly), part, position, candidate)),
        **rules,
        tie_rules=[rule.value for rule in TieRule],
    )


def _draft_assembly() -> Assembly:
    assembly = this_assembly()
    if assembly.frozen_at is not None:
        raise Refused(Code.ALREADY_FROZEN)
    return assembly


def _items(part: str) -> list[dict[str, Any]]:
    if part not in PARTS:
        raise Refused(Code.NOT_FOUND)
    items: list[dict[str, Any]] = definition_of(db.session(), this_assembly())[part]
    return items


def _candidates(position: int) -> list[dict[str, Any]]:
    resolutions = _items("resolutions")
    if not position or not _there(resolutions, position) or resolutions[position - 1]["kind"] != ELECTION:
        raise Refused(Code.NOT_FOUND)
    candidates: list[dict[str, Any]] = resolutions[position - 1]["candidates"]
    return candidates


def _there(items: list[dict[str, Any]], position: int) -> bool:
    """Whether an item has this number; False for 0, a new one. Raises Refused(not_found) for a number beyond
    the last."""
    if position > len(items):
        raise Refused(Code.NOT_FOUND)
    return position > 0


def _put(items: list[dict[str, Any]], position: int, values: dict[str, Any]) -> None:
    """Replace the item with this number, or add a new one at the end."""
    if position:
        items[position - 1] = values
    else:
        items.append(values)


def _move(items: list[dict[str, Any]], position: int, act: str) -> None:
    item = items.pop(position - 1)
    if act == "up":
        items.insert(max(position - 2, 0), item)
