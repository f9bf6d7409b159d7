"""Writing the letters of the outbox, each in the language of its member, when it is sent."""

from collections.abc import Iterable
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale, gettext, lazy_gettext
from sqlalchemy.orm import Session

from voting.accounts.codes import keyed_hash
from voting.accounts.credentials import code_of
from voting.accounts.password_change import issue_password_token
from voting.assembly.models import Assembly, ConveningStep, StepKind
from voting.assembly.proxies import grantors_of
from voting.assembly.roll import is_entitled
from voting.assembly.steps import steps_of
from voting.assembly.venues import venue_names
from voting.auditing.heads_of_assembly import heads_of_entries
from voting.ballot.models import Resolution
from voting.cooperative.stored import the_cooperative
from voting.installation import installation_key, now
from voting.invitations.invitees import MARK, capacities_of, reader_named
from voting.invitations.queue import wave_of
from voting.invitations.recipients import points_left
from voting.invitations.stored_texts import letter_text, own_text
from voting.invitations.texts import TextOf, Told
from voting.letters.addresses import address_of
from voting.letters.calendar import calendar_of, is_off
from voting.letters.filling import filled
from voting.letters.html import as_html
from voting.letters.kept import kept
from voting.letters.sample import sample_letter, sample_member
from voting.letters.values import letter_values
from voting.mail.bounces import Bounce
from voting.mail.models import IN_YOUR_NAME, Letter, Mail
from voting.mail_address import is_mail_address, wire_address
from voting.register.models import Member
from voting.register.names import on_one_line
from voting.wording.cooperative import cooperative_name, letterhead
from voting.wording.halls import halls_changed
from voting.wording.in_your_name import done_in_your_name
from voting.wording.languages import day, in_language
from voting.wording.letters import CAPACITIES
from voting.wording.minutes.heads import heads_explained, step_words

_ = lazy_gettext

SUBJECTS = {
    Letter.NEW_PASSWORD: _("Choose a new password"),
    Letter.PASSWORD_CHANGED: _("Your password has been changed"),
    Letter.CODE_REISSUED: _("You have been given a new code"),
    Letter.PROXY_OFFERED: _("Proxy: a member asks you to vote in their place"),
    Letter.COUNTED: _("Your vote is counted"),
}
DONE_IN_YOUR_NAME = _("Done in your name")
"""The subject of what has none of its own among them."""
CONVENES = (TextOf.INVITATION, TextOf.PAPER)
"""The letters by which members are convened."""


def compose(session: Session, mail: Mail) -> EmailMessage | str:
    """The message of a letter, or the code that says why it is not to be sent: no_address, odd_address,
    not_on_roll, no_code, voted, over.

    Call it within an application context, in the transaction that takes the letter out of the outbox.
    """
    if mail.letter == Letter.TEST:
        return _compose_test(session, mail)
    if mail.letter == Letter.CONVENED:
        return _compose_without_vote(session, mail)
    if mail.letter == Letter.HEADS:
        return _compose_heads(session, mail)
    member = _reader(session, mail.member)
    if member is None and mail.member.startswith(MARK):
        return "over"
    if member is None or not member.email:
        return "no_address"
    if not is_mail_address(member.email):
        return "odd_address"
    letter = Letter(mail.letter)
    if letter in (Letter.INVITATION, Letter.REMINDER):
        return _compose_for_assembly(session, mail, TextOf(letter.value), member)
    if letter.value in list(Told):
        return _compose_told(session, mail, Told(letter.value), member)
    values: dict[str, Any] = {"points": mail.details.get("points")}
    if letter is Letter.NEW_PASSWORD:
        token = issue_password_token(session, installation_key(), member, now=now())
        values["link"] = address_of("new_password.choose", token=token)
    if letter is Letter.PROXY_OFFERED:
        offers = grantors_of(session, mail.details["assembly"], member.number)
        values["names"] = ", ".join(
            f"{on_one_line(offer.name)} ({offer.number})" for offer in offers if not offer.accepted
        )
        if not values["names"]:
            return "over"
    address = current_app.config["ADDRESS"]
    with current_app.test_request_context(base_url=address), force_locale(member.language):
        if letter in IN_YOUR_NAME:
            assembly = session.get_one(Assembly, mail.details["assembly"])
            values["done"] = done_in_your_name(mail, assembly, venue_names(session, assembly.id))
        template = "in_your_name" if letter in IN_YOUR_NAME else letter.value
        text = render_template(f"mail/{template}.txt", member=member, address=address, **values)
        subject = gettext("General assembly") + ": " + str(SUBJECTS.get(letter, DONE_IN_YOUR_NAME))
    return _message(session, mail, member, subject, text)


def _reader(session: Session, named: str) -> Member | None:
    """Who is meant by a name in the outbox: a member, or somebody convened without a vote, as if a member."""
    return reader_named(session, named) if named.startswith(MARK) else session.get(Member, named)


def _compose_for_assembly(session: Session, mail: Mail, letter: TextOf, member: Member) -> EmailMessage | str:
    assembly = session.get_one(Assembly, mail.assembly_id)
    if not is_entitled(session, assembly.id, member.number):
        return "not_on_roll"
    if _is_over(session, mail, assembly):
        return "over"
    to_vote: list[Resolution] = []
    if letter is TextOf.REMINDER:
        to_vote = points_left(session, assembly, member.number, now())
        if not to_vote:
            return "voted"
    code = code_of(session, installation_key(), assembly.id, member.number)
    if code is None:
        return "no_code"
    subject, text = written(session, assembly, letter, member, code, to_vote)
    message = _message(session, mail, member, subject, text, html=True)
    _attach_calendar(session, assembly, message, member.language)
    return message


def _is_over(session: Session, mail: Mail, assembly: Assembly) -> bool:
    """Whether it no longer makes sense to send a letter about an assembly."""
    past = now().date() > assembly.date
    return past or assembly.cancelled_at is not None or _was_before(session, mail, assembly)


def _was_before(session: Session, mail: Mail, assembly: Assembly) -> bool:
    """Whether a letter was queued before convening was taken back."""
    if mail.letter in (Letter.INVITATION, Letter.CONVENED):
        return assembly.frozen_at is None or mail.wave != wave_of(session, assembly.id)
    steps = steps_of(session, assembly.id)
    return any(step.kind == StepKind.TAKEN_BACK and step.at > mail.queued_at for step in steps)


def _compose_told(session: Session, mail: Mail, letter: Told, reader: Member) -> EmailMessage | str:
    """A letter about the step whose id is the letter's wave. Not sent where a later step has its own."""
    assembly = session.get_one(Assembly, mail.assembly_id)
    step = steps_of(session, assembly.id)[-1]
    if step.id != mail.wave:
        return "over"
    subject, text = told(session, assembly, letter, step, reader)
    message = _message(session, mail, reader, subject, text, html=True)
    _attach_calendar(session, assembly, message, reader.language)
    return message


def told(
    session: Session, assembly: Assembly, letter: Told, step: ConveningStep, reader: Member
) -> tuple[str, str]:
    """Subject and text of a letter about a step, in the reader's language; it lets nobody in."""
    subject, body = own_text(letter, reader.language)
    values = letter_values(session, assembly, TextOf.GUEST, reader, "")
    with current_app.test_request_context(), force_locale(reader.language):
        values["reason"] = in_language(step.reason)
        values["day_before"] = day(step.day_before) if step.day_before else ""
        values["date"] = day(step.day or assembly.date)
        values["moved"] = halls_changed(step)
    return filled(subject, body, values)


def written(
    session: Session,
    assembly: Assembly,
    letter: TextOf,
    member: Member,
    code: str,
    to_vote: Iterable[Resolution] = (),
) -> tuple[str, str]:
    """Subject and text of an assembly's letter to a member, in their language, without placeholders; one that
    convenes says in what other capacity it does."""
    language = member.language
    subject, body = kept(
        session,
        lambda: letter_text(session, assembly.id, letter, language),
        *("text", assembly.id, letter, language),
    )
    capacities = kept(session, lambda: capacities_of(session, assembly.id), "capacities", assembly.id)
    if letter in CONVENES and (capacity := capacities.get(member.number)):
        with force_locale(member.language):
            said = gettext(
                "This letter convenes you in this capacity too: %(capacity)s.", capacity=CAPACITIES[capacity]
            )
        body = f"{body.rstrip()}\n\n{said}\n"
    return filled(subject, body, letter_values(session, assembly, letter, member, code, to_vote))


def _compose_without_vote(session: Session, mail: Mail) -> EmailMessage | str:
    """The letter to somebody who is convened without a vote: it lets nobody in."""
    reader = _reader(session, mail.member)
    assembly = session.get_one(Assembly, mail.assembly_id)
    if reader is None or _is_over(session, mail, assembly):
        return "over"
    if not is_mail_address(reader.email):
        return "odd_address"
    subject, text = written(session, assembly, TextOf.GUEST, reader, "")
    message = _message(session, mail, reader, subject, text, html=True)
    _attach_calendar(session, assembly, message, reader.language)
    return message


def _attach_calendar(session: Session, assembly: Assembly, message: EmailMessage, language: str) -> None:
    message.add_attachment(
        kept(session, lambda: calendar_of(session, assembly, language), "calendar", assembly.id, language),
        maintype="text",
        subtype="calendar",
        filename="assembly.ics",
        params={"charset": "utf-8", "method": "CANCEL" if is_off(assembly) else "PUBLISH"},
    )


def _compose_test(session: Session, mail: Mail) -> EmailMessage | str:
    """A letter as an invented member would get it, to the address that the office has typed."""
    assembly = session.get_one(Assembly, mail.details["assembly"])
    member = sample_member(mail.details["language"])
    member.email = mail.details["to"]
    subject, text = sample_letter(session, assembly, TextOf(mail.details["of"]), member.language)
    with force_locale(member.language):
        subject = gettext("Test: %(subject)s", subject=subject)
    return _message(session, mail, member, subject, text, html=True)


def _compose_heads(session: Session, mail: Mail) -> EmailMessage | str:
    """The letter to an auditor: each head in a line that ``voting audit verify --anchors`` reads."""
    reader = sample_member(current_app.config["BABEL_DEFAULT_LOCALE"])
    reader.email = mail.details["to"]
    if not is_mail_address(reader.email):
        return "odd_address"
    heads = heads_of_entries(session, mail.details["heads"])
    with current_app.test_request_context(), force_locale(reader.language):
        text = render_template(
            "mail/heads.txt",
            explained=heads_explained(),
            heads=[(step_words(head.action, head.resolution, head.round), head.line) for head in heads],
            key=heads[-1].public_key,
        )
        subject = gettext("Signed heads of the log")
    return _message(session, mail, reader, subject, text)


def _message(
    session: Session, mail: Mail, member: Member, subject: str, text: str, *, html: bool = False
) -> EmailMessage:
    language = member.language
    name, lines, answers_to = kept(session, lambda: _letterhead(session, language), "letterhead", language)
    page = ""
    if html:
        with current_app.test_request_context(), force_locale(member.language):
            page = as_html(subject, text, member.language, lines)
    message = EmailMessage()
    message["From"] = sender(current_app.config["MAIL_FROM"], name)
    message["To"] = wire_address(member.email)
    if is_mail_address(answers_to):
        message["Reply-To"] = wire_address(answers_to)
    message["Subject"] = subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = message_id(mail.id)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # what Exchange listens to
    if mail.bulk:
        message["Precedence"] = "bulk"
    foot = "\n-- \n" + "\n".join(lines) + "\n" if lines else ""
    message.set_content(text.strip() + "\n" + foot, cte="quoted-printable")
    if page:
        message.add_alternative(page, subtype="html", cte="quoted-printable")
    message["Content-Language"] = member.language  # set_content forgets headers about the content
    return message


def _letterhead(session: Session, language: str) -> tuple[str, list[str], str]:
    """The cooperative's name, the lines that say who it is, and the address at which it reads answers."""
    cooperative = the_cooperative(session)
    with current_app.test_request_context(), force_locale(language):
        return (
            cooperative_name(cooperative),
            letterhead(cooperative),
            cooperative.email if cooperative else "",
        )


def sender(address: str, name: str) -> str:
    """The sender of a letter: the setting ``MAIL_FROM`` as it is where that has a name, else with the
    cooperative's."""
    own_name, bare = parseaddr(address)
    if not name or own_name:
        return address
    try:
        return str(Address(display_name=name, addr_spec=bare))
    except (HeaderParseError, ValueError, IndexError):  # MAIL_FROM is no address: sent as it is
        return address


def message_id(mail_id: int) -> str:
    """The Message-ID of a letter, which is the same each time it is tried.

    So a mail server that gets it twice can tell, and a report about it can be recognised as one about ours.
    """
    host = urlsplit(current_app.config["ADDRESS"]).hostname or "localhost"
    return f"<{letter_name(mail_id)}@{host}>"


def letter_name(mail_id: int) -> str:
    """How a letter is called towards mail servers: nobody else can make it."""
    return f"letter-{mail_id}.{keyed_hash(installation_key(), 'message-id', str(mail_id))[:24]}"


def is_of_ours(bounce: Bounce) -> bool:
    """Whether a report is about a letter that we have made."""
    return bounce.name == letter_name(bounce.mail_id)
