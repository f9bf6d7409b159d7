"""Handing messages over: to an SMTP server, or into a directory where none is set."""

import re
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from voting.mail.outbox import Send

TIMEOUT = 30
"""Seconds after which a server that does not answer counts as failed."""


def transport(url: str, directory: Path) -> Send:
    """How to send: by the SMTP server of ``url``, else as files ``*.eml`` into ``directory``.

    ``smtp://user:password@host:587`` speaks STARTTLS where the server offers it and insists on it
    before giving a password; ``smtps://`` is encrypted from the first byte. Raises ValueError for any
    other address.
    """
    if not url:
        return lambda message: _write(message, directory)
    address = urlsplit(url)
    if address.scheme not in ("smtp", "smtps") or not address.hostname:
        raise ValueError("MAIL_URL must be smtp://… or smtps://…")
    return lambda message: _send(message, address)


def _send(message: EmailMessage, address: SplitResult) -> None:
    host, context = address.hostname or "", ssl.create_default_context()
    server: smtplib.SMTP
    if address.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, address.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, address.port or 587, timeout=TIMEOUT)
    with server:
        server.ehlo()
        if address.scheme == "smtp" and (server.has_extn("starttls") or address.username):
            server.starttls(context=context)
            server.ehlo()
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(message)


def _write(message: EmailMessage, directory: Path) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = directory / f"{re.sub('[^A-Za-z0-9.-]', '', message['Message-ID'])}.eml"
    file.touch(mode=0o600)
    file.write_bytes(bytes(message))
