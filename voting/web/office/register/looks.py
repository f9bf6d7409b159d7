"""Who on the staff looked at the register."""

from flask import render_template
from sqlalchemy import select

from voting.accounts.models import Account
from voting.extensions import db
from voting.register.looks import last_looks
from voting.web.form import in_address
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.paging import asked_page

PAGE = 100
"""How many looks one page has."""


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
    )
