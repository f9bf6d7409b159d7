"""The way of letters: whether the mail server takes them, and whether others believe that they are ours."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well
from voting.doctor.tls import is_this_machine

SUBJECT = "mail"
TIMEOUT = 4.0
UNSET = "assembly@localhost"


def check_mail(patient: Patient) -> list[Finding]:
    """Whether the mail server answers, is spoken to in secret, and lets us in; with the test letter that
    somebody may have asked for."""
    settings = patient.settings
    sender, url = parseaddr(settings["MAIL_FROM"])[1], settings["MAIL_URL"]
    if not url:
        sentence = "No mail server is set: letters become files in the installation's folder."
        return [
            doubtful(SUBJECT, "no_mail_server", sentence, "Set MAIL_URL to smtp://user:password@host:587.")
        ]
    found = list[Finding]()
    if sender == UNSET or "@" not in sender:
        sentence = "Letters have no sender that can be answered."
        found.append(ill(SUBJECT, "no_sender", sentence, "Set MAIL_FROM to an address of the cooperative."))
    address = urlsplit(url)
    if address.scheme not in ("smtp", "smtps") or not address.hostname:
        remedy = "Write it as smtp://user:password@host:587, or smtps://…"
        return [*found, ill(SUBJECT, "mail_url_unclear", "MAIL_URL is no address of a mail server.", remedy)]
    return [*found, *_asked(address, _test_letter(sender, patient.letter_to))]


def _asked(address: SplitResult, hand_over: Callable[[smtplib.SMTP], Finding | None]) -> list[Finding]:
    """What the server says, and what becomes of a test letter."""
    where = f"{address.hostname}:{address.port or (465 if address.scheme == 'smtps' else 587)}"
    try:
        server = _connected(address)
    except OSError as error:
        sentence = f"The mail server {where} does not answer ({type(error).__name__})."
        return [
            ill(
                SUBJECT, "mail_unreachable", sentence, "See that it runs, and that this machine may reach it."
            )
        ]
    try:
        found = _secured(server, address)
        if address.username and not found:
            server.login(unquote(address.username), unquote(address.password or ""))
        if not any(one.grade for one in found) and (letter := hand_over(server)):
            found.append(letter)
    except smtplib.SMTPAuthenticationError:
        sentence = f"The mail server {where} refuses the name and password of MAIL_URL."
        found = [
            ill(
                SUBJECT,
                "mail_login_refused",
                sentence,
                "Correct them; write signs in them as %40 and the like.",
            )
        ]
    except ssl.SSLCertVerificationError as error:
        sentence = f"The certificate of the mail server {where} is not believed: {error.verify_message}."
        remedy = "Name the server in MAIL_URL as its certificate does, or renew that."
        found = [ill(SUBJECT, "mail_certificate", sentence, remedy)]
    except OSError as error:
        sentence = f"The mail server {where} breaks off ({type(error).__name__})."
        found = [ill(SUBJECT, "mail_breaks_off", sentence, "Ask whoever runs it, or read its log.")]
    finally:
        server.close()
    return found or [well(SUBJECT, f"The mail server {where} takes letters from us.")]


def _connected(address: SplitResult) -> smtplib.SMTP:
    host = address.hostname or ""
    if address.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, address.port or 465, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(host, address.port or 587, timeout=TIMEOUT)


def _secured(server: smtplib.SMTP, address: SplitResult) -> list[Finding]:
    """Speak TLS with the server, where it does; what is wrong if not."""
    server.ehlo()
    if address.scheme == "smtps":
        return []
    if server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
        return []
    if is_this_machine(address.hostname or "") and not address.username:
        return []
    sentence = "The mail server offers no TLS: codes in letters go to it in the clear."
    return [ill(SUBJECT, "mail_no_tls", sentence, "Use a server with STARTTLS, or smtps://…")]


def _test_letter(sender: str, to: str) -> Callable[[smtplib.SMTP], Finding | None]:
    """What hands over a letter to whom it is asked for, if any."""

    def hand_over(server: smtplib.SMTP) -> Finding | None:
        if not to:
            return None
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = sender, to, "A test letter of voting doctor"
        letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain=sender.partition("@")[2])
        letter.set_content(
            "Letters of the voting system arrive. See in its source that SPF, DKIM and DMARC pass.\n"
        )
        try:
            server.send_message(letter)
        except smtplib.SMTPException as error:
            sentence = f"The test letter was refused ({type(error).__name__})."
            return ill(SUBJECT, "letter_refused", sentence, "Ask whoever runs the mail server why.")
        return well(SUBJECT, "A test letter was handed over: look whether it arrives, and not as spam.")

    return hand_over
