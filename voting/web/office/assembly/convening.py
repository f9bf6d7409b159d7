"""The assembly's set-up: its definition, and convening it."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.accounts.credentials import issue_to_staff
from voting.accounts.models import Role
from voting.assembly.documents import read_documents, store_documents
from voting.assembly.locks import lock_assembly
from voting.ballot.convene import convene as convene_assembly
from voting.ballot.definition import read_definition
from voting.ballot.draft import definition_of
from voting.ballot.import_assembly import import_assembly
from voting.ballot.pictures import read_pictures
from voting.database import writing
from voting.extensions import db
from voting.installation import installation_key, now
from voting.stamp import require_same
from voting.web.form import was
from voting.web.office import blueprint
from voting.web.office.uploads import uploaded, uploaded_beside
from voting.web.person import person


@blueprint.post("/assembly")
def assembly() -> str:
    """Bring in an assembly's definition, and show the secretary the code for it."""
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


@blueprint.post("/convene")
def convene() -> Redirect:
    """Freeze the roll and the rules as they were seen."""
    with writing(db.session()) as session:
        seen = lock_assembly(session, person().assembly_id, frozen=False)
        require_same(definition_of(session, seen), was())
        convene_assembly(session, installation_key(), seen.id, now=now(), actor=person().actor)
    return redirect(url_for("office.overview"), 303)
