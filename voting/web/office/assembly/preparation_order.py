"""The order of the agenda, and of the candidates on a ballot: by buttons, by keyboard, and by dragging.

Each button is a form of its own kind: without scripts it moves one item a step, and that is stored at once.
With them the page itself is put in order, and stored as a whole.
"""

from typing import Any

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.ballot.definition import ELECTION
from voting.ballot.draft import Definition, change_draft, definition_of
from voting.ballot.order import one_step, put_in_order, renumber
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.stamp import require_same, stamp
from voting.web.form import each, flag, in_address, text, was
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.person import person

Items = list[dict[str, Any]]


@blueprint.get("/preparation/order")
def agenda_order() -> str:
    """The points of the agenda, to be put in order."""
    return _page(0)


@blueprint.post("/preparation/order")
def order_agenda() -> Response:
    """Put the agenda in another order, and number it anew where that is asked for."""
    return _ordered(0)


@blueprint.get("/preparation/resolutions/<int:position>/order")
def candidates_order(position: int) -> str:
    """The candidates of an election, to be put in the order of the ballot."""
    return _page(position)


@blueprint.post("/preparation/resolutions/<int:position>/order")
def order_candidates(position: int) -> Response:
    """Put the candidates of an election in another order."""
    return _ordered(position)


def _page(position: int) -> str:
    assembly = this_assembly()
    if assembly.frozen_at is not None:
        raise Refused(Code.ALREADY_FROZEN)
    items = _items(definition_of(db.session(), assembly), position)
    key = _key(position)
    return render_template(
        "office/assembly/draft_order.html",
        position=position,
        items=items,
        key=key,
        moved=in_address("moved"),
        way=in_address("way"),
        was=stamp([item[key] for item in items]),
    )


def _ordered(position: int) -> Response:
    """Store the order of a form: as it stands, or after the one step that a button asks for."""
    key, order = _key(position), each("order")
    way = next((name for name in ("up", "down") if text(name)), "")
    which = text(way) if way else ""
    if way and which not in order:
        raise Refused(Code.BAD_REQUEST)

    def edit(draft: Definition) -> None:
        items = _items(draft, position)
        require_same([item[key] for item in items], was())
        try:
            items[:] = put_in_order(items, key, one_step(order, which, down=way == "down") if way else order)
        except ValueError:
            raise Refused(Code.BAD_REQUEST) from None
        if not way and not position and flag("renumber"):
            renumber(items)

    with writing(db.session()) as session:
        change_draft(session, person().assembly_id, edit, now=now(), actor=person().actor)
    if way:
        return redirect(_address(position, moved=which, way=way), 303)
    if position:
        address = url_for("office.part_form", part="resolutions", position=position, kept="yes")
        return redirect(f"{address}#candidates", 303)
    return redirect(url_for("office.preparation", kept="yes", _anchor="resolutions"), 303)


def _address(position: int, **values: Any) -> str:
    if position:
        return url_for("office.candidates_order", position=position, **values)
    return url_for("office.agenda_order", **values)


def _key(position: int) -> str:
    return "code" if position else "number"


def _items(draft: Definition, position: int) -> Items:
    """The points of the agenda (0), or the candidates of the resolution at that position. Raises
    Refused(not_found)."""
    resolutions: Items = draft["resolutions"]
    if not position:
        return resolutions
    if position > len(resolutions) or resolutions[position - 1]["kind"] != ELECTION:
        raise Refused(Code.NOT_FOUND)
    candidates: Items = resolutions[position - 1]["candidates"]
    return candidates
