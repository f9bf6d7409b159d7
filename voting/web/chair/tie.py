"""The casting vote: the chair decides between equal votes, confirms it, and it is recorded once."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.ballot.life import decide_tie
from voting.ballot.locks import lock_resolution
from voting.ballot.models import Resolution
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.stamp import require_same
from voting.web.chair import blueprint
from voting.web.chair.item import equals_of, result_or_problem
from voting.web.form import each, each_in_address, was
from voting.web.meeting import resolution_here, this_assembly
from voting.web.person import person


@blueprint.get("/resolutions/<int:resolution_id>/tie")
def tie(resolution_id: int) -> str:
    """The page on which the chair decides between equal votes; with ``order`` in its address, as often as
    there are equals or once for a motion, what is to be confirmed.

    Raises Refused: not_found; wrong_state where nothing is left to the chair; invalid_choice for an order
    that cannot be.
    """
    resolution = resolution_here(resolution_id)
    equals = _equals(resolution)
    order = [name for name in each_in_address("order") if name]
    whole = len(order) == 1 if not resolution.options else sorted(order) == sorted(equals)
    if order and not (whole and set(order) <= set(equals)):
        raise Refused(Code.INVALID_CHOICE)
    return render_template(
        "chair/tie.html", assembly=this_assembly(), resolution=resolution, equals=equals, order=order
    )


@blueprint.post("/resolutions/<int:resolution_id>/tie")
def settle_tie(resolution_id: int) -> Response:
    """Record in which order the chair puts those with equal votes; the form has the field ``order`` once for
    each. The same once more changes nothing."""
    resolution = resolution_here(resolution_id)
    order = [name for name in each("order") if name]
    with writing(db.session()) as session:
        recorded = lock_resolution(session, resolution.id).tie_decision
        is_done = bool(order) and recorded == order
        if not is_done:
            require_same(recorded, was())
            decide_tie(session, resolution.id, order, now=now(), actor=person().actor)
    told = resolution_id if is_done else None
    return redirect(url_for("chair.console", told=told, _anchor=f"resolution-{resolution_id}"), 303)


def _equals(resolution: Resolution) -> list[str]:
    result, _problem = result_or_problem(resolution)
    equals = equals_of(resolution, result)
    if not equals:
        raise Refused(Code.WRONG_STATE)
    return equals
