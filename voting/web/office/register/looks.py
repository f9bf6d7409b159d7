"""Who on the staff looked at the register."""

import re
from datetime import date

from flask import render_template
from flask_babel import gettext
from sqlalchemy import select

from voting.accounts.models import Account
from voting.extensions import db
from voting.register.looks import last_looks
from voting.register.models import Look
from voting.web.form import in_address
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.paging import asked_page
from voting.wording.languages import day, labelled
from voting.wording.register import FIELDS, KINDS, STATES
from voting.wording.report.figures import figure_name

PAGE = 100
"""How many looks one page has."""
KEPT = re.compile(
    r"on=(?P<on>\d{4}-\d\d-\d\d)(?: words=(?P<words>.*?))?(?: category=(?P<category>\w+))?"
    r"(?: kind=(?P<kind>\w+))?(?: state=(?P<state>\w+))?"
)
"""A search, as ``query_in_words`` keeps it."""
FIGURE = re.compile(r"(?P<year>\d{4}): (?P<place>\S+)")
"""A figure of a year's report whose list was opened."""
FILES = ("csv", "docx", "json", "pdf", "xlsx")
"""The kinds of file that are downloaded."""


@blueprint.get("/register/looks")
def looks() -> str:
    """The last looks, by whom, at whom; at one member where a number is given."""
    page = asked_page()
    number = in_address("member")[:20]
    found = last_looks(db.session(), PAGE + 1, (page - 1) * PAGE, number or None)
    accounts = {look.account_id for look in found}
    names = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(accounts)))
    assembly = this_assembly()
    return render_template(
        "office/register/looks.html",
        assembly=assembly,
        looks=found[:PAGE],
        more=len(found) > PAGE,
        names={row.id: row.name for row in names},
        number=number,
        page=page,
        timezone=assembly.timezone,
        terms_in_words=terms_in_words,
    )


def terms_in_words(look: Look) -> str:
    """What was looked for, as a person reads it: words, category, kind, standing, and the day where it was
    another than that of the look; the figure whose list it was; whatever else as it was kept."""
    if figure := FIGURE.fullmatch(look.terms):
        return f"{figure['year']} · {figure_name(int(figure['year']), figure['place'])}"
    kept = KEPT.fullmatch(look.terms)
    if kept is None:
        return look.terms.upper() if look.terms in FILES else look.terms
    on = date.fromisoformat(kept["on"])
    said = (
        kept["words"],
        kept["category"] and f"{FIELDS['category']} {kept['category']}",
        kept["kind"] and KINDS.get(kept["kind"]),
        kept["state"] and STATES.get(kept["state"]),
        on != look.at.date() and labelled(gettext("On the day"), day(on)),
    )
    return " · ".join(str(part) for part in said if part)
