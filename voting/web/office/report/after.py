"""After the assembly: the minutes, the attendance list and the results, as files in each language."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.assembly.models import Assembly
from voting.assembly.today import today_at
from voting.assembly.venues import venue_names, venues_of
from voting.ballot.agenda import points_of
from voting.cooperative.stored import the_cooperative
from voting.database import writing
from voting.discussion.declarations import declarations_of, note_declaration
from voting.errors import Code, Fault, Refused
from voting.extensions import db
from voting.installation import now
from voting.report.attendance_list import attendance_list, took_part
from voting.report.files import DOCUMENTS
from voting.report.minutes import items_of, minutes
from voting.retention.forgotten import forgotten_at
from voting.retention.rules import DataKind
from voting.spreadsheet import as_csv, as_xlsx
from voting.web.form import Typed, text
from voting.web.jobs.asking import long_work
from voting.web.looking import keep_look
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.files import asked_language, document_file, file, speaking
from voting.web.person import person
from voting.wording.attendance import attendance_document, attendance_rows
from voting.wording.languages import LANGUAGE_NAMES
from voting.wording.minutes.document import minutes_document
from voting.wording.minutes.extract import extract_document
from voting.wording.minutes.other_language import shown_otherwise
from voting.wording.results import results_json, results_rows


@blueprint.get("/after")
def after() -> str:
    """The page with the files that can be downloaded after the assembly."""
    assembly = this_assembly()
    items, points = items_of(db.session(), assembly.id), points_of(db.session(), assembly.id)
    venues = venues_of(db.session(), assembly.id)
    shown: dict[str, str] = {}
    for code in LANGUAGE_NAMES:
        with speaking(code):
            shown[code] = shown_otherwise(assembly, venues, items, points)
    return render_template(
        "office/report/after.html",
        assembly=assembly,
        items=items,
        languages=LANGUAGE_NAMES,
        shown_otherwise=shown,
        declarations=declarations_of(db.session(), assembly.id),
    )


@blueprint.get("/after/minutes.<form>")
@long_work
def minutes_file(form: str) -> Response:
    """The draft of the minutes, with the attendance list as annex."""
    if form not in DOCUMENTS:
        raise Refused(Code.NOT_FOUND)
    gathered = minutes(db.session(), this_assembly().id)
    keep_look("minutes", form, len(gathered.attendees))
    with speaking(asked_language()):
        document = minutes_document(gathered)
    return document_file(document, f"minutes-{gathered.assembly.date}", form)


@blueprint.get("/after/extract-<int:resolution_id>.<form>")
@long_work
def extract_file(resolution_id: int, form: str) -> Response:
    """The extract from the minutes about one resolution whose result has been announced."""
    if form not in DOCUMENTS:
        raise Refused(Code.NOT_FOUND)
    gathered = minutes(db.session(), this_assembly().id)
    items = {item.resolution.id: item for item in gathered.items if item.result}
    if resolution_id not in items:
        raise Refused(Code.NOT_FOUND)
    with speaking(asked_language()):
        document = extract_document(gathered, items[resolution_id])
    number = items[resolution_id].resolution.number
    return document_file(document, f"extract-{gathered.assembly.date}-{number}", form)


@blueprint.post("/after/declarations")
def declare() -> Redirect:
    """Note what a member or the bureau asks to have in the minutes."""
    assembly, number = this_assembly(), "".join(text("member").split())
    said_at = _said_at(assembly)
    with writing(db.session()) as session:
        note_declaration(
            session,
            assembly,
            number,
            said_at,
            text("text"),
            now=now(),
            account_id=person().account_id,
        )
    return redirect(url_for("office.after", _anchor="declarations"), 303)


def _said_at(assembly: Assembly) -> datetime:
    """The moment of the time that was typed, on the day of the assembly; now where none was, on that day."""
    typed, zone = Typed(), assembly.timezone
    said_at = typed.moment_on("time", assembly.date, zone, now())
    if said_at is None and not typed.faults and today_at(zone, now()) != assembly.date:
        typed.faults.append(Fault(0, "time", "value_missing"))
    typed.require_sound()
    return said_at or now()


@blueprint.get("/after/attendance.<form>")
@long_work
def attendance_file(form: str) -> Response:
    """The attendance list, to print or for a spreadsheet."""
    if form not in ("pdf", "csv"):
        raise Refused(Code.NOT_FOUND)
    assembly = this_assembly()
    venues = venue_names(db.session(), assembly.id)
    forgotten = forgotten_at(db.session(), DataKind.PRESENCE, assembly.id)
    if forgotten:
        raise Refused(
            Code.FORGOTTEN, day=forgotten.astimezone(ZoneInfo(assembly.timezone)).date().isoformat()
        )
    attendees = attendance_list(db.session(), assembly.id)
    keep_look("attendance", form, len(attendees))
    with speaking(asked_language()):
        if form == "pdf":
            document = attendance_document(
                assembly,
                venues,
                attendees,
                took_part(db.session(), assembly.id, attendees).members,
                forgotten_at(db.session(), DataKind.PROXIES, assembly.id),
                the_cooperative(db.session()),
            )
            return document_file(document, f"attendance-{assembly.date}", form)
        return file(
            as_csv(*attendance_rows(assembly, venues, attendees)), f"attendance-{assembly.date}", form
        )


@blueprint.get("/after/results.<form>")
@long_work
def results_file(form: str) -> Response:
    """The results that have been announced."""
    assembly = this_assembly()
    items = items_of(db.session(), assembly.id)
    with speaking(asked_language()):
        header, rows = results_rows(items)
    match form:
        case "csv":
            content = as_csv(header, rows)
        case "xlsx":
            content = as_xlsx({str(assembly.date): (header, rows)})
        case "json":
            content = json.dumps(results_json(assembly, items), indent=1, ensure_ascii=False).encode()
        case _:
            raise Refused(Code.NOT_FOUND)
    return file(content, f"results-{assembly.date}", form)
