"""What the office sees of sealed votes after they are closed; sworn auditors are given the whole bundle, and
the list of who took part."""

from collections import Counter
from typing import Any

from flask import Response, render_template

from voting.auditing.sealed_bundle import sealed_bundle, tells_of_few
from voting.ballot.agenda import resolutions_of
from voting.ballot.boxes import boxes
from voting.ballot.log import log_resolution
from voting.ballot.models import Channel, Participation, Resolution
from voting.ballot.sealed_standing import SealedStanding, sealed_standing
from voting.ballot.sealed_took_part import took_part_lines
from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.spreadsheet import Value, as_csv
from voting.web.meeting import resolution_here, this_assembly
from voting.web.office import blueprint
from voting.web.office.files import file
from voting.web.person import person
from voting.web.verify import COMMANDS


@blueprint.get("/after/sealed")
def sealed_boxes() -> str:
    """Each closed box: what it told of itself, and whether as many have voted."""
    assembly = this_assembly()
    rounds = [
        _round(resolution, standing)
        for resolution in resolutions_of(db.session(), assembly.id)
        if resolution.sealed and (standing := sealed_standing(db.session(), resolution.id)) and standing.box
    ]
    return render_template(
        "office/report/sealed_boxes.html", assembly=assembly, rounds=rounds, commands=COMMANDS
    )


@blueprint.get("/after/sealed/<int:resolution_id>/bundle")
def whole_bundle(resolution_id: int) -> Response:
    """The bundle of an announced resolution with sums and counts, however few its ballots are; logged. Raises
    Refused as ``voting.auditing.sealed_bundle`` does."""
    resolution = resolution_here(resolution_id)
    packed = sealed_bundle(db.session(), resolution.id, to_auditors=True)
    _log(resolution, "box.bundle_given")
    response = Response(packed.parts, mimetype="application/zip")
    response.content_length = packed.length
    response.headers["Content-Disposition"] = f"attachment; filename=sealed-{resolution_id}-auditors.zip"
    return response


@blueprint.get("/after/sealed/<int:resolution_id>/took-part.csv")
def took_part_file(resolution_id: int) -> Response:
    """Who took part: number, how (0 not, 1 electronically, 2 on paper), and the salt of the line; logged.
    Raises Refused: not_found, forgotten."""
    resolution = resolution_here(resolution_id)
    lines = took_part_lines(db.session(), resolution.id)
    _log(resolution, "box.list_given", lines=len(lines))
    rows: list[list[Value]] = [[line.member, line.how, line.salt.hex()] for line in lines]
    return file(as_csv(("number", "how", "salt"), rows), f"took-part-{resolution_id}", "csv")


def _log(resolution: Resolution, action: str, **details: int) -> None:
    with writing(db.session()) as session:
        log_resolution(session, resolution, action, now=now(), actor=person().actor, **details)


def _round(resolution: Resolution, standing: SealedStanding) -> dict[str, Any]:
    """What the page says of one box: ``voted`` has how many took part by ``paper`` and electronically, as the
    participations have it now."""
    voted = Counter[str]()
    for (channel, _venue), number in boxes(db.session(), Participation, resolution.id).items():
        voted["paper" if channel == Channel.PAPER else "electronic"] += number
    box = standing.box
    return {
        "resolution": resolution,
        "standing": standing,
        "voted": voted,
        "is_few": box is not None and tells_of_few(box.ballots, box.paper),
        "agrees": box is not None and (voted["electronic"], voted["paper"]) == (box.ballots, box.paper),
    }
