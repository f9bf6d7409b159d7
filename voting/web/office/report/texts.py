"""The free texts of the yearly report, written by the secretary and kept from year to year."""

from flask import render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.report.texts import (
    LONGEST,
    SECTIONS,
    TEXT_LANGUAGES,
    texts_version,
    write_texts,
    written_texts,
)
from voting.web.office import blueprint
from voting.web.person import person
from voting.wording.languages import LANGUAGE_NAMES, language
from voting.wording.report.words import SECTION_NAMES


@blueprint.get("/report/<year:year>/texts")
def report_texts(year: int) -> str:
    """The texts of a year in one language, with what was written in the years before."""
    code = request.args.get("in", language() if language() in TEXT_LANGUAGES else TEXT_LANGUAGES[0])
    if code not in TEXT_LANGUAGES:
        raise Refused(Code.NOT_FOUND)
    return render_template(
        "office/report/report_texts.html",
        year=year,
        code=code,
        languages={code: LANGUAGE_NAMES[code] for code in TEXT_LANGUAGES},
        sections=SECTION_NAMES,
        written=written_texts(db.session(), year),
        version=texts_version(db.session(), year),
        longest=LONGEST,
    )


@blueprint.post("/report/<year:year>/texts")
def write_report_texts(year: int) -> Redirect:
    """Store the texts that were written."""
    texts = {section: request.form[section] for section in SECTIONS if section in request.form}
    with writing(db.session()) as session:
        write_texts(
            session,
            year,
            request.form.get("language", ""),
            texts,
            request.form.get("version", -1, int),
            now=now(),
            account_id=person().account_id,
        )
    return redirect(url_for("office.report", year=year), 303)
