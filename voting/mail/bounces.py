"""Reading what came back: reports of failed delivery (RFC 3464 and 6533, Exim's, qmail's) and complaints (RFC
5965) in a mailbox file or a single message.

A report is believed only where it names one of our letters as nobody else can make its name: by that of
its envelope (RFC 3461) or by the Message-ID. Reports of a delay, of delivery or of reading, and automatic
replies, are none.
"""

import base64
import binascii
import email
import email.policy
import io
import quopri
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime

from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.errors import Fault, InvalidFile
from voting.files import MEGABYTE, require_at_most
from voting.mail.models import COMPLAINED, Mail
from voting.mail_address import ODD_HEADER

LARGEST = 8 * MEGABYTE
"""The most bytes of a mailbox file that is brought in by a page: more than a thousand reports."""
MOST_MESSAGES = 20_000
MOST_KEPT = 256 * 1024
"""Bytes that are read of one message: what a report says stands before the letter that it returns."""
CLOCKS_DIFFER = timedelta(hours=1)
_LETTER = re.compile(r"\bletter-[0-9]{1,9}\.[0-9a-f]{24}\b")
_RETURNED = (
    *("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"),
    *("message/global", "message/global-headers", "text/rfc822"),
)
_OF_QMAIL = "Hi. This is the "
"""How a report of qmail begins (QSBMF)."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report that a letter cannot be delivered, or a ``complaint`` about it: the letter's name, as
    ``voting.letters.compose.letter_name`` makes it, its key in the outbox, the mail server's words, and when
    the report says that it was written."""

    name: str
    mail_id: int
    reason: str
    complaint: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CameBack:
    """How many letters were marked as having come back and as complained of, and how many reports were not:
    not ours, known already, or about a letter that was sent again since."""

    marked: int
    complaints: int
    other: int


def read_bounces(content: bytes) -> Iterator[Bounce]:
    """The final failures and complaints that a mailbox file (mbox) or a single message reports. Other mail,
    and what is no mail, is passed over.

    Raises InvalidFile where it is larger than ``LARGEST``, or has more than ``MOST_MESSAGES``.
    """
    require_at_most(len(content), LARGEST)
    for number, message in enumerate(_messages(io.BytesIO(content))):
        if number >= MOST_MESSAGES:
            raise InvalidFile([Fault(0, "", "too_many_lines", {"lines": MOST_MESSAGES})])
        yield from _of_part(message)


def bounces_in(lines: Iterable[bytes]) -> Iterator[Bounce]:
    """The same of a mailbox of any size, by its lines: one message at a time is kept."""
    for message in _messages(lines):
        yield from _of_part(message)


def mark_bounces(
    session: Session,
    bounces: Iterable[Bounce],
    is_ours: Callable[[Bounce], bool],
    *,
    now: datetime,
    actor: str,
) -> CameBack:
    """Mark the letters that reports speak of; ``is_ours`` says whether a report's name of a letter is one
    that we made."""
    marked = complaints = other = 0
    for bounce in bounces:
        mail = session.get(Mail, bounce.mail_id) if is_ours(bounce) else None
        if mail is None or mail.bounced_at is not None or _is_of_earlier(bounce, mail):
            other += 1
        elif not bounce.complaint:
            mail.bounced_at, mail.fault = now, bounce.reason[:500]
            marked += 1
        elif mail.fault == COMPLAINED:
            other += 1
        else:
            mail.fault = COMPLAINED
            complaints += 1
    session.flush()
    if marked:
        record(session, now=now, actor=actor, action="letters.bounced", letters=marked)
    return CameBack(marked, complaints, other)


def _is_of_earlier(bounce: Bounce, mail: Mail) -> bool:
    """Whether a report was written before the letter left for the last time."""
    left = mail.handed_at or mail.sent_at
    return bounce.at is not None and left is not None and bounce.at < left - CLOCKS_DIFFER


def _messages(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The messages of a mailbox, or the one that it is, each up to ``MOST_KEPT`` bytes."""
    kept, is_mailbox = bytearray(), None
    for line in lines:
        if is_mailbox is None:
            is_mailbox = line.startswith(b"From ")
        if is_mailbox and line.startswith(b"From "):
            if kept.strip():
                yield bytes(kept)
            kept = bytearray()
        else:
            kept += line[: MOST_KEPT - len(kept)]
    if kept.strip():
        yield bytes(kept)


def _of_part(content: bytes) -> list[Bounce]:
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        return list(_of_message(message, content)) if isinstance(message, EmailMessage) else []
    except ODD_HEADER:
        return []


def _of_message(message: EmailMessage, content: bytes) -> Iterator[Bounce]:
    reason = named = ""
    complaint = False
    if message.get_content_type() == "multipart/report":
        for part in message.walk():
            kind = part.get_content_type()
            if kind in ("message/delivery-status", "message/global-delivery-status"):
                failure, envelope = _failure_in(part)
                reason, named = reason or failure, named + envelope
            elif kind == "message/feedback-report":
                complaint = True
            elif kind in _RETURNED:
                named += "\n" + _raw(part).decode(errors="replace")  # odd bytes too
        named += "\n" + str(message.get("In-Reply-To", "")) + "\n" + str(message.get("References", ""))
    else:
        reason = _failure_of_others(message, content)
        named = content.decode(errors="replace") if reason else ""
    found = _LETTER.search(named) if reason or complaint else None
    if found:
        number = int(found[0].removeprefix("letter-").partition(".")[0])
        yield Bounce(found[0], number, reason, complaint and not reason, _written_at(message))


def _failure_of_others(message: EmailMessage, content: bytes) -> str:
    """What a server says that reports failures in a form of its own; "" where this is no such report."""
    text = content.decode(errors="replace").replace("\r\n", "\n").partition("\n\n")[2].strip()
    failed = str(message.get("X-Failed-Recipients", "")).strip()
    if failed:  # Exim
        told = text.partition(failed)[2].strip().splitlines()
        return told[0].strip() if told else "failed"
    if text.startswith(_OF_QMAIL):
        told = text.partition("\n<")[2].partition("\n\n")[0].splitlines()[1:]
        return " ".join(line.strip() for line in told) or "failed"
    return ""


def _failure_in(part: Message) -> tuple[str, str]:
    """What the server said where the report tells of a failure for good, "" for anything else; and how the
    report names the envelope."""
    reason = envelope = ""
    for block in _blocks(part):
        envelope = envelope or str(block.get("Original-Envelope-Id", ""))
        if str(block.get("Action", "")).strip().lower() == "failed" and not reason:
            reason = f"{str(block.get('Status', '')).strip()} {block.get('Diagnostic-Code', '')}".strip()
            reason = reason or "failed"
    return reason, envelope


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields of a report on delivery: of the message, then of each recipient."""
    payload = part.get_payload()
    if part.get_content_type() == "message/delivery-status" and isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))
    else:
        for group in re.split(rb"\r?\n\r?\n", _raw(part)):
            yield email.message_from_bytes(group.lstrip(), policy=email.policy.compat32)


def _raw(part: Message) -> bytes:
    """What a part holds: of one that holds a message, that with its headers, decoded where it was encoded."""
    payload = part.get_payload()
    if isinstance(payload, list):
        content = b"\n\n".join(
            each.as_bytes(policy=email.policy.compat32) for each in payload if isinstance(each, Message)
        )
    else:
        content = str(payload).encode(errors="surrogateescape")
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "base64":
        try:
            return base64.b64decode(content.strip())
        except binascii.Error:
            return b""
    return quopri.decodestring(content) if encoding == "quoted-printable" else content


def _written_at(message: EmailMessage) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(message.get("Date", "")))
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
