"""The documents of my assembly, and the pictures of its candidates."""

from flask import Response, request

from voting.assembly.models import Document
from voting.errors import Code, Refused
from voting.extensions import db
from voting.web.member import blueprint
from voting.web.person import person
from voting.web.pictures import picture_of


@blueprint.get("/assembly/documents/<int:document_id>.pdf")
def document(document_id: int) -> Response:
    """One document in one language, as a file; an empty answer (304) where the reader has it already."""
    found = db.session.get(Document, document_id)
    if found is None or found.assembly_id != person().assembly_id:
        raise Refused(Code.NOT_FOUND)
    response = Response(found.content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=document-{found.position}-{found.language}.pdf"
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(found.sha256)
    response.make_conditional(request)
    return response


@blueprint.get("/assembly/pictures/<name>.jpg")
def picture(name: str) -> Response:
    """A candidate's picture."""
    return picture_of(person().assembly_id, name)
