"""Sending messages: to a mail server by SMTP or, where none is set, as files into a directory."""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import getaddresses
from functools import partial
from pathlib import Path
from threading import Lock, Timer
from urllib.parse import SplitResult, unquote, urlsplit

from voting.mail.answers import Away, Refusal, Rejected, Send, Unanswered

IDLE = 5
"""Seconds for which an unused connection is used again; after them a new one is opened."""

_ENHANCED = re.compile(r"[0-9]{3}[ -](5\.[0-9]{1,3}\.[0-9]{1,3})\b")
_NOT_OF_THE_ADDRESS = ("5.1.7", "5.1.8", "5.2.3")
"""Enhanced codes (RFC 3463) about the sender's address, and the length of the message."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How many seconds a server may take: to be reached; for an answer; for all answers of each of the three
    stages before the content (greeting to login, the sender, the recipient); and for taking the content
    (RFC 5321, 4.5.3.2.6: ten minutes, since a letter given up earlier has often arrived)."""

    connect: float = 20
    answer: float = 45
    stage: float = 60
    content: float = 600


LONGEST_BEFORE = 220
"""Seconds after which, by ``Timeouts``, a letter has been handed over or the attempt has failed."""
TIMEOUTS = Timeouts()


def transport(url: str, directory: Path, timeouts: Timeouts = TIMEOUTS) -> Send:
    """A function that sends one message, as ``voting.mail.answers.Send`` describes: by the SMTP server at
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
    return _Server(address, timeouts)


def throttle(per_minute: int) -> Callable[[], None]:
    """A function that waits: called after each message, by one thread or several, it lets no more than
    ``per_minute`` of them leave in a minute. For 0 it never waits."""
    free, lock = time.monotonic(), Lock()

    def pause() -> None:
        nonlocal free
        if per_minute:
            with lock:
                free = max(free + 60 / per_minute, time.monotonic())
                until = free
            time.sleep(max(0.0, until - time.monotonic()))

    return pause


@dataclass(frozen=True, slots=True)
class _Wire:
    """A message as a server is given it. ``international``: its recipient needs SMTPUTF8 (RFC 6531)."""

    sender: str
    recipient: str
    international: bool
    content: bytes
    name: str
    """The Message-ID without its host, for reports (RFC 3461), which return headers alone: no code."""


def _on_the_wire(message: EmailMessage) -> _Wire:
    (_, sender), (_, recipient) = getaddresses([message["From"], message["To"]])
    international = not recipient.isascii()
    content = message.as_bytes(policy=SMTPUTF8 if international else SMTP)
    name = re.sub(r"[^A-Za-z0-9.-]", "", str(message["Message-ID"]).partition("@")[0])
    return _Wire(sender, recipient, international, content, name)


class _Server:
    """Sends messages to one mail server, over the same connection while they follow each other within
    ``IDLE``."""

    def __init__(self, address: SplitResult, timeouts: Timeouts) -> None:
        self._address = address
        self._patience = timeouts
        self._connection: smtplib.SMTP | None = None
        self._used = 0.0

    def __call__(self, message: EmailMessage, handed: Callable[[], None]) -> None:
        wire = _on_the_wire(message)
        try:
            server = self._connection_for(wire)
            with _at_most(self._patience.stage, server):
                _name_recipient(server, wire)
            _hand_over(server, wire, handed, self._patience)
        except BaseException:
            self._close()
            raise
        self._used = time.monotonic()

    def _connection_for(self, wire: _Wire) -> smtplib.SMTP:
        """A connection on which the sender of a message is named: the last one, where the server still takes
        something there, or a new one."""
        if self._connection is not None and time.monotonic() - self._used <= IDLE:
            with suppress(Away), _at_most(self._patience.stage, self._connection):
                return _with_sender(self._connection, wire)
        self._close()
        self._connection = _connect(self._address, self._patience)
        with _at_most(self._patience.stage, self._connection):
            return _with_sender(self._connection, wire)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _connect(address: SplitResult, timeouts: Timeouts) -> smtplib.SMTP:
    """A connection on which letters can be handed over. Raises Away where there is none."""
    host, context, phase = address.hostname or "", ssl.create_default_context(), "connect"
    server: smtplib.SMTP | None = None
    try:
        if address.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, address.port or 465, timeout=timeouts.connect, context=context)
        else:
            server = smtplib.SMTP(host, address.port or 587, timeout=timeouts.connect)
        _wait_at_most(server, timeouts.answer)
        with _at_most(timeouts.stage, server):
            phase = "hello"
            _expect(server.ehlo(), 250)
            if address.scheme == "smtp" and (server.has_extn("starttls") or address.username):
                phase = "tls"
                server.starttls(context=context)
                _expect(server.ehlo(), 250)
            if address.username:
                phase = "login"
                server.login(unquote(address.username), unquote(address.password or ""))
    except OSError as error:
        if server is not None:
            server.close()
        raise Away(f"{phase}: {error}", phase, getattr(error, "smtp_code", None)) from error
    return server


def _with_sender(server: smtplib.SMTP, wire: _Wire) -> smtplib.SMTP:
    """The connection, on which an SMTP transaction has begun (RFC 5321, 3.3). Raises ``Rejected`` where the
    server is not one that could take this message, and ``Away`` where it takes none of ours."""
    options = []
    if wire.international:
        if not server.has_extn("smtputf8"):
            raise Rejected(f"the server takes no address like {wire.recipient}", fault="no_international")
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    if server.has_extn("size"):
        size, most = len(wire.content), server.esmtp_features["size"].strip()
        if most.isdigit() and 0 < int(most) < size:
            raise Rejected(f"the server takes {most} bytes, and this letter has {size}", fault="too_large")
        options.append(f"SIZE={size}")
    if server.has_extn("dsn") and wire.name:
        options += ["RET=HDRS", f"ENVID={wire.name}"]
    try:
        _expect(server.mail(wire.sender, options), 250)
    except OSError as error:
        raise Away(f"sender: {error}", "sender", getattr(error, "smtp_code", None)) from error
    return server


def _name_recipient(server: smtplib.SMTP, wire: _Wire) -> None:
    """Go on until the server waits for the content. Raises ``Rejected`` where it refuses the recipient for
    good, and another OSError where it may be tried again."""
    _expect(server.rcpt(wire.recipient), 250, 251, final=True, of_address=True)
    _expect(server.docmd("data"), 354, final=True)


def _hand_over(server: smtplib.SMTP, wire: _Wire, handed: Callable[[], None], timeouts: Timeouts) -> None:
    """Send the content, calling ``handed`` just before it leaves: from then on it may arrive.

    Raises ``Rejected`` where the server refuses it for good, ``Unanswered`` where no answer comes after the
    content was sent, and another OSError where it did not arrive and may be tried again.
    """
    handed()
    _wait_at_most(server, timeouts.content)
    with _at_most(timeouts.content, server):
        server.send(re.sub(rb"(?m)^\.", b"..", wire.content.removesuffix(b"\r\n")) + b"\r\n.\r\n")
        try:
            answer = server.getreply()
        except OSError as error:
            raise Unanswered(str(error)) from error
    _wait_at_most(server, timeouts.answer)
    kind = answer[0] // 100
    if kind not in (2, 4, 5):
        raise Unanswered(f"no answer of SMTP: {answer[0]}")
    if kind != 2:
        _expect(answer, final=True)


def _expect(answer: tuple[int, bytes], *wanted: int, final: bool = False, of_address: bool = False) -> None:
    """Check the code of a server's answer. Raises, for any that is not ``wanted``, OSError; or Rejected for a
    5yz where the answer is ``final`` for this message, ``of_address`` where it follows the address and says
    nothing else."""
    code, text = answer
    if code in wanted:
        return
    reason = f"{code} {text.decode(errors='replace')}"
    if final and 500 <= code < 600:
        raise Rejected(reason, code, address=_is_of_address(reason, of_address))
    raise Refusal(reason, code)


def _is_of_address(reason: str, otherwise: bool) -> bool:
    """Whether a refusal says that the address takes no letters, by the enhanced code that it may have."""
    found = _ENHANCED.match(reason)
    if not found:
        return otherwise
    return found[1].startswith(("5.1.", "5.2.")) and found[1] not in _NOT_OF_THE_ADDRESS


def _wait_at_most(server: smtplib.SMTP, seconds: float) -> None:
    """Let the server take no longer for what follows."""
    if server.sock is not None:
        server.sock.settimeout(seconds)


@contextmanager
def _at_most(seconds: float, server: smtplib.SMTP) -> Iterator[None]:
    """Cut the connection after so many seconds, however slowly the server goes on answering."""
    timer = Timer(seconds, partial(_cut, server))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(server: smtplib.SMTP) -> None:
    if server.sock is not None:
        with suppress(OSError):  # it may have been closed meanwhile
            socket.socket.shutdown(server.sock, socket.SHUT_RDWR)


def _write(message: EmailMessage, directory: Path) -> None:
    """Write a message to a file named by its Message-ID, over what that file had."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = directory / f"{re.sub('[^A-Za-z0-9.-]', '', message['Message-ID'])}.eml"
    file.touch(mode=0o600)
    file.write_bytes(bytes(message))
