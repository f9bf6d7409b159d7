"""Showing the picture of a candidate."""

from flask import Response

from voting.ballot.models import CandidatePicture
from voting.errors import Code, Refused
from voting.extensions import db


def picture_of(assembly_id: int, name: str) -> Response:
    """A candidate's picture, which browsers may keep for a year, since its name is its hash. Raises
    Refused(not_found)."""
    picture = db.session.get(CandidatePicture, (assembly_id, name))
    if picture is None:
        raise Refused(Code.NOT_FOUND)
    response = Response(picture.content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
