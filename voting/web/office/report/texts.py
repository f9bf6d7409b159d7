"""The free texts of the yearly report, written by the secretary and kept from year to year."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.errors import Code, Fault, InvalidForm, Refused
from voting.extensions import db
from voting.installation import now
from voting.languages import LANGUAGES
from voting.report.content import figures_content
from voting.report.enter_fact import names_entered
from voting.report.named import findable, named_figures
from voting.report.pictures import pictures_at, pictures_content
from voting.report.schemes import scheme_of
from voting.report.stale import figures_before
from voting.report.texts import LONGEST, SECTIONS, write_texts, written_texts
from voting.report.typed_figures import name_instead, outdated, typed_figures
from voting.stamp import stamp
from voting.web.form import each, in_address, refused_form, sent, text, was
from voting.web.office import blueprint
from voting.web.office.files import speaking
from voting.web.office.report.pictures import listed_pictures, picture_address
from voting.web.person import person
from voting.wording.form_faults import linked_faults
from voting.wording.languages import LANGUAGE_NAMES, language
from voting.wording.refusals import refusal_sentence
from voting.wording.report.document import text_blocks
from voting.wording.report.figures import figure_name
from voting.wording.report.wanted import model_texts, section_names, text_questions
from voting.wording.report.words import MARKS
from voting.wording.report.writing import Writing


@blueprint.get("/report/<year:year>/texts")
def report_texts(year: int) -> str:
    """The texts of a year in one language, with what was written in the years before."""
    code = in_address("in") or language()
    if code not in LANGUAGES:
        raise Refused(Code.NOT_FOUND)
    return _page(year, code, figures_content(db.session(), year))


@blueprint.post("/report/<year:year>/texts")
def write_report_texts(year: int) -> Response:
    """Keep what was written, with the names of figures instead of those that were ticked; or show it again
    where that cannot be."""
    code, figures = text("language"), figures_content(db.session(), year)
    typed = {section: _with_names(section, text(section)) for section in SECTIONS if sent(section)}
    try:
        with writing(db.session()) as session:
            write_texts(
                session,
                year,
                code,
                typed,
                was(),
                known=Writing(figures).named().keys() | names_entered(session),
                looked_at=each("looked"),
                now=now(),
                account_id=person().account_id,
            )
    except InvalidForm as invalid:
        return refused_form(_page(year, code, figures, typed, invalid.faults))
    except Refused as refused:
        if refused.code is not Code.CHANGED_MEANWHILE:
            raise
        return refused_form(
            _page(year, code, figures, typed, refusal=refusal_sentence(refused)), refused.code
        )
    return redirect(url_for("office.report", year=year), 303)


@blueprint.post("/report/<year:year>/texts/preview")
def preview_report_text(year: int) -> str:
    """A part of the open page: the text of a section as the report will have it."""
    section, code = text("section"), text("language")
    if section not in SECTIONS or code not in LANGUAGES:
        raise Refused(Code.BAD_REQUEST)
    figures = figures_content(db.session(), year)
    with speaking(code):
        shown = pictures_at(pictures_content(db.session(), [text(section)]), picture_address)
        blocks = tuple(text_blocks(Writing(figures, pictures=shown), text(section)))
    return render_template("office/report/text_shown.html", document={"blocks": blocks})


def _with_names(section: str, typed: str) -> str:
    """A text as it was typed, with the names that were ticked below it (``4.104=joined``)."""
    for ticked in each(f"name.{section}"):
        number, _sign, name = ticked.partition("=")
        typed = name_instead(typed, number, name)
    return typed


def _page(
    year: int,
    code: str,
    figures: Mapping[str, Any],
    typed: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
    refusal: str = "",
) -> str:
    written = {
        section: one
        for (section, in_language), one in written_texts(db.session(), year).items()
        if in_language == code
    }
    stored = {section: one.text for section, one in written.items()}
    texts = stored | dict(typed or {})
    named, to_find = named_figures(figures), findable(figures)
    found_before = findable(figures_before(db.session(), year))
    not_seen = [section for section, one in written.items() if one.year == year and not one.seen]
    with speaking(code):
        sections = section_names(scheme_of(figures["scheme"]))
        questions, models = text_questions(Writing(figures)), model_texts(Writing(figures))
    return render_template(
        "office/report/report_texts.html",
        year=year,
        code=code,
        languages=LANGUAGE_NAMES,
        sections=sections,
        questions=questions,
        models=models,
        marks=MARKS.items(),
        texts=texts,
        named=Writing(figures).named(),
        names={
            "year": gettext("Year"),
            "last_year": gettext("Year before"),
            "cooperative": gettext("Name of the cooperative"),
            "partners.names": gettext("Names of the new partners"),
            "networks.names": gettext("Names of the networks"),
            "assembly": gettext("Day of the ordinary general assembly"),
            "turnout": gettext("Turnout"),
        }
        | {name: figure_name(year, one.place, figures["facts"]) for name, one in named.items()},
        carried={section: one.year for section, one in written.items() if one.text and one.year != year},
        typed_figures={
            section: typed_figures(words, to_find, found_before) for section, words in texts.items()
        },
        stale={section: outdated(texts[section], to_find, found_before) for section in not_seen},
        faults=linked_faults(faults, sections),
        refusal=refusal,
        pictures=listed_pictures(),
        was=was() or stamp(stored),
        longest=LONGEST,
    )
