"""The picture of a candidate, as a form sends it and as it is shown."""

from typing import Any

from flask import Response, request

from voting.aside import aside
from voting.ballot.pictures import LARGEST, keep_picture, small_picture
from voting.database import writing
from voting.errors import Fault, InvalidFile
from voting.extensions import db
from voting.web.form import flag
from voting.web.office import blueprint
from voting.web.person import person
from voting.web.pictures import picture_of


def candidate_with_picture(values: dict[str, Any], before: dict[str, Any], place: str) -> dict[str, Any]:
    """The values of a candidate with the picture that was sent, or with the one they had, unless it is to be
    removed.

    ``place`` is their path in the definition. Raises InvalidFile where what was sent is no picture that can
    be used.
    """
    file = request.files.get("picture")
    content = file.read(LARGEST + 1) if file and file.filename else b""
    if content:
        small = aside(small_picture, content)
        if small is None:
            details: dict[str, str | int] = {
                "value": str(file.filename) if file else "",
                "megabytes": LARGEST // 1024**2,
            }
            raise InvalidFile([Fault(0, f"{place}.picture", "not_picture", details)])
        with writing(db.session()) as session:
            return values | {"picture": keep_picture(session, person().assembly_id, small)}
    if "picture" in before and not flag("no_picture"):
        return values | {"picture": before["picture"]}
    return values


@blueprint.get("/preparation/pictures/<name>.jpg")
def draft_picture(name: str) -> Response:
    """A candidate's picture."""
    return picture_of(person().assembly_id, name)
