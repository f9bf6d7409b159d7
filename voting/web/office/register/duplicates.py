"""Pairs of numbers that may be one person: listed, and decided about."""

from flask import render_template, url_for
from sqlalchemy import select
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.errors import Fault, InvalidFile
from voting.extensions import db
from voting.installation import now
from voting.register.details import reason_faults
from voting.register.duplicates import Pair, decide_pair, judgements, likely_duplicates
from voting.register.edit import Act
from voting.register.models import Member
from voting.register.registered import fingerprint
from voting.web.form import in_address, refused_form, text, was
from voting.web.kept import kept_value
from voting.web.looking import keep_look
from voting.web.office import blueprint
from voting.web.office.paging import asked_page, pages_of
from voting.web.person import person
from voting.wording.form_faults import form_faults

PAGE = 20
"""How many pairs one page has."""


@blueprint.get("/register/duplicates")
def duplicates() -> str:
    """The pairs that nobody has decided on, and those that have been decided."""
    return _page([])


@blueprint.post("/register/duplicates")
def decide_duplicate() -> Response:
    """Decide whether two numbers are one person."""
    one, other, decision, reason = (text(name) for name in ("member", "other", "decision", "reason"))
    if decision not in ("different", one, other):
        faults = [Fault(0, "", "decision_missing"), *reason_faults(reason)]
        return refused_form(_page(faults))
    try:
        if faults := reason_faults(reason):
            raise InvalidFile(faults)
        act = Act(now(), person().actor, reason, now().date())
        with writing(db.session()) as session:
            keeps = None if decision == "different" else decision
            decide_pair(session, one, other, keeps, act, was())
    except InvalidFile as invalid:
        return refused_form(_page(invalid.faults))
    return redirect(url_for("office.duplicates", decided=f"{one} – {other}"), 303)


def _page(faults: list[Fault]) -> str:
    pairs, decided = _pairs(), judgements(db.session())
    undecided = [pair for pair in pairs if (pair.member, pair.other) not in decided]
    page = asked_page()
    shown = undecided[(page - 1) * PAGE : page * PAGE]
    people = _people(shown)
    keep_look("duplicates", found=len(shown))
    return render_template(
        "office/register/duplicates.html",
        total=len(undecided),
        pairs=shown,
        people=people,
        decided=sorted(decided.values(), key=lambda judgement: -judgement.id)[:50],
        just_decided=in_address("decided")[:50],
        page=page,
        pages=pages_of(len(undecided), PAGE),
        faults=form_faults(faults),
    )


def _pairs() -> list[Pair]:
    """The pairs of today. Everybody is compared: whoever turns a page, or decides about one pair after the
    other, is given what was found in the same register."""
    day = now().date()
    key = "duplicates", day, fingerprint(db.session())
    return kept_value(key, (), lambda: likely_duplicates(db.session(), day))


def _people(pairs: list[Pair]) -> dict[str, Member]:
    numbers = {number for pair in pairs for number in (pair.member, pair.other)}
    found = db.session.scalars(select(Member).where(Member.number.in_(numbers)))
    return {member.number: member for member in found}
