"""Handing messages over: to an SMTP server, or into a directory where none is set."""

import re
import smtplib
import ssl
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from voting.mail.outbox import Rejected, Send, Unanswered

TIMEOUT = 30
"""Seconds after which a server that does not answer counts as failed."""
IDLE = 5
"""Seconds after which an open connection is not trusted any more."""


def transport(url: str, directory: Path) -> Send:
    """How to send: by the SMTP server of ``url``, else as files ``*.eml`` into ``directory``.

    ``smtp://user:password@host:587`` speaks STARTTLS where the server offers it and insists on it
    before giving a password; ``smtps://`` is encrypted from the first byte. Raises ValueError for any
    other address.
    """
    if not url:
        return lambda message, _handed: _write(message, directory)
    address = urlsplit(url)
    if address.scheme not in ("smtp", "smtps") or not address.hostname:
        raise ValueError("MAIL_URL must be smtp://… or smtps://…")
    return _Server(address)


def throttle(per_minute: int) -> Callable[[], None]:
    """A pause that lets at most so many letters through in a minute; 0: as many as the server takes."""
    last = time.monotonic()

    def pause() -> None:
        nonlocal last
        if per_minute:
            time.sleep(max(0.0, last + 60 / per_minute - time.monotonic()))
        last = time.monotonic()

    return pause


class _Server:
    """A mail server, over one connection for as long as letters follow each other."""

    def __init__(self, address: SplitResult) -> None:
        self._address = address
        self._connection: smtplib.SMTP | None = None
        self._used = 0.0

    def __call__(self, message: EmailMessage, handed: Callable[[], None]) -> None:
        if self._connection is not None and time.monotonic() - self._used > IDLE:
            self._close()
        try:
            if self._connection is None:
                self._connection = _connect(self._address)
            _hand_over(self._connection, message, handed)
        except BaseException:
            self._close()
            raise
        self._used = time.monotonic()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _connect(address: SplitResult) -> smtplib.SMTP:
    host, context = address.hostname or "", ssl.create_default_context()
    server: smtplib.SMTP
    if address.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, address.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, address.port or 587, timeout=TIMEOUT)
    try:
        server.ehlo()
        if address.scheme == "smtp" and (server.has_extn("starttls") or address.username):
            server.starttls(context=context)
            server.ehlo()
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _hand_over(server: smtplib.SMTP, message: EmailMessage, handed: Callable[[], None]) -> None:
    """One message in one SMTP transaction (RFC 5321, 3.3), step by step to know how far it came."""
    (_, sender), (_, recipient) = getaddresses([message["From"], message["To"]])
    international = not recipient.isascii()
    if international and not server.has_extn("smtputf8"):
        raise Rejected(f"the server takes no address like {recipient}")
    _expect(server.mail(sender, ["SMTPUTF8", "BODY=8BITMIME"] if international else []), 250)
    _expect(server.rcpt(recipient), 250, 251, final=True)
    _expect(server.docmd("data"), 354, final=True)
    content = message.as_bytes(policy=SMTPUTF8 if international else SMTP)
    handed()
    server.send(re.sub(rb"(?m)^\.", b"..", content.removesuffix(b"\r\n")) + b"\r\n.\r\n")
    try:
        answer = server.getreply()
    except OSError as error:
        raise Unanswered(str(error)) from error
    _expect(answer, 250, final=True)


def _expect(answer: tuple[int, bytes], *wanted: int, final: bool = False) -> None:
    """Raise where the server answered something else: Rejected for a 5yz that is ``final``."""
    code, text = answer
    if code not in wanted:
        reason = f"{code} {text.decode(errors='replace')}"
        raise Rejected(reason) if final and 500 <= code < 600 else OSError(reason)


def _write(message: EmailMessage, directory: Path) -> None:
    """The same message again takes the place of its file."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = directory / f"{re.sub('[^A-Za-z0-9.-]', '', message['Message-ID'])}.eml"
    file.touch(mode=0o600)
    file.write_bytes(bytes(message))
