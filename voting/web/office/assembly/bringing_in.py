"""Bringing in an assembly's definition from a file."""

from flask import url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.aside import aside
from voting.assembly.documents import read_documents, store_documents
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.ballot.pictures import read_pictures
from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.web.office import blueprint
from voting.web.office.assembly.assemblies import be_secretary
from voting.web.office.demonstration import require_invented
from voting.web.office.uploads import uploaded, uploaded_beside
from voting.web.person import person


@blueprint.post("/assembly")
def assembly() -> Response:
    """Bring in an assembly's definition, of which whoever does it is the secretary."""
    require_invented()
    definition, resolutions = aside(read_definition, uploaded())
    beside = uploaded_beside("documents")
    documents = read_documents(definition.documents, beside)
    resolutions, pictures = aside(read_pictures, resolutions, beside)
    with writing(db.session()) as session:
        imported = import_assembly(
            session, definition, resolutions, pictures, now=now(), actor=person().actor
        )
        store_documents(session, imported.id, documents)
        be_secretary(session, imported.id)
        brought_in = imported.id
    return redirect(url_for("office.assemblies", brought_in=brought_in), 303)
