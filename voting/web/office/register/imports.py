"""Bringing in a register file: what is recognised, what is wrong, and page by page what it would change, all
before it is applied."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.aside import aside, priority
from voting.database import connection_of_its_own, staging, writing
from voting.errors import Code, InvalidFile, Refused
from voting.extensions import db
from voting.installation import now
from voting.register.columns import COLUMNS, FOR_ALL, NEEDED
from voting.register.compare import Change, ImportSummary
from voting.register.csv_file import Choices
from voting.register.delivery import Delivery, read_delivery
from voting.register.findings import Preview, Seen, read_choices, read_findings
from voting.register.import_register import StagedImport, stage_import
from voting.register.models import Member, Upload, UploadStage
from voting.register.names import full_name
from voting.register.planned_import import plan_import
from voting.register.registered import fingerprint, registered
from voting.register.uploads import (
    apply_upload,
    discard_upload,
    keep_upload,
    known_headings,
    last_uploads,
    look_again,
    look_at,
    points_known,
    uploaded_content,
)
from voting.typed import number_in
from voting.web.form import each, in_address, refused_form, text
from voting.web.jobs.asking import long_work
from voting.web.looking import keep_look
from voting.web.office import blueprint
from voting.web.office.demonstration import require_invented
from voting.web.office.paging import asked_page, pages_of
from voting.web.office.register.faults import faults_page
from voting.web.office.uploads import uploaded
from voting.web.once import tell_once, told_once
from voting.web.person import person
from voting.wording.delivered import emptied_in_words, unsaid_in_words

PAGE = 50
"""How many lines one page of the preview has."""
PREVIEWED = ("added", "changed", "left", "agreed", "missing")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the preview: the member and, in the parts about changes, what changes."""

    number: str
    name: str
    change: Change | None = None


@blueprint.get("/register/imports")
def imports() -> str:
    """The form to bring in a file, what such a file is, and the files brought in before."""
    return render_template(
        "office/register/imports.html",
        uploads=last_uploads(db.session(), 20),
        columns=COLUMNS,
        needed=NEEDED,
        asked_once=(*FOR_ALL, "left_as"),
    )


@blueprint.post("/register/imports")
@long_work
def upload_register() -> Response:
    """Take a register file to be looked at. The one with faults that it comes ``instead`` of is put aside."""
    require_invented()
    content = uploaded()
    name = request.files["file"].filename or ""
    instead = number_in(text("instead"))
    choices = Choices(known_headings(db.session()), points=points_known(db.session()))
    try:
        delivery = aside(read_delivery, content, choices)
    except InvalidFile as invalid:
        return refused_form(faults_page(None, name, invalid.faults), InvalidFile.code)
    findings = look_at(db.session(), delivery)
    with writing(db.session()) as session:
        upload = keep_upload(session, name, delivery, choices, findings, now=now(), actor=person().actor)
        before = session.get(Upload, instead) if instead else None
        if before is not None and before.stage == UploadStage.FAULTY and before.content is not None:
            discard_upload(session, before.id, now=now(), actor=person().actor)
        upload_id = upload.id
    return shown(upload_id, name, delivery)


@blueprint.get("/register/imports/<int:upload_id>")
def preview_import(upload_id: int) -> ResponseReturnValue:
    """How far a file has come: one page of one part of what it would change, its faults, or what has become
    of it."""
    upload = db.session.get(Upload, upload_id)
    if upload is None:
        raise Refused(Code.NOT_FOUND)
    if upload.applied_at or upload.discarded_at:
        return render_template("office/register/import_done.html", upload=upload, told=told_once())
    if upload.stage == UploadStage.COLUMNS:
        return redirect(url_for("office.import_columns", upload_id=upload_id), 303)
    if upload.stage == UploadStage.FAULTY and upload.findings:
        faults = read_findings(upload.findings).faults
        keep_look("preview", f"{upload_id} faults", len(faults))
        return faults_page(upload_id, upload.name, faults)
    findings = read_findings(upload.findings) if upload.findings else None
    if findings and findings.preview and findings.preview.fingerprint == fingerprint(db.session()):
        return _preview_page(upload_id, findings.seen, findings.preview)
    return _looked_again(upload_id)


@blueprint.post("/register/imports/<int:upload_id>/apply")
@long_work
def apply_import(upload_id: int) -> Response:
    """Apply a file that was looked at, if the register is still as it was then."""
    take = {(number, field) for number, _, field in (value.rpartition("|") for value in each("take"))}
    upload = db.session.get(Upload, upload_id)
    if upload is None:
        raise Refused(Code.NOT_FOUND)
    rows = aside(read_delivery, uploaded_content(upload), read_choices(upload.choices)).rows
    plan = aside(plan_import, registered(db.session()), rows, take)
    db.session.rollback()
    with connection_of_its_own(db.engine) as session:
        with staging(session):
            staged = stage_import(session, plan, now=now(), actor=person().actor)
        summary = priority.first(_applied, session, upload_id, staged, text("previewed"))
    told = {
        **numbers_in(summary),
        "rows": summary.rows,
        "changed": len(summary.changed),
        "unchanged": summary.unchanged,
    }
    return tell_once("office.preview_import", told, upload_id=upload_id)


def _applied(session: Session, upload_id: int, staged: StagedImport, previewed: str) -> ImportSummary:
    with writing(session):
        return apply_upload(session, upload_id, staged, previewed)


@blueprint.post("/register/imports/<int:upload_id>/discard")
def discard_import(upload_id: int) -> Response:
    """Put a file aside."""
    with writing(db.session()) as session:
        discard_upload(session, upload_id, now=now(), actor=person().actor)
    return redirect(url_for("office.imports"), 303)


def shown(upload_id: int, name: str, delivery: Delivery) -> Response:
    """The answer after a file was read: its faults, or the page that comes next."""
    if delivery.stage is UploadStage.FAULTY:
        return refused_form(faults_page(upload_id, name, delivery.faults), InvalidFile.code)
    return redirect(url_for("office.preview_import", upload_id=upload_id), 303)


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


def lines_of(preview: Preview, part: str, page: int) -> list[Line]:
    """The lines of one page of a part of the preview."""
    on_page = slice((page - 1) * PAGE, page * PAGE)
    if part in ("changed", "agreed"):
        return _lines(preview.changes(part, on_page))
    if part == "added":
        return [Line(number, name) for number, name in preview.added(on_page)]
    numbers = preview.members(part, on_page)
    names = _names(numbers)
    return [Line(number, names[number]) for number in numbers]


def _preview_page(upload_id: int, seen: Seen, preview: Preview) -> str:
    numbers = preview.numbers
    asked = in_address("part")
    part = asked if asked in PREVIEWED else next((name for name in PREVIEWED[:3] if numbers[name]), "added")
    page = asked_page()
    lines = lines_of(preview, part, page)
    upload = db.session.get_one(Upload, upload_id)
    keep_look("preview", f"{upload_id} {part} {page}", len(lines))
    return render_template(
        "office/register/preview.html",
        upload=upload,
        seen=seen,
        unsaid=unsaid_in_words(seen, read_choices(upload.choices).for_all),
        emptied=emptied_in_words(preview.emptied),
        unchanged=preview.unchanged,
        numbers=numbers,
        part=part,
        lines=lines,
        conflicts=_lines(preview.changes("conflicts", slice(None))),
        page=page,
        pages=pages_of(numbers[part], PAGE),
        previewed=preview.fingerprint,
    )


@long_work
def _looked_again(upload_id: int) -> ResponseReturnValue:
    """Read and compare a file anew, and show it: the register has changed since, or it has not been looked at
    in this way."""
    upload = db.session.get_one(Upload, upload_id)
    choices, upload_id = read_choices(upload.choices), upload.id
    delivery = aside(read_delivery, uploaded_content(upload), choices)
    findings = look_at(db.session(), delivery)
    with writing(db.session()) as session:
        look_again(session, upload_id, delivery, choices, findings)
    return preview_import(upload_id)


def _lines(changes: list[Change]) -> list[Line]:
    names = _names([change.number for change in changes])
    return [Line(change.number, names[change.number], change) for change in changes]


def _names(numbers: list[str]) -> dict[str, str]:
    query = select(Member.number, Member.first_name, Member.name).where(Member.number.in_(set(numbers)))
    rows = db.session.execute(query)
    return {number: full_name(first_name, name) for number, first_name, name in rows}
