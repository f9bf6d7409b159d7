"""The next assembly from an earlier one: what is taken along is asked, and who is to be confirmed."""

import datetime as dt
from collections.abc import Collection

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.accounts.staff import copy_staff
from voting.assembly.documents import copy_documents, documents_of
from voting.assembly.models import Assembly, AssemblyKind
from voting.ballot.copying import Taken, next_from
from voting.ballot.draft import Definition, definition_of, new_draft
from voting.ballot.pictures import copy_pictures
from voting.database import writing
from voting.errors import Code, Fault, InvalidFile, Refused
from voting.extensions import db
from voting.folding import letters
from voting.installation import now
from voting.invitations.stored_texts import copy_texts
from voting.report.board import Mandate, in_office_after, to_confirm
from voting.report.mandates import mandates
from voting.web.form import Typed, as_typed, choice, each, flag, refused_form
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.assembly.assemblies import take_over
from voting.web.office.assembly.draft_faults import placed
from voting.web.office.assembly.draft_numbers import next_number
from voting.web.person import person, sign_in_here
from voting.wording.form_faults import form_faults
from voting.wording.languages import labelled
from voting.wording.new_assembly import confirmation
from voting.wording.refusals import refusal_sentence

PARTS = ("venues", "programme", "settings", "rules", "texts", "letters", "staff", "documents")
USUAL = frozenset(PARTS) - {"documents"}
"""What is taken along unless it is unticked: last year's papers are not this year's."""
A_YEAR = dt.timedelta(weeks=52)


@blueprint.get("/assemblies/copy")
def copying() -> str:
    """What of this assembly is taken along into the next one."""
    return _page()


@blueprint.post("/assemblies/copy")
def copy_assembly() -> Response:
    """Begin the next assembly with what was ticked, and go to it as its secretary; or show the form again."""
    typed = Typed()
    day = typed.day("date")
    if day is None:
        faults = form_faults(typed.faults or [Fault(0, "date", "value_missing")])
        return refused_form(_page(faults), "invalid_file")
    try:
        with writing(db.session()) as session:
            earlier = session.get_one(Assembly, person().assembly_id)
            values = _next(definition_of(session, earlier), day)
            begun = new_draft(session, values, now=now(), actor=person().actor)
            _copy_beside(earlier.id, begun.id, [venue["code"] for venue in values["venues"]])
            admitted = take_over(session, begun.id)
    except InvalidFile as invalid:
        faults = [labelled(fault.field, fault.sentence) for fault in placed(invalid.faults, ("main", 0, 0))]
        return refused_form(_page(faults), invalid.code)
    except Refused as refused:
        if refused.code is not Code.ALREADY_IMPORTED:
            raise
        return refused_form(_page([refusal_sentence(refused)]), refused.code)
    sign_in_here(admitted)
    return redirect(url_for("office.preparation"), 303)


def _next(earlier: Definition, day: dt.date) -> Definition:
    ticked = {part: flag(part) for part in ("venues", "programme", "settings", "rules", "texts")}
    pairs = [candidate.partition(":") for candidate in each("candidate")]
    candidates = frozenset((number, code) for number, _, code in pairs)
    taken = Taken(points=frozenset(each("point")), candidates=candidates, **ticked)
    values = next_from(earlier, day, choice("kind", AssemblyKind).value, taken)
    for mandate in to_confirm(mandates(db.session()), day):
        if mandate.key in each("confirm"):
            values["resolutions"].append(confirmation(mandate, next_number(values["resolutions"])))
    return values


def _copy_beside(source: int, target: int, venues: Collection[str]) -> None:
    """Copy what does not stand in the definition, within the caller's transaction."""
    session = db.session()
    copy_pictures(session, source, target)
    if flag("letters"):
        copy_texts(session, source, target)
    if flag("documents"):
        copy_documents(session, source, target)
    if flag("staff"):
        copy_staff(session, source, target, venues, now=now(), actor=person().actor)


def _page(faults: Collection[str] = ()) -> str:
    session, earlier = db.session(), this_assembly()
    draft = definition_of(session, earlier)
    day = earlier.date + A_YEAR
    register = mandates(session)
    in_office = in_office_after(register, day)
    running = {
        f"{item['number']}:{candidate['code']}": in_office[letters(candidate["name"])]
        for item in draft["resolutions"]
        if item.get("term_years")
        for candidate in item["candidates"]
        if letters(candidate["name"]) in in_office
    }
    sent = as_typed()
    return render_template(
        "office/assembly/copying.html",
        earlier=earlier,
        draft=draft,
        documents=documents_of(session, earlier.id),
        date=sent.get("date", day.isoformat()),
        kind=sent.get("kind", earlier.kind),
        running=running,
        coopted=to_confirm(register, day),
        ticked=_ticked(draft, running, to_confirm(register, day)),
        faults=faults,
    )


def _ticked(draft: Definition, running: Collection[str], coopted: Collection[Mandate]) -> set[str]:
    """What is ticked, as ``FIELD`` or ``FIELD=VALUE``: what was sent, and what is usual in a fresh form."""
    sent = as_typed()
    if sent:
        named = {f"{name}={value}" for name in ("point", "candidate", "confirm") for value in each(name)}
        return named | {part for part in PARTS if flag(part)}
    points = {f"point={item['number']}" for item in draft["resolutions"]}
    candidates = {
        f"{item['number']}:{candidate['code']}"
        for item in draft["resolutions"]
        for candidate in item.get("candidates", [])
    }
    chosen = {f"candidate={name}" for name in candidates - set(running)}
    return points | chosen | {f"confirm={mandate.key}" for mandate in coopted} | USUAL
