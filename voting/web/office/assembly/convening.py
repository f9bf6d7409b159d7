"""Convening the assembly: all that is frozen by it on one page, confirmed by the number of those entitled."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.locks import lock_assembly
from voting.assembly.models import AgendaPoint, Assembly, ConveningStep
from voting.assembly.steps import LONGEST_REASON, steps_of
from voting.ballot.agenda import agenda_of
from voting.ballot.checklist import Missing
from voting.ballot.convene import convene as convene_assembly
from voting.ballot.draft import definition_of
from voting.ballot.participation import votes_in
from voting.ballot.postponing import is_opened
from voting.ballot.sealed_keys import told_keys
from voting.ballot.taking_back import has_begun
from voting.box.sealed_page import PAGE_SHA256
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.invitations.notice import last_day
from voting.invitations.telling import invited_so_far
from voting.stamp import require_same, stamp
from voting.typed import counted_in
from voting.web.form import as_typed, refused_form, text, was
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.assembly.new_halls import halls_as_typed
from voting.web.office.assembly.what_is_missing import entitled_now, to_mend
from voting.web.person import person
from voting.wording.refusals import refusal_sentence
from voting.wording.sealed import keys_sentences


@blueprint.get("/convening")
def convening() -> str:
    """The roll, the rules of each point, the notice and what is missing; how to convene, and afterwards how
    to take that back, to postpone and to cancel."""
    return convening_page()


def convening_page(*problems: str) -> str:
    """The same page, with what is wrong with a form that was sent, as that was filled in."""
    assembly = this_assembly()
    steps = steps_of(db.session(), assembly.id)
    convened = assembly.frozen_at is not None
    seen = stamped(steps) if convened else definition_of(db.session(), assembly)
    invited = invited_so_far(db.session(), assembly.id) if convened else {}
    return render_template(
        "office/assembly/convening.html",
        assembly=assembly,
        entitled=entitled_now(assembly),
        agenda=[
            item
            for item in agenda_of(db.session(), assembly.id)
            if isinstance(item, AgendaPoint) or item.as_convened
        ],
        last_day=last_day(assembly.date, assembly.notice_days),
        missing=[item for item in to_mend(assembly) if item[0].what is not Missing.CONVENED],
        was=was() or stamp(seen),
        typed=as_typed(),
        problems=problems,
        steps=steps,
        begun=convened and has_begun(db.session(), assembly.id),
        opened=convened and is_opened(db.session(), assembly.id),
        invited=len(invited),
        on_paper=sum(not by_mail for by_mail in invited.values()),
        advance_votes=votes_in(db.session(), assembly.id),
        longest=LONGEST_REASON,
        seal=_seal_told(assembly),
        halls=halls_as_typed(db.session(), assembly.id),
    )


def _seal_told(assembly: Assembly) -> list[str]:
    """What letters will tell of the keys of sealed votes; empty where nothing is sealed, or none are made."""
    keys = told_keys(db.session(), assembly.id)
    return keys_sentences(keys, PAGE_SHA256) if keys else []


def confirmed() -> int:
    """How many members are entitled, as was typed to confirm; -1 for what is no number."""
    found = counted_in(text("entitled"))
    return -1 if found is None else found


def stamped(steps: list[ConveningStep]) -> list[int]:
    """What a form about a convened assembly is filled in upon: what has become of it so far."""
    return [step.id for step in steps]


@blueprint.post("/convene")
def convene() -> Response:
    """Freeze the roll and the rules as they were seen, once the number of those entitled has been typed."""
    try:
        with writing(db.session()) as session:
            seen = lock_assembly(session, person().assembly_id, frozen=False)
            require_same(definition_of(session, seen), was())
            convene_assembly(
                session,
                installation_key(),
                seen.id,
                confirmed=confirmed(),
                now=now(),
                actor=person().actor,
            )
    except Refused as refused:
        if refused.code is not Code.ENTITLED_DIFFERS:
            raise
        return refused_form(convening_page(refusal_sentence(refused)), refused.code)
    return redirect(url_for("office.convening", done="convened"), 303)
