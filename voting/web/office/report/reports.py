"""The yearly special report: read and downloaded in each form and language, as it is and as it was signed."""

import json
from collections.abc import Sequence
from datetime import date

from flask import Response, render_template, url_for

from voting.audit.chain import digest
from voting.errors import Code, Fault, Refused
from voting.extensions import db
from voting.installation import now
from voting.report.content import report_content
from voting.report.files import DOCUMENTS
from voting.report.named import missing_names
from voting.report.pictures import logo_picture, pictures_at, pictures_within
from voting.report.sign import changed_since, languages_kept, signed_file, signed_reports
from voting.report.stale import stale_figures
from voting.report.texts import to_look_at
from voting.web.form import as_typed, in_address
from voting.web.jobs.asking import long_work
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.files import asked_language, document_file, file, speaking
from voting.web.office.report.pictures import picture_address
from voting.web.office.report.shape import shape_shown
from voting.wording.form_faults import linked_faults
from voting.wording.languages import LANGUAGE_NAMES, language
from voting.wording.report.approval import approval_blocks
from voting.wording.report.document import report_document, scheme_in
from voting.wording.report.lacks import lacks_in_words
from voting.wording.report.page import page_values, report_json
from voting.wording.report.wanted import KIND_OF, facts_wanted, section_names, texts_wanted
from voting.wording.report.words import SIGNING
from voting.wording.report.writing import Writing

YEARS_BACK = 10


@blueprint.get("/reports")
def reports() -> str:
    """The years for which there can be a report."""
    last = max(this_assembly().date.year, now().year)
    years = range(last, last - YEARS_BACK, -1)
    signed = {year: signed_reports(db.session(), year) for year in years}
    return render_template("office/report/reports.html", years=years, signed=signed)


@blueprint.get("/report/<year:year>")
@long_work
def report(year: int) -> str:
    """A year's report as it is now, and what has changed since it was signed."""
    return report_page(year)


def report_page(year: int, faults: Sequence[Fault] = ()) -> str:
    """The page of a year's report, with what is wrong with the form that signs it."""
    content = report_content(db.session(), year)
    signed = signed_reports(db.session(), year)
    changed = changed_since(signed[0].content, content) if signed else {}
    told = Writing(
        content,
        changed,
        lambda place: _list_of(year, place),
        pictures_at(content["pictures"], picture_address),
    )
    scheme = scheme_in(told)
    named, code = section_names(scheme), scheme.nearest(language())
    with speaking(code):
        shown = page_values(told)
        wanted = {"facts_wanted": facts_wanted(told), "texts_wanted": texts_wanted(told)}
    return render_template(
        "office/report/report.html",
        **shown,
        **wanted,
        **shape_shown(content),
        fact_kinds={name: KIND_OF.get(name.partition(".")[0], "") for name in wanted["facts_wanted"]},
        written_in=code,
        section_names=named,
        not_in=[LANGUAGE_NAMES[other] for other in LANGUAGE_NAMES if other not in scheme.languages],
        year=year,
        hash=digest(content),
        signed=signed,
        files_kept={one.id: languages_kept(db.session(), one.id) for one in signed},
        changed=changed,
        texts_changed=bool(signed) and signed[0].content["texts"] != content["texts"],
        cooperative_changed=bool(signed)
        and signed[0].content.get("cooperative", content["cooperative"]) != content["cooperative"],
        unseen=[
            (named[section], code, written)
            for (section, code), written in to_look_at(db.session(), year).items()
            if code in scheme.languages
        ],
        stale=[
            (named[section], code, ", ".join(one.written for one in figures))
            for (section, code), figures in stale_figures(db.session(), content).items()
            if code in scheme.languages
        ],
        missing=[
            (named[section], code, name)
            for section, code, name in missing_names(content)
            if code in scheme.languages
        ],
        lacks=lacks_in_words(content),
        lacks_of_signed=lacks_in_words(signed[0].content) if signed else {},
        over=now().date() > date(year, 12, 31),
        languages=LANGUAGE_NAMES,
        offered=scheme.languages,
        signed_in=scheme_in(Writing(signed[0].content)).languages if signed else (),
        typed=as_typed(),
        lines_of_signatories=signed
        and "\n".join(f"{one['name']}, {one['role']}" for one in signed[0].signatories),
        labels=SIGNING,
        problems_of_form=linked_faults(faults, SIGNING),
    )


@blueprint.get("/report/<year:year>/file.<form>")
@long_work
def report_file(year: int, form: str) -> Response:
    """The report as a file, as it was last signed (``?signed=1``) or as it is now."""
    signed = signed_reports(db.session(), year)
    if in_address("signed") and not signed:
        raise Refused(Code.NOT_FOUND)
    last = signed[0] if in_address("signed") else None
    name = f"special-report-{year}" + ("-signed" if last else "")
    kept = signed_file(db.session(), last.id, asked_language()) if last and form == "pdf" else None
    if kept:
        return file(kept, f"{name}-{asked_language()}", form)
    content = last.content if last else report_content(db.session(), year)
    changed = changed_since(signed[0].content, content) if signed and not last else {}
    told = Writing(
        content,
        changed,
        pictures=pictures_within(db.session(), content.get("pictures", {})),
        logo=logo_picture(db.session()),
    )
    scheme = scheme_in(told)
    if in_address("in") and asked_language() not in scheme.languages:
        raise Refused(Code.NOT_FOUND)
    with speaking(scheme.nearest(asked_language())):
        zone = this_assembly().timezone
        approval = [*approval_blocks(last, signed[1] if signed[1:] else None, zone)] if last else []
        if form in DOCUMENTS:
            return document_file(report_document(told, approval), name, form)
        if form == "html":
            page = render_template("office/report/report_file.html", **page_values(told, approval))
            return file(page.encode(), name, form)
    if form != "json":
        raise Refused(Code.NOT_FOUND)
    as_json = report_json(content, signed if last else [], lambda place: _list_of(year, place), changed)
    return file(json.dumps(as_json, indent=1).encode(), name, form)


@blueprint.get("/report/<year:year>/signed-<int:report_id>-<code>.pdf")
def signed_report_file(year: int, report_id: int, code: str) -> Response:
    """A signed report as it was signed, byte for byte; one that another has replaced too."""
    known = {one.id for one in signed_reports(db.session(), year)}
    kept = signed_file(db.session(), report_id, code) if report_id in known else None
    if kept is None:
        raise Refused(Code.NOT_FOUND)
    return file(kept, f"special-report-{year}-signed-{report_id}-{code}", "pdf")


def _list_of(year: int, place: str) -> str:
    """The address of the list that a figure comes from."""
    return url_for("office.figure", year=year, of=place)
