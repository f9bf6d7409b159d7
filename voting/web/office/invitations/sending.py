"""Invitations: queueing them and reminders, seeing how far they are, and preparing letters on paper."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.steps import steps_of
from voting.assembly.today import today_at
from voting.database import writing
from voting.extensions import db
from voting.installation import installation_key, now
from voting.invitations.invitees import invitees_of
from voting.invitations.notice import is_late, last_day
from voting.invitations.progress import note_arrived, progress_of, troubled_letters, try_again
from voting.invitations.queue import queue_invitations, queue_reminders
from voting.invitations.scheduled import scheduled_letters
from voting.web.form import flag, number, sent, text
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.invitations.before import moment_asked
from voting.web.office.invitations.others import directors_waiting
from voting.web.office.invitations.paper import latest_print
from voting.web.person import person
from voting.wording.letters import CAPACITIES, letter_fault


@blueprint.get("/invitations")
def invitations() -> str:
    """The page that shows how far the invitations are, and what can be done next."""
    assembly = this_assembly()
    return render_template(
        "office/invitations/invitations.html",
        assembly=assembly,
        progress=progress_of(db.session(), assembly.id),
        troubled=troubled_letters(db.session(), assembly.id),
        letter_fault=letter_fault,
        others=invitees_of(db.session(), assembly.id),
        directors=directors_waiting(assembly.id),
        capacities=CAPACITIES,
        scheduled=scheduled_letters(db.session(), assembly.id, now()),
        last_day=last_day(assembly.date, assembly.notice_days),
        late=is_late(assembly.date, assembly.notice_days, today_at(assembly.timezone, now())),
        printed=latest_print(assembly.id),
        steps=steps_of(db.session(), assembly.id),
    )


@blueprint.post("/invitations")
def invite() -> Response:
    """Queue an invitation to everyone on the roll who has an address and none yet."""
    leaving = moment_asked(this_assembly(), text("at"))
    with writing(db.session()) as session:
        queued = queue_invitations(
            session,
            installation_key(),
            person().assembly_id,
            accept_late=flag("late"),
            at=leaving,
            expected=_expected(),
            now=now(),
            actor=person().actor,
        )
    return redirect(url_for("office.invitations", queued=queued.mails), 303)


@blueprint.post("/invitations/reminders")
def remind() -> Response:
    """Queue a reminder to everyone who has been invited and can vote on something on which they have not."""
    wave, leaving = number("wave"), moment_asked(this_assembly(), text("at"))
    with writing(db.session()) as session:
        queued = queue_reminders(
            session,
            person().assembly_id,
            wave,
            at=leaving,
            expected=_expected(),
            now=now(),
            actor=person().actor,
        )
    return redirect(url_for("office.invitations", queued=queued.mails), 303)


@blueprint.post("/invitations/<int:mail_id>/again")
def send_again(mail_id: int) -> Response:
    """Send a letter again that has not arrived, or may not have."""
    with writing(db.session()) as session:
        try_again(session, person().assembly_id, mail_id, now=now(), actor=person().actor)
    return redirect(url_for("office.invitations", queued=1), 303)


@blueprint.post("/invitations/<int:mail_id>/arrived")
def letter_arrived(mail_id: int) -> Response:
    """Note that a letter that has perhaps arrived has."""
    with writing(db.session()) as session:
        note_arrived(session, person().assembly_id, mail_id, now=now(), actor=person().actor)
    return redirect(url_for("office.invitations"), 303)


def _expected() -> int | None:
    """How many letters the page before has announced, where the form comes from there."""
    return number("letters") if sent("letters") else None
