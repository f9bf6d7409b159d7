"""The register of directors' mandates: read, downloaded, and added to."""

from collections.abc import Sequence

from flask import Response, render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.database import writing
from voting.errors import Fault, InvalidForm
from voting.extensions import db
from voting.installation import now
from voting.report.board import Entry, MandateStanding, filled_by, in_office
from voting.report.board_seats import vacant_seats
from voting.report.enter_fact import facts_of
from voting.report.enter_mandate import LONGEST, NewEntry, enter_mandate
from voting.report.facts import FactKind
from voting.report.mandates import board, confirming_assembly, latest_first, mandates
from voting.spreadsheet import as_csv
from voting.web.form import Typed, as_typed, choice, refused_form, text
from voting.web.office import blueprint
from voting.web.office.files import file
from voting.web.person import person
from voting.wording.form_faults import form_faults
from voting.wording.mandates import (
    CHANGES,
    COLUMNS,
    ENDED_BY,
    FORM_FIELDS,
    ORIGINS,
    STANDINGS,
    entries_in_words,
    training_in_words,
)
from voting.wording.report.facts import fact_lines


@blueprint.get("/mandates")
def mandate_register() -> str:
    """Who is a director until when, the vacant seats, and every mandate there has been."""
    return _page()


@blueprint.get("/mandates.csv")
def mandates_file() -> Response:
    """The same for a spreadsheet."""
    today = now().date()
    rows = [
        (
            *(item.name, str(ORIGINS[item.origin]), item.begins, item.ends, item.ended),
            str(ENDED_BY[item.ended_by]) if item.ended_by else "",
            item.ended_for or item.reason,
            item.confirmed,
            str(STANDINGS[item.standing(today)]),
            "; ".join(training_in_words(training) for training in item.trained),
        )
        for item in mandates(db.session())
    ]
    return file(as_csv([str(name) for name in COLUMNS], rows), "mandates", "csv")


@blueprint.post("/mandates")
def enter_into_mandates() -> Redirect:
    """Enter an earlier director, a co-optation, or what has happened to a mandate; or show
    the form again, with every fault."""
    typed = Typed()
    entry = NewEntry(
        kind=choice("kind", Entry),
        on=typed.day("on") or now().date(),
        reason=text("reason"),
        name=text("name"),
        ends=typed.day("ends"),
        mandate=text("mandate") or None,
    )
    try:
        with writing(db.session()) as session:
            enter_mandate(session, entry, now=now(), account_id=person().account_id, unread=typed.faults)
    except InvalidForm as invalid:
        return refused_form(_page(invalid.faults))
    return redirect(url_for("office.mandate_register"), 303)


def _page(faults: Sequence[Fault] = ()) -> str:
    today = now().date()
    known = board(db.session())
    register = latest_first(known.history())
    waiting = [item for item in register if item.standing(today) is MandateStanding.TO_CONFIRM]
    terms = facts_of(db.session(), today.year).get(FactKind.DIRECTORS, {}).get(FactKind.DIRECTORS)
    return render_template(
        "office/report/mandates.html",
        terms=fact_lines(FactKind.DIRECTORS, terms) if terms else [],
        terms_of=today.year if terms else today.year - 1,
        register=register,
        present=in_office(register, today),
        past=[item for item in register if item.standing(today) is MandateStanding.ENDED],
        vacant=vacant_seats(known.elections, register, today),
        confirming={item.key: confirming_assembly(db.session(), item) for item in waiting},
        names={item.key: item.name for item in register},
        freed=[item for item in register if item.ended and today < item.ends],
        filled=filled_by(register, today),
        entered=entries_in_words(known),
        today=today,
        origins=ORIGINS,
        standings=STANDINGS,
        changes=CHANGES,
        ended_by=ENDED_BY,
        training_in_words=training_in_words,
        longest=LONGEST,
        faults=form_faults(faults, FORM_FIELDS),
        wrong={fault.column for fault in faults},
        filled_in=as_typed(),
    )
