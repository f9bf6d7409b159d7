"""The yearly special report: read, signed, and downloaded in each form and language."""

import json
from datetime import date
from typing import Any

from flask import Response, render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.audit.chain import digest
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.report.content import report_content
from voting.report.files import DOCUMENTS
from voting.report.models import SignedReport
from voting.report.sign import changed_since, sign_report, signed_reports
from voting.report.texts import to_look_at
from voting.web.form import in_address, text
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.files import asked_language, document_file, file, speaking
from voting.web.person import person
from voting.wording.languages import LANGUAGE_NAMES
from voting.wording.report.document import Writing, report_document
from voting.wording.report.page import page_values, report_json
from voting.wording.report.words import SECTION_NAMES

YEARS_BACK = 10


@blueprint.get("/reports")
def reports() -> str:
    """The years for which there can be a report."""
    last = max(this_assembly().date.year, now().year)
    years = range(last, last - YEARS_BACK, -1)
    signed = {year: signed_reports(db.session(), year) for year in years}
    return render_template("office/report/reports.html", years=years, signed=signed)


@blueprint.get("/report/<year:year>")
def report(year: int) -> str:
    """A year's report as it is now, and what has changed since it was signed."""
    content = _content(year)
    signed = signed_reports(db.session(), year)
    changed = changed_since(signed[0].content, content) if signed else {}
    return render_template(
        "office/report/report.html",
        **page_values(Writing(content, changed, lambda place: _list_of(year, place))),
        year=year,
        hash=digest(content),
        signed=signed,
        changed=changed,
        texts_changed=bool(signed) and signed[0].content["texts"] != content["texts"],
        cooperative_changed=bool(signed)
        and signed[0].content.get("cooperative", content["cooperative"]) != content["cooperative"],
        unseen=[
            (SECTION_NAMES[section], code, written)
            for (section, code), written in to_look_at(db.session(), year).items()
        ],
        over=now().date() > date(year, 12, 31),
        languages=LANGUAGE_NAMES,
    )


@blueprint.get("/report/<year:year>/file.<form>")
def report_file(year: int, form: str) -> Response:
    """The report as a file, as it was last signed (``?signed=1``) or as it is now."""
    signed = _last_signed(year) if in_address("signed") else None
    content = signed.content if signed else _content(year)
    name = f"special-report-{year}" + ("-signed" if signed else "")
    told = Writing(content)
    with speaking(asked_language()):
        if form in DOCUMENTS:
            return document_file(report_document(told), name, form)
        if form == "html":
            page = render_template("office/report/report_file.html", **page_values(told))
            return file(page.encode(), name, form)
    if form != "json":
        raise Refused(Code.NOT_FOUND)
    return file(
        json.dumps(report_json(content, signed, lambda place: _list_of(year, place)), indent=1).encode(),
        name,
        form,
    )


@blueprint.post("/report/<year:year>/sign")
def sign(year: int) -> Redirect:
    """Sign the report as it was read."""
    who = person()
    with writing(db.session()) as session:
        seen = text("hash")
        sign_report(session, year, seen, now=now(), account_id=who.account_id, name=who.name)
    return redirect(url_for("office.report", year=year), 303)


def _content(year: int) -> dict[str, Any]:
    return report_content(db.session(), year)


def _last_signed(year: int) -> SignedReport:
    signed = signed_reports(db.session(), year)
    if not signed:
        raise Refused(Code.NOT_FOUND)
    return signed[0]


def _list_of(year: int, place: str) -> str:
    """The address of the list that a figure comes from."""
    return url_for("office.figure", year=year, of=place)
