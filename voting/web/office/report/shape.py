"""The shape of the yearly report: by which scheme it is written, and which charts its annex has."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.report.content import chosen_shape
from voting.report.enter_fact import NewFact, enter_fact, facts_of
from voting.report.facts import FactKind
from voting.report.schemes import scheme_codes, scheme_of
from voting.report.turnout import HISTORY, Division
from voting.stamp import require_same, stamp
from voting.web.form import each, text, was
from voting.web.office import blueprint
from voting.web.person import person
from voting.wording.languages import in_language
from voting.wording.report.figures import DIVISIONS

ANNEX = (HISTORY, *Division)


@blueprint.post("/report/<year:year>/shape")
def shape_report(year: int) -> Response:
    """Choose the scheme and the charts, for this year and those after it."""
    code = text("scheme")
    if code not in scheme_codes():
        raise Refused(Code.BAD_REQUEST)
    chosen = [division for division in ANNEX if division in each("annex")]
    source = gettext("Chosen on the page of the report")
    with writing(db.session()) as session:
        require_same(chosen_shape(facts_of(session, year)), was())
        for kind, content in (
            (FactKind.SCHEME, {"scheme": code}),
            (FactKind.ANNEX, {"divisions": chosen}),
        ):
            fact = NewFact(year, kind, kind.value, content, source)
            enter_fact(session, fact, now=now(), account_id=person().account_id)
    return redirect(url_for("office.report", year=year, _anchor="shape"), 303)


def shape_shown(content: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the form that chooses them."""
    return {
        "schemes": {code: in_language(scheme_of(code).name) for code in scheme_codes()},
        "chosen_scheme": content["scheme"],
        "divisions": {
            division: gettext("Turnout over the years") if division == HISTORY else DIVISIONS[division]
            for division in ANNEX
        },
        "chosen_divisions": content["annex"],
        "shape_was": stamp(chosen_shape(content["facts"])),
    }
