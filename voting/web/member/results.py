"""All results that have been announced: as a page, as files, and as a text to pass on."""

from functools import lru_cache
from typing import Any

from flask import Response, render_template

from voting.aside import aside
from voting.assembly.member_code import member_code
from voting.assembly.models import Assembly
from voting.assembly.venues import venues_of
from voting.ballot.models import Resolution
from voting.cooperative.stored import the_cooperative
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key
from voting.report.document import TextDocument
from voting.report.files import DOCUMENTS
from voting.report.minutes import announced_items
from voting.spreadsheet import as_csv
from voting.web.meeting import this_assembly
from voting.web.member import blueprint
from voting.web.person import member_number
from voting.wording.languages import language
from voting.wording.results import results_rows
from voting.wording.results_document import results_document
from voting.wording.sharing import shared_text

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}


@blueprint.get("/results")
def results() -> str:
    """The page with all results, one below the other, each to be opened; and after the meeting the code by
    which its reader finds themselves in the bundle for auditors."""
    assembly = this_assembly()
    items = announced_items(db.session(), assembly.id)
    told = [(item.resolution, item.result) for item in items]
    code = None
    if assembly.closed_at is not None:
        code = member_code(installation_key(), assembly.id, member_number())
    return render_template("member/results.html", assembly=assembly, items=items, told=told, code=code)


@blueprint.get("/results.<form>")
def results_file(form: str) -> Response:
    """The same as a file in the reader's language, ``form`` being ``pdf`` or ``csv``. Raises
    Refused(not_found)."""
    if form not in MEDIA_TYPES:
        raise Refused(Code.NOT_FOUND)
    assembly = this_assembly()
    items = announced_items(db.session(), assembly.id)
    if form == "csv":
        content = as_csv(*results_rows(items))
    else:
        venues = venues_of(db.session(), assembly.id)
        content = aside(_as_pdf, results_document(the_cooperative(db.session()), assembly, venues, items))
    response = Response(content, content_type=MEDIA_TYPES[form])
    name = f"results-{assembly.date}-{language()}.{form}"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


@blueprint.app_template_global()
def text_to_share(assembly: Assembly, told: list[tuple[Resolution, dict[str, Any]]]) -> str:
    """What is passed on of resolutions with their announced results."""
    return shared_text(the_cooperative(db.session()), assembly, told)


@lru_cache(maxsize=16)
def _as_pdf(document: TextDocument) -> bytes:
    """The PDF of a document, kept: many members want the same one after a result."""
    return DOCUMENTS["pdf"](document)
