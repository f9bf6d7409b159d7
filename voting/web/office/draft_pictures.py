"""The picture of a candidate, as a form sends it and as it is shown."""

from typing import Any

from flask import Response, request

from voting.ballot.models import CandidatePicture
from voting.ballot.pictures import LARGEST, keep_picture, small_picture
from voting.database import writing
from voting.errors import Code, Fault, InvalidFile, Refused
from voting.extensions import db
from voting.web.office import blueprint
from voting.web.person import person


def candidate_with_picture(values: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """A candidate with the picture that was sent, or the one they had unless it is to go.

    Raises InvalidFile where what was sent cannot be used.
    """
    file = request.files.get("picture")
    content = file.read(LARGEST + 1) if file and file.filename else b""
    if content:
        small = small_picture(content)
        if small is None:
            details: dict[str, str | int] = {
                "value": str(file.filename) if file else "",
                "megabytes": LARGEST // 1024**2,
            }
            raise InvalidFile([Fault(0, "picture", "not_picture", details)])
        with writing(db.session()) as session:
            return values | {"picture": keep_picture(session, person().assembly_id, small)}
    if "picture" in before and "no_picture" not in request.form:
        return values | {"picture": before["picture"]}
    return values


@blueprint.get("/preparation/pictures/<name>.jpg")
def draft_picture(name: str) -> Response:
    """A candidate's picture."""
    return picture_of(person().assembly_id, name)


def picture_of(assembly_id: int, name: str) -> Response:
    """A picture of an assembly, to be kept for a year: its name is its hash. Raises Refused(not_found)."""
    picture = db.session.get(CandidatePicture, (assembly_id, name))
    if picture is None:
        raise Refused(Code.NOT_FOUND)
    response = Response(picture.content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
