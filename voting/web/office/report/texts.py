"""The free texts of the yearly report, written by the secretary and kept from year to year."""

from collections.abc import Mapping

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.languages import LANGUAGES
from voting.report.texts import (
    LONGEST,
    SECTIONS,
    texts_in,
    write_texts,
    written_texts,
)
from voting.stamp import stamp
from voting.web.form import in_address, refused_form, sent, text, was
from voting.web.office import blueprint
from voting.web.person import person
from voting.wording.languages import LANGUAGE_NAMES, language
from voting.wording.refusals import refusal_sentence
from voting.wording.report.words import MARKS, SECTION_NAMES


@blueprint.get("/report/<year:year>/texts")
def report_texts(year: int) -> str:
    """The texts of a year in one language, with what was written in the years before."""
    code = in_address("in") or language()
    if code not in LANGUAGES:
        raise Refused(Code.NOT_FOUND)
    return _page(year, code)


@blueprint.post("/report/<year:year>/texts")
def write_report_texts(year: int) -> Response:
    """Keep what was written; or show it again where that cannot be."""
    code, typed = text("language"), {name: text(name) for name in SECTIONS if sent(name)}
    try:
        with writing(db.session()) as session:
            write_texts(session, year, code, typed, was(), now=now(), account_id=person().account_id)
    except Refused as refused:
        if refused.code is not Code.CHANGED_MEANWHILE:
            raise
        return refused_form(_page(year, code, typed, refusal_sentence(refused)), refused.code)
    return redirect(url_for("office.report", year=year), 303)


def _page(year: int, code: str, typed: Mapping[str, str] | None = None, refusal: str = "") -> str:
    return render_template(
        "office/report/report_texts.html",
        year=year,
        code=code,
        languages=LANGUAGE_NAMES,
        sections=SECTION_NAMES,
        marks=MARKS.items(),
        written=written_texts(db.session(), year),
        typed=typed or {},
        refusal=refusal,
        was=was() or stamp(texts_in(db.session(), year, code)),
        longest=LONGEST,
    )
