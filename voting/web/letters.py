"""Writing the letters in the outbox: each in its reader's language, made at the moment it is sent."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import urlsplit

from flask import current_app, render_template, url_for
from flask_babel import force_locale, gettext, lazy_gettext
from sqlalchemy.orm import Session

from voting.accounts.password_change import issue_password_token
from voting.mail.models import Letter, Mail
from voting.register.models import Member
from voting.web.keys import installation_key
from voting.web.moment import now

_ = lazy_gettext

SUBJECTS = {
    Letter.NEW_PASSWORD: _("Choose a new password"),
    Letter.PASSWORD_CHANGED: _("Your password has been changed"),
    Letter.CODE_REISSUED: _("You have been given a new code"),
}


def compose(session: Session, mail: Mail) -> EmailMessage | None:
    """The message of a letter, or None where its member is unknown or has no e-mail address.

    Call within an application context, in the transaction that takes the letter out of the outbox.
    """
    member = session.get(Member, mail.member)
    if member is None or not member.email:
        return None
    letter = Letter(mail.letter)
    values: dict[str, str] = {}
    if letter is Letter.NEW_PASSWORD:
        token = issue_password_token(session, installation_key(), member, now=now())
        values["link"] = address_of("new_password.choose", token=token)
    address = current_app.config["ADDRESS"]
    with current_app.test_request_context(base_url=address), force_locale(member.language):
        text = render_template(f"mail/{letter.value}.txt", member=member, address=address, **values)
        subject = gettext("General assembly") + ": " + str(SUBJECTS[letter])
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = member.email
    message["Subject"] = subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(f"letter-{mail.id}", urlsplit(address).hostname or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.strip() + "\n")
    message["Content-Language"] = member.language  # set_content forgets headers about the content
    return message


def address_of(endpoint: str, **values: str) -> str:
    """The address of a page as it stands in letters: never taken from what a request says of its host."""
    with current_app.test_request_context(base_url=current_app.config["ADDRESS"]):
        return url_for(endpoint, _external=True, **values)
