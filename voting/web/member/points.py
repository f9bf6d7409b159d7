"""The page of one point of the agenda, to be read at any time: its text, candidates, rule, documents, and the
result once it may be seen; of a resolution on which there is nothing to fill in now, and of a point without a
vote."""

from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from voting.assembly.models import AgendaPoint, Assembly
from voting.assembly.roll import why_not_entitled
from voting.ballot.amending import latest_round
from voting.ballot.models import Resolution, State
from voting.ballot.reader import PageReader
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.web.live import alive_address_of
from voting.web.member import blueprint
from voting.web.member.agenda import item_of
from voting.web.member.reader import reader_here
from voting.web.own_words import page_for_many
from voting.web.shared import shown_agenda, shown_assembly, shown_documents, shown_resolution


def resolution_page(resolution: Resolution, reader: PageReader) -> str:
    """The page of a resolution, for whoever has no ballot to fill in."""
    assembly = shown_assembly()

    def page() -> dict[str, Any]:
        return {**_around(resolution.position, resolution.id), **_standing(assembly, resolution, reader)}

    if not reader.entitled or reader.proxies:
        return render_template("member/resolution.html", **page())
    item = item_of(assembly, resolution, reader, now())
    key = (resolution.id, item.phase, item.voted, item.voted_by_holder, _raises_hand(resolution, reader))
    alive = {"alive_address": alive_address_of(reader.stay_online)}
    return page_for_many("member/resolution.html", key, alive, page)


@blueprint.get("/resolutions/<int:resolution_id>/standing")
def standing(resolution_id: int) -> Response:
    """How it stands with a resolution and with my vote on it, for a page that is open; an empty answer (304)
    where that has not changed."""
    shown = _standing(shown_assembly(), shown_resolution(resolution_id), reader_here(resolution_id))
    response = make_response(render_template("member/standing.html", **shown))
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/assembly/points/<int:position>")
def point(position: int) -> str:
    """The page of the point without a vote at this place of the agenda. Raises Refused(not_found)."""
    assembly = shown_assembly()
    found = db.session.get(AgendaPoint, (assembly.id, position))
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return render_template("member/point.html", point=found, **_around(position))


def _standing(assembly: Assembly, resolution: Resolution, reader: PageReader) -> dict[str, Any]:
    """What the part of the page that changes is made of."""
    again = None
    if State(resolution.state) is State.ANNULLED:
        latest = latest_round(db.session(), assembly.id, resolution.number)
        again = latest if latest and latest.round > resolution.round else None
    return {
        "assembly": assembly,
        "resolution": resolution,
        "item": item_of(assembly, resolution, reader, now()),
        "why_not": None if reader.entitled else why_not_entitled(db.session(), assembly, reader.number),
        "raises_hand": _raises_hand(resolution, reader),
        "again": again,
    }


def _raises_hand(resolution: Resolution, reader: PageReader) -> bool:
    return resolution.by_hands and reader.in_a_hall


def _around(position: int, resolution_id: int | None = None) -> dict[str, Any]:
    """The documents of the assembly, and the points before and after the one at this position."""
    agenda = shown_agenda()
    here = next(
        place
        for place, item in enumerate(agenda)
        if item.position == position and getattr(item, "id", None) == resolution_id
    )
    return {
        "documents": shown_documents(),
        "before": agenda[here - 1] if here else None,
        "after": agenda[here + 1] if here + 1 < len(agenda) else None,
    }
