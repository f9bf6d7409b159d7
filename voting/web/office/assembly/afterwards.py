"""After convening: taking it back, postponing and cancelling, and the letters on paper about that."""

from collections.abc import Callable

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.definition import read_venues
from voting.assembly.locks import lock_assembly
from voting.assembly.models import ConveningStep
from voting.assembly.steps import steps_of
from voting.database import writing
from voting.errors import Code, InvalidForm, Refused
from voting.extensions import db
from voting.halls.screen import clear_screen
from voting.installation import now
from voting.invitations.paper import begin_told_print
from voting.invitations.telling import cancel_and_tell, postpone_and_tell, take_back_and_tell
from voting.invitations.texts import Told
from voting.languages import LANGUAGES
from voting.stamp import require_same
from voting.typed import day_in
from voting.web.form import flag, refused_form, text, was
from voting.web.office import blueprint
from voting.web.office.assembly.convening import confirmed, convening_page, stamped
from voting.web.office.assembly.new_halls import halls_as_typed
from voting.web.office.invitations.paper import start_print
from voting.web.person import person
from voting.wording.form_faults import form_faults
from voting.wording.refusals import refusal_sentence

AGAIN = (
    *(Code.REASON_MISSING, Code.DAY_NOT_LATER, Code.NOTICE_LATE, Code.ALREADY_IMPORTED),
    *(Code.ENTITLED_DIFFERS, Code.HOUR_UNCLEAR),
)
"""What is told on the page itself, beside what was typed."""


@blueprint.post("/convening/take-back")
def take_back() -> Response:
    """Take back that the assembly was convened, and tell those who were invited."""
    reason = _reason()

    def act(session: Session, assembly_id: int) -> ConveningStep:
        clear_screen(session, assembly_id, now=now())
        return take_back_and_tell(session, assembly_id, reason, now=now(), account_id=person().account_id)

    return _done(act)


@blueprint.post("/convening/postpone")
def postpone() -> Response:
    """Hold the assembly on a later day, perhaps in other halls, and tell those who were invited."""
    day, reason = day_in(text("day")), _reason()

    def act(session: Session, assembly_id: int) -> ConveningStep:
        if day is None:
            raise Refused(Code.DAY_NOT_LATER)
        return postpone_and_tell(
            session,
            assembly_id,
            day,
            reason,
            venues=read_venues(halls_as_typed(session, assembly_id)),
            confirmed=confirmed(),
            accept_late=flag("late"),
            now=now(),
            account_id=person().account_id,
        )

    return _done(act)


@blueprint.post("/convening/cancel")
def cancel() -> Response:
    """Call the assembly off, and tell those who were invited."""
    reason = _reason()
    return _done(
        lambda session, assembly_id: cancel_and_tell(
            session, assembly_id, reason, confirmed=confirmed(), now=now(), account_id=person().account_id
        )
    )


@blueprint.post("/convening/steps/<int:step_id>/letters")
def print_told(step_id: int) -> Response:
    """Start to prepare the letters on paper about a step; the page of the invitations shows how far that
    is."""
    with writing(db.session()) as session:
        step = session.get(ConveningStep, step_id)
        if step is None or step.assembly_id != person().assembly_id:
            raise Refused(Code.NOT_FOUND)
        print_id = begin_told_print(
            session, step.assembly_id, Told(step.kind), step.id, now=now(), actor=person().actor
        ).id
    start_print(print_id)
    return redirect(url_for("office.invitations", _anchor="paper"), 303)


def _reason() -> dict[str, str]:
    typed = {language: text(f"reason.{language}") for language in LANGUAGES}
    return {language: words for language, words in typed.items() if words}


def _hall_fields() -> dict[str, str]:
    """By place of a fault in the halls, what the form calls that field."""
    places = range(1, len(halls_as_typed(db.session(), person().assembly_id)) + 1)
    named = {"name": gettext("Name"), "address": gettext("Address, as it stands in invitations")}
    return {
        f"venues[{place}].{field}": f"{gettext('Venue')} {place}, {name}"
        for place in places
        for field, name in named.items()
    }


def _done(act: Callable[[Session, int], ConveningStep]) -> Response:
    """Do it as it was seen, and go back to the page; or show that again, with what is wrong."""
    try:
        with writing(db.session()) as session:
            seen = lock_assembly(session, person().assembly_id, frozen=True)
            require_same(stamped(steps_of(session, seen.id)), was())
            step = act(session, seen.id)
            kind = step.kind
    except InvalidForm as invalid:
        return refused_form(convening_page(*form_faults(invalid.faults, _hall_fields())), invalid.code)
    except Refused as refused:
        if refused.code not in AGAIN:
            raise
        return refused_form(convening_page(refusal_sentence(refused)), refused.code)
    return redirect(url_for("office.convening", done=kind), 303)
