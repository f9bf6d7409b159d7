"""Bringing in a register file: what it would change is shown page by page before it is applied."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from sqlalchemy import select
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.register.compare import Change, ImportSummary, compare, fingerprint
from voting.register.csv_file import Row
from voting.register.models import Member, Upload
from voting.register.names import full_name
from voting.register.uploads import apply_upload, discard_upload, keep_upload, last_uploads, uploaded_rows
from voting.web.form import each, in_address, text
from voting.web.looking import keep_look
from voting.web.office import blueprint
from voting.web.office.paging import asked_page, pages_of
from voting.web.office.uploads import uploaded
from voting.web.person import person

PAGE = 50
"""How many lines one page of the preview has."""
PARTS = ("added", "changed", "left", "agreed", "missing")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the preview: the member and, in the parts about changes, what changes."""

    number: str
    name: str
    change: Change | None = None


@blueprint.get("/register/imports")
def imports() -> str:
    """The form to bring in a file, and the files brought in before."""
    return render_template("office/register/imports.html", uploads=last_uploads(db.session(), 20))


@blueprint.post("/register/imports")
def upload_register() -> Response:
    """Take a register file to be looked at, or show all its faults."""
    content = uploaded()
    name = request.files["file"].filename or ""
    with writing(db.session()) as session:
        upload = keep_upload(session, name, content, now=now(), actor=person().actor)
        upload_id = upload.id
    return redirect(url_for("office.preview_import", upload_id=upload_id), 303)


@blueprint.get("/register/imports/<int:upload_id>")
def preview_import(upload_id: int) -> str:
    """One page of one part of what a file would change; or what has become of the file."""
    upload = db.session.get(Upload, upload_id)
    if upload is None:
        raise Refused(Code.NOT_FOUND)
    if upload.applied_at or upload.discarded_at:
        return render_template("office/register/import_done.html", upload=upload)
    rows = uploaded_rows(upload)
    summary = compare(db.session(), rows)
    numbers = numbers_in(summary)
    asked = in_address("part")
    part = asked if asked in PARTS else next((name for name in PARTS[:3] if numbers[name]), "added")
    page = asked_page()
    lines = lines_of(summary, part, rows, page)
    previewed = fingerprint(db.session())
    keep_look("preview", f"{upload_id} {part} {page}", len(lines))
    return render_template(
        "office/register/preview.html",
        upload=upload,
        summary=summary,
        numbers=numbers,
        part=part,
        lines=lines,
        conflicts=_lines(summary.conflicts),
        page=page,
        pages=pages_of(numbers[part], PAGE),
        previewed=previewed,
    )


@blueprint.post("/register/imports/<int:upload_id>/apply")
def apply_import(upload_id: int) -> str:
    """Apply a file that was looked at, if the register is still as it was then."""
    take = {(number, field) for number, _, field in (value.rpartition("|") for value in each("take"))}
    with writing(db.session()) as session:
        summary = apply_upload(
            session,
            upload_id,
            take,
            text("previewed"),
            now=now(),
            actor=person().actor,
        )
    return render_template("office/register/imported.html", summary=summary, numbers=numbers_in(summary))


@blueprint.post("/register/imports/<int:upload_id>/discard")
def discard_import(upload_id: int) -> Response:
    """Put a file aside."""
    with writing(db.session()) as session:
        discard_upload(session, upload_id, now=now(), actor=person().actor)
    return redirect(url_for("office.imports"), 303)


def numbers_in(summary: ImportSummary) -> dict[str, int]:
    """By part of the preview, how many lines it has."""
    return {
        "added": len(summary.added),
        "changed": len(summary.changes),
        "left": len(summary.left),
        "conflicts": len(summary.conflicts),
        "agreed": len(summary.agreed),
        "missing": len(summary.missing),
    }


def lines_of(summary: ImportSummary, part: str, rows: list[Row], page: int) -> list[Line]:
    """The lines of one page of a part of the preview."""
    on_page = slice((page - 1) * PAGE, page * PAGE)
    if part == "changed":
        return _lines(summary.changes[on_page])
    if part == "agreed":
        return _lines(summary.agreed[on_page])
    if part == "added":
        names = {row.number: full_name(row.first_name, row.name) for row in rows}
        return [Line(number, names[number]) for number in summary.added[on_page]]
    numbers = (summary.left if part == "left" else summary.missing)[on_page]
    names = _names(numbers)
    return [Line(number, names[number]) for number in numbers]


def _lines(changes: list[Change]) -> list[Line]:
    names = _names([change.number for change in changes])
    return [Line(change.number, names[change.number], change) for change in changes]


def _names(numbers: list[str]) -> dict[str, str]:
    query = select(Member.number, Member.first_name, Member.name).where(Member.number.in_(set(numbers)))
    rows = db.session.execute(query)
    return {number: full_name(first_name, name) for number, first_name, name in rows}
