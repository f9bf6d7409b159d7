"""Letters that were queued: taken back before they leave, and told that they came back."""

from flask import url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.aside import aside
from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.invitations.scheduled import take_back_letters
from voting.letters.compose import is_of_ours
from voting.mail.bounces import Bounce, mark_bounces, read_bounces
from voting.mail.models import Letter
from voting.web.form import choice, number
from voting.web.office import blueprint
from voting.web.office.uploads import uploaded
from voting.web.person import person


@blueprint.post("/invitations/take-back")
def take_letters_back() -> Response:
    """Take letters that leave later out of the outbox."""
    letter, wave = choice("letter", Letter), number("wave")
    with writing(db.session()) as session:
        gone = take_back_letters(session, person().assembly_id, letter, wave, now=now(), actor=person().actor)
    return redirect(url_for("office.invitations", taken_back=gone), 303)


@blueprint.post("/invitations/bounces")
def upload_bounces() -> Response:
    """Mark the letters that came back, from a mailbox (mbox) or a single message, as the command does."""
    bounces = aside(_read, uploaded())
    with writing(db.session()) as session:
        back = mark_bounces(session, bounces, is_of_ours, now=now(), actor=person().actor)
    address = url_for("office.invitations", came_back=back.marked, other=back.other, _anchor="bounces")
    return redirect(address, 303)


def _read(content: bytes) -> list[Bounce]:
    return list(read_bounces(content))
