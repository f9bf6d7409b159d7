"""Bringing in an assembly's definition from a file."""

from flask import render_template

from voting.accounts.credentials import issue_to_staff
from voting.accounts.models import Role
from voting.assembly.documents import read_documents, store_documents
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.ballot.pictures import read_pictures
from voting.database import writing
from voting.extensions import db
from voting.installation import installation_key, now
from voting.web.office import blueprint
from voting.web.office.demonstration import require_invented
from voting.web.office.uploads import uploaded, uploaded_beside
from voting.web.person import person


@blueprint.post("/assembly")
def assembly() -> str:
    """Bring in an assembly's definition, and show the secretary the code for it."""
    require_invented()
    definition, resolutions = read_definition(uploaded())
    beside = uploaded_beside("documents")
    documents = read_documents(definition.documents, beside)
    resolutions, pictures = read_pictures(resolutions, beside)
    with writing(db.session()) as session:
        imported = import_assembly(
            session, definition, resolutions, pictures, now=now(), actor=person().actor
        )
        store_documents(session, imported.id, documents)
        code = issue_to_staff(
            session,
            installation_key(),
            imported.id,
            person().name,
            person().language,
            [(Role.SECRETARY, None)],
            now=now(),
            actor=person().actor,
        )
    return render_template("office/assembly/assembly_imported.html", assembly=imported, code=code)
