"""Convening the assembly: all that is frozen by it on one page, confirmed by the number of those entitled."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.locks import lock_assembly
from voting.assembly.models import AgendaPoint
from voting.ballot.agenda import agenda_of
from voting.ballot.convene import convene as convene_assembly
from voting.ballot.draft import definition_of
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.invitations.notice import last_day
from voting.stamp import require_same, stamp
from voting.typed import counted_in
from voting.web.form import refused_form, text, was
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.assembly.what_is_missing import entitled_now, to_mend
from voting.web.person import person
from voting.wording.refusals import refusal_sentence


@blueprint.get("/convening")
def convening() -> str:
    """The roll, the rules of each point, the notice and what is missing; and how to convene."""
    return _page()


def _page(typed: str = "", *problems: str) -> str:
    assembly = this_assembly()
    return render_template(
        "office/assembly/convening.html",
        assembly=assembly,
        entitled=entitled_now(assembly),
        agenda=[
            item
            for item in agenda_of(db.session(), assembly.id)
            if isinstance(item, AgendaPoint) or item.round == 1
        ],
        last_day=last_day(assembly.date, assembly.notice_days),
        missing=to_mend(assembly),
        was=was() or stamp(definition_of(db.session(), assembly)),
        typed=typed,
        problems=problems,
    )


@blueprint.post("/convene")
def convene() -> Response:
    """Freeze the roll and the rules as they were seen, once the number of those entitled has been typed."""
    typed = text("entitled")
    try:
        with writing(db.session()) as session:
            seen = lock_assembly(session, person().assembly_id, frozen=False)
            require_same(definition_of(session, seen), was())
            confirmed = counted_in(typed)
            convene_assembly(
                session,
                installation_key(),
                seen.id,
                confirmed=-1 if confirmed is None else confirmed,
                now=now(),
                actor=person().actor,
            )
    except Refused as refused:
        if refused.code is not Code.ENTITLED_DIFFERS:
            raise
        return refused_form(_page(typed, refusal_sentence(refused)), refused.code)
    return redirect(url_for("office.convening", done="convened"), 303)
