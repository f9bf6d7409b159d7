"""Signing the yearly special report: approved by the board, and kept as it was signed."""

from collections.abc import Collection, Sequence
from datetime import date

from flask import url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.aside import aside
from voting.audit.chain import digest
from voting.database import writing
from voting.errors import Code, Fault, InvalidForm, Refused
from voting.extensions import db
from voting.installation import now
from voting.report.content import report_content
from voting.report.models import SignedReport
from voting.report.pdf import document_pdf
from voting.report.pictures import logo_picture, pictures_within
from voting.report.schemes import scheme_of
from voting.report.sign import check_report, languages_kept, same_report, sign_report, signed_reports
from voting.web.form import Typed, each, refused_form, text
from voting.web.jobs.asking import long_work
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.files import speaking
from voting.web.office.report.reports import report_page
from voting.web.person import person
from voting.wording.languages import LANGUAGE_NAMES
from voting.wording.report.approval import approval_blocks
from voting.wording.report.document import report_document
from voting.wording.report.lacks import lacks_in_words
from voting.wording.report.writing import Writing

LONGEST = 100
"""The most characters of a name or a role."""
MOST = 30
"""The most signatories."""


@blueprint.post("/report/<year:year>/sign")
@long_work
def sign(year: int) -> Response:
    """Sign the report as it was read, with its PDF in each language that was ticked."""
    who = person()
    content = report_content(db.session(), year)
    check_report(db.session(), content, now=now())
    try:
        offered = scheme_of(content["scheme"]).languages
        approved_on, signatories, codes = _approval(year, offered, lacks_in_words(content).keys())
    except InvalidForm as invalid:
        return refused_form(report_page(year, invalid.faults))
    report = SignedReport(
        year=year,
        content=content,
        content_hash=digest(content),
        signed_at=now(),
        account_id=who.account_id,
        name=who.name,
        approved_on=approved_on,
        signatories=signatories,
    )
    if text("hash") != report.content_hash:
        raise Refused(Code.CHANGED_MEANWHILE)
    earlier = signed_reports(db.session(), year)
    same = same_report(earlier, report)
    replaced = earlier[1:] if same else earlier
    kept = languages_kept(db.session(), same.id) if same else []
    printed = same or report
    told = Writing(
        printed.content,
        pictures=pictures_within(db.session(), printed.content["pictures"]),
        logo=logo_picture(db.session()),
    )
    files = {
        code: _pdf(told, printed, replaced[0] if replaced else None, code)
        for code in codes
        if code not in kept
    }
    with writing(db.session()) as session:
        sign_report(session, report, files)
    return redirect(url_for("office.report", year=year), 303)


def _pdf(told: Writing, report: SignedReport, replaced: SignedReport | None, code: str) -> bytes:
    with speaking(code):
        approval = [*approval_blocks(report, replaced, this_assembly().timezone)]
        document = report_document(told, approval)
    return aside(document_pdf, document)


def _approval(
    year: int, languages: Sequence[str], lacking: Collection[str]
) -> tuple[date | None, list[dict[str, str]], list[str]]:
    """When the board approved it, who signs it, and in which of the ``languages`` it is signed: one in which
    something is ``lacking`` only where that was seen. Raises InvalidForm with every fault."""
    typed = Typed()
    approved_on = typed.day("approved_on")
    if not text("approved_on"):
        typed.faults.append(Fault(0, "approved_on", "value_missing"))
    if approved_on and approved_on > now().date():
        typed.faults.append(Fault(0, "approved_on", "day_to_come"))
    if approved_on and approved_on <= date(year, 12, 31):
        typed.faults.append(Fault(0, "approved_on", "approved_in_its_year", {"year": str(year)}))
    lines = [line.strip() for line in text("signatories").split("\n") if line.strip()]
    parts = [[part.strip() for part in line.partition(",")] for line in lines]
    if not lines:
        typed.faults.append(Fault(0, "signatories", "value_missing"))
    if len(lines) > MOST:
        typed.faults.append(Fault(0, "signatories", "too_many", {"most": MOST}))
    if any(len(part) > LONGEST for line in parts for part in line):
        typed.faults.append(Fault(0, "signatories", "too_long", {"longest": LONGEST}))
    typed.faults += [
        Fault(0, "signatories", "signatory_unclear", {"value": line[:LONGEST]})
        for line, (name, _comma, role) in zip(lines, parts, strict=True)
        if not name or not role
    ]
    codes = [code for code in languages if code in each("in")]
    if not codes:
        typed.faults.append(Fault(0, "in", "value_missing"))
    typed.faults += [
        Fault(0, "in", "language_lacks", {"language": LANGUAGE_NAMES[code]})
        for code in codes
        if code in lacking and code not in each("despite")
    ]
    typed.require_sound()
    return approved_on, [{"name": name, "role": role} for name, _comma, role in parts], codes
