"""The facts of the year: what its report needs beside what the system knows, entered with its source."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import render_template, url_for
from sqlalchemy import select
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.accounts.models import Account
from voting.database import writing
from voting.errors import Code, Fault, InvalidForm, Refused
from voting.extensions import db
from voting.installation import now
from voting.report.enter_fact import (
    NewFact,
    enter_fact,
    entries_of,
    not_entered,
    take_fact_back,
)
from voting.report.facts import LONGEST, SINGLE, STANDING, FactKind, languages_lacking
from voting.report.named import COUNTED, named_facts
from voting.stamp import stamp
from voting.web.form import as_typed, in_address, refused_form, text, was
from voting.web.office import blueprint
from voting.web.office.report.fact_form import fields_of, items_shown, typed_content
from voting.web.person import person
from voting.wording.form_faults import linked_faults
from voting.wording.languages import LANGUAGE_NAMES
from voting.wording.refusals import refusal_sentence
from voting.wording.report.facts import (
    ADD,
    ASSEMBLIES,
    FIELDS,
    GROUPS,
    HINTS,
    ITEMS,
    KINDS,
    RULES,
    UNITS,
    fact_lines,
    fact_title,
    field_name,
)


@blueprint.get("/report/<year:year>/facts")
def facts(year: int) -> str:
    """Everything that is entered for a year, in groups, and what of the year before is not entered yet."""
    session = db.session()
    held = entries_of(session, year)
    accounts = {fact.account_id for of_kind in held.values() for fact in of_kind.values()}
    names = session.execute(select(Account.id, Account.name).where(Account.id.in_(accounts)))
    return render_template(
        "office/report/facts.html",
        year=year,
        groups=GROUPS,
        hints=HINTS,
        add=ADD,
        held=held,
        waiting=not_entered(session, year),
        people={row.id: row.name for row in names},
        single=SINGLE,
        counted=COUNTED,
        rules_left=RULES.keys() - held.get(FactKind.RULE, {}).keys(),
        title=fact_title,
        lines=fact_lines,
        lacking=lambda fact: [LANGUAGE_NAMES[code] for code in languages_lacking(fact.content)],
        named=lambda fact: list(named_facts({fact.kind: {fact.code: fact.content}})),
    )


@blueprint.get("/report/<year:year>/facts/<kind>")
def fact(year: int, kind: str) -> str:
    """The form of a new fact, or of the one whose code the address has (``?code=``)."""
    return _form(year, _kind(kind), in_address("code"))


@blueprint.post("/report/<year:year>/facts/<kind>")
def enter_a_fact(year: int, kind: str) -> Response:
    """Enter a fact, or correct one; or show the form again, with every fault."""
    asked, code = _kind(kind), in_address("code")
    entry = NewFact(year, asked, code or text("code"), typed_content(asked), text("source"))
    try:
        with writing(db.session()) as session:
            enter_fact(session, entry, now=now(), account_id=person().account_id, was=was())
    except InvalidForm as invalid:
        return refused_form(_form(year, asked, code, as_typed(), invalid.faults))
    except Refused as refused:
        return _changed(refused, _form(year, asked, code, as_typed(), refusal=refusal_sentence(refused)))
    return redirect(url_for("office.facts", year=year, _anchor=kind), 303)


@blueprint.post("/report/<year:year>/facts/<kind>/back")
def take_a_fact_back(year: int, kind: str) -> Response:
    """Take a fact back, with the reason."""
    asked, code = _kind(kind), in_address("code")
    try:
        with writing(db.session()) as session:
            take_fact_back(
                session,
                NewFact(year, asked, code, None, text("why")),
                was(),
                now=now(),
                account_id=person().account_id,
            )
    except InvalidForm as invalid:
        faults = [replace(fault, column="why") for fault in invalid.faults]
        return refused_form(_form(year, asked, code, faults=faults))
    except Refused as refused:
        return _changed(refused, _form(year, asked, code, refusal=refusal_sentence(refused)))
    return redirect(url_for("office.facts", year=year, _anchor=kind), 303)


def _kind(typed: str) -> FactKind:
    if typed not in GROUPS:
        raise Refused(Code.NOT_FOUND)
    return FactKind(typed)


def _changed(refused: Refused, page: str) -> Response:
    """The form as it was filled in where somebody else has changed the fact meanwhile."""
    if refused.code is not Code.CHANGED_MEANWHILE:
        raise refused
    return refused_form(page, refused.code)


def _form(
    year: int,
    kind: FactKind,
    code: str,
    typed: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
    refusal: str = "",
) -> str:
    held = entries_of(db.session(), year).get(kind, {}).get(code)
    before = not_entered(db.session(), year).get(kind, {}).get(code)
    if code and held is None and before is None and typed is None:
        raise Refused(Code.NOT_FOUND)
    content = held.content if held else before
    values = typed or {
        "source": held.source if held else "",
        "why": text("why"),
        **(fields_of(content) if content else {"everywhere": "yes"}),
    }
    columns = {fault.column for fault in faults}
    return render_template(
        "office/report/fact.html",
        year=year,
        kind=kind.value,
        code=code,
        heading=fact_title(kind, code, content) if content else ADD[kind],
        group=KINDS[kind],
        held=held,
        standing=kind in STANDING,
        values=values,
        wrong=columns,
        faulty=lambda place: any(f"{column}.".startswith(f"{place}.") for column in columns),
        shown={name: items_shown(name, values) for name in ITEMS},
        faults=linked_faults(faults, {column: field_name(column) for column in columns}),
        refusal=refusal,
        was=was() or stamp(held.content if held else None),
        longest=LONGEST,
        labels=FIELDS,
        item_names=ITEMS,
        units=UNITS,
        rules=RULES,
        kinds_of_assembly=ASSEMBLIES,
        single=kind in SINGLE,
    )
