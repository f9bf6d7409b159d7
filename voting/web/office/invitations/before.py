"""Before letters go to many: to how many, when, and what they will get; and one of them to oneself."""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from zoneinfo import ZoneInfo

from flask import Response, current_app, render_template, url_for
from flask_babel import force_locale, gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.aside import aside
from voting.assembly.models import Assembly
from voting.assembly.today import today_at
from voting.audit.chain import record
from voting.cooperative.stored import the_cooperative
from voting.database import writing
from voting.errors import Code, Fault, InvalidForm, Refused
from voting.extensions import db
from voting.installation import now
from voting.invitations.notice import is_late
from voting.invitations.queue import next_wave
from voting.invitations.recipients import (
    Recipients,
    points_to_vote_on,
    recipients_of_invitations,
    recipients_of_reminders,
)
from voting.invitations.texts import TextOf
from voting.languages import LANGUAGES
from voting.letters.html import as_html
from voting.letters.paper import sample_sheet
from voting.letters.sample import sample_letter
from voting.local_time import Unclear, at_place, with_choice
from voting.mail.models import Letter
from voting.mail.outbox import enqueue
from voting.mail_address import is_mail_address
from voting.report.typeset import pages_of, typeset
from voting.typed import moment_in
from voting.web.form import in_address, text
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.person import person
from voting.wording.cooperative import letterhead
from voting.wording.form_faults import form_faults

LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""What a letter may do that is shown as a page: nothing but look like one."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """How many letters of one kind there are on paper in a language, and how many pages each has."""

    kind: str
    language: str
    letters: int
    pages: int

    @property
    def sheets(self) -> int:
        """How many sheets of paper they take, printed on both sides, each letter on its own."""
        return self.letters * ceil(self.pages / 2)


@blueprint.get("/invitations/send/<letter>")
def before_sending(letter: str) -> str:
    """The page that says how many letters will go out, and shows them: now, or at the moment that is asked
    for."""
    which, assembly = _letter(letter), this_assembly()
    if which is TextOf.GUEST:  # leaves with the invitations
        raise Refused(Code.NOT_FOUND)
    at, faults = _at_in_address(assembly), list[str]()
    try:
        leaving = moment_asked(assembly, at) or now()
    except InvalidForm as invalid:
        leaving, faults = now(), form_faults(invalid.faults, {"at": gettext("When")})
    reminder = which is TextOf.REMINDER
    if reminder:
        recipients = recipients_of_reminders(db.session(), assembly, leaving)
    else:
        recipients = recipients_of_invitations(db.session(), assembly.id)
    return render_template(
        "office/invitations/before.html",
        letter=which.value,
        assembly=assembly,
        leaving=leaving,
        at=at,
        faults=faults,
        recipients=recipients,
        points=points_to_vote_on(db.session(), assembly, leaving) if reminder else [],
        wave=next_wave(db.session(), assembly.id),
        late=is_late(assembly.date, assembly.notice_days, today_at(assembly.timezone, leaving)),
        sheets=_sheets(assembly, recipients) if which is TextOf.PAPER else [],
        samples={code: sample_letter(db.session(), assembly, which, code) for code in LANGUAGES},
    )


@blueprint.get("/invitations/look/<letter>/<language>")
def look_at_letter(letter: str, language: str) -> Response:
    """A letter as a mail program shows it, or the PDF of one on paper."""
    which, assembly = _letter(letter), this_assembly()
    if language not in LANGUAGES:
        raise Refused(Code.NOT_FOUND)
    if which is TextOf.PAPER:
        sheet = sample_sheet(db.session(), assembly, language)
        return Response(aside(typeset, "letters", sheet), mimetype="application/pdf")
    subject, body = sample_letter(db.session(), assembly, which, language)
    with current_app.test_request_context(), force_locale(language):
        page = as_html(subject, body, language, letterhead(the_cooperative(db.session())))
    return Response(page, headers={"Content-Security-Policy": LETTER_POLICY})


@blueprint.post("/invitations/test")
def send_test() -> Redirect:
    """Send a letter as an invented member would get it to an address of one's own."""
    which, language, to = _letter(text("letter")), text("language"), text("to")
    if language not in LANGUAGES or which is TextOf.PAPER:
        raise Refused(Code.BAD_REQUEST)
    if not is_mail_address(to):
        raise InvalidForm([Fault(0, "to", "email_invalid", {"value": to})])
    with writing(db.session()) as session:
        enqueue(
            session,
            Letter.TEST,
            "",
            now=now(),
            assembly=person().assembly_id,
            of=which.value,
            language=language,
            to=to,
        )
        record(
            session,
            now=now(),
            actor=person().actor,
            action="letter.tested",
            assembly=person().assembly_id,
            letter=which.value,
            language=language,
        )
    return redirect(url_for("office.before_sending", letter=which.value, tested="yes", _anchor="test"), 303)


def moment_asked(assembly: Assembly, typed: str) -> datetime | None:
    """The moment, by the clock where the assembly is held, at which letters are to leave; None for now.

    Raises InvalidForm for what is no moment, or has passed.
    """
    if not typed:
        return None
    written = moment_in(typed, with_offset=True)
    found = at_place(written, ZoneInfo(assembly.timezone)) if written else Unclear("day_impossible", {})
    if isinstance(found, Unclear):
        raise InvalidForm([Fault(0, "at", found.code, found.details)])
    if found <= now():
        raise InvalidForm([Fault(0, "at", "moment_passed")])
    return found.astimezone(UTC)


def _at_in_address(assembly: Assembly) -> str:
    """When letters are to leave, as the address says; where it comes twice, with the offset chosen."""
    typed = in_address("at")
    written = moment_in(typed, with_offset=True)
    if written is None or written.tzinfo is not None:
        return typed
    chosen = with_choice(written, ZoneInfo(assembly.timezone), in_address("at_offset"))
    return chosen.isoformat("T", "minutes")


def _sheets(assembly: Assembly, recipients: Recipients) -> list[Sheets]:
    kinds = {TextOf.PAPER: recipients.on_paper, TextOf.GUEST: recipients.without_vote_on_paper}
    return [
        Sheets(
            kind.value,
            language,
            letters,
            aside(pages_of, "letters", sample_sheet(db.session(), assembly, language, kind)),
        )
        for kind, by_language in kinds.items()
        for language, letters in sorted(by_language.items())
    ]


def _letter(name: str) -> TextOf:
    if name not in list(TextOf):
        raise Refused(Code.NOT_FOUND)
    return TextOf(name)
