"""Showing a picture that is kept."""

from flask import Response

from voting.ballot.models import CandidatePicture
from voting.errors import Code, Refused
from voting.extensions import db
from voting.report.document import PNG


def picture_of(assembly_id: int, name: str) -> Response:
    """A candidate's picture, which browsers may keep for a year, since its name is its hash. Raises
    Refused(not_found)."""
    picture = db.session.get(CandidatePicture, (assembly_id, name))
    if picture is None:
        raise Refused(Code.NOT_FOUND)
    return lasting(picture.content)


def lasting(content: bytes) -> Response:
    """A picture (JPEG or PNG) at an address where there will never be another."""
    response = Response(content, mimetype="image/png" if content.startswith(PNG) else "image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
