"""The documents for the members, one after the other; they can come and go until the assembly."""

from collections.abc import Mapping

from flask import request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.definition import DocumentDefinition
from voting.assembly.documents import (
    LARGEST,
    DocumentFile,
    read_documents,
    remove_document_files,
    store_documents,
)
from voting.audit.chain import record
from voting.database import writing
from voting.errors import Fault, InvalidFile
from voting.extensions import db
from voting.installation import now
from voting.languages import LANGUAGES
from voting.web.form import refused_form, was
from voting.web.office import blueprint
from voting.web.office.assembly.draft_faults import placed
from voting.web.office.assembly.draft_form import languages
from voting.web.office.assembly.preparation import preparation_page
from voting.web.person import person


@blueprint.post("/preparation/documents")
def add_document() -> Response:
    """Add a document, with a file for each language that was given."""
    title = languages("title")
    sent: dict[str, tuple[str, bytes]] = {}
    for language in LANGUAGES:
        file = request.files.get(f"file.{language}")
        if file and file.filename:
            sent[language] = file.filename, file.read(LARGEST + 1)
    try:
        files = _read(title, sent)
    except InvalidFile as invalid:
        page = preparation_page({"title": title}, placed(invalid.faults, ("documents", 1, 0)))
        return refused_form(page, InvalidFile.code)
    assembly_id = person().assembly_id
    with writing(db.session()) as session:
        store_documents(session, assembly_id, files)
        _log("document.added", sorted(sent))
    return redirect(url_for("office.preparation", _anchor="documents", kept="yes"), 303)


def _read(title: dict[str, str], sent: Mapping[str, tuple[str, bytes]]) -> list[DocumentFile]:
    """The files of one document, sent by language with their names. Raises InvalidFile."""
    faults = [
        Fault(0, f"documents[1].{name}", "value_missing")
        for name, given in (("title", title), ("files", sent))
        if not given
    ]
    files: list[DocumentFile] = []
    for language, (name, content) in sent.items():
        try:
            files += read_documents([DocumentDefinition(title, {language: name})], {name: content}.get)
        except InvalidFile as invalid:
            faults += invalid.faults
    if faults:
        raise InvalidFile(faults)
    return files


@blueprint.post("/preparation/documents/<int:position>/remove")
def remove_document(position: int) -> Response:
    """Take a document away, in all its languages."""
    with writing(db.session()) as session:
        _log("document.removed", remove_document_files(session, person().assembly_id, position, was()))
    return redirect(url_for("office.preparation", _anchor="documents", kept="yes"), 303)


def _log(action: str, files: list[str]) -> None:
    record(
        db.session(),
        now=now(),
        actor=person().actor,
        action=action,
        assembly=person().assembly_id,
        files=files,
    )
