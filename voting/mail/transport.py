"""Sending messages: to a mail server by SMTP or, where none is set, as files into a directory."""

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

from voting.mail.outbox import Away, Refusal, Rejected, Send, Unanswered

TIMEOUT = 30
"""Seconds that a server may take for an answer; after them the attempt has failed."""
IDLE = 5
"""Seconds for which an unused connection is used again; after them a new one is opened."""


def transport(url: str, directory: Path) -> Send:
    """A function that sends one message, as ``voting.mail.outbox.Send`` describes: by the SMTP server at
    ``url``, or, where ``url`` is empty, by writing the file ``<Message-ID>.eml`` into ``directory``.

    ``smtp://user:password@host:587`` speaks STARTTLS where the server offers it, and refuses to send a
    password without it; ``smtps://`` is encrypted from the first byte. Raises ValueError for any other
    address. The function raises ``Away``, ``Rejected``, ``Unanswered`` or another OSError.
    """
    if not url:
        return lambda message, _handed: _write(message, directory)
    address = urlsplit(url)
    if address.scheme not in ("smtp", "smtps") or not address.hostname:
        raise ValueError("MAIL_URL must be smtp://… or smtps://…")
    return _Server(address)


def throttle(per_minute: int) -> Callable[[], None]:
    """A function that waits: called after each message, it lets no more than ``per_minute`` of them leave in
    a minute. For 0 it never waits."""
    last = time.monotonic()

    def pause() -> None:
        nonlocal last
        if per_minute:
            time.sleep(max(0.0, last + 60 / per_minute - time.monotonic()))
        last = time.monotonic()

    return pause


class _Server:
    """Sends messages to one mail server, over the same connection while they follow each other within
    ``IDLE``."""

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
    """A connection on which letters can be handed over. Raises Away where no server is reached, and another
    OSError where it refuses us."""
    host, context = address.hostname or "", ssl.create_default_context()
    server: smtplib.SMTP
    try:
        if address.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, address.port or 465, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(host, address.port or 587, timeout=TIMEOUT)
    except OSError as error:
        raise Away(str(error)) from error
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
    """Send one message in one SMTP transaction (RFC 5321, 3.3), calling ``handed`` just before its content
    leaves: from then on it may arrive.

    Raises ``Rejected`` where the server refuses it for good, ``Unanswered`` where no answer comes after the
    content was sent, and another OSError where it did not arrive and may be tried again.
    """
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
    """Check the code of a server's answer. Raises, for any that is not ``wanted``, OSError; or Rejected for a
    5yz where the answer is ``final`` for this message."""
    code, text = answer
    if code not in wanted:
        reason = f"{code} {text.decode(errors='replace')}"
        raise (Rejected if final and 500 <= code < 600 else Refusal)(reason, code)


def _write(message: EmailMessage, directory: Path) -> None:
    """Write a message to a file named by its Message-ID, over what that file had."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = directory / f"{re.sub('[^A-Za-z0-9.-]', '', message['Message-ID'])}.eml"
    file.touch(mode=0o600)
    file.write_bytes(bytes(message))
