"""Reading what came back: delivery status notifications (RFC 3464) in a mailbox file or a single message.

A report is believed only where it names one of our letters by its Message-ID, which nobody else can make.
"""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.errors import Fault, InvalidFile
from voting.files import MEGABYTE, require_at_most
from voting.mail.models import Mail
from voting.mail_address import ODD_HEADER

LARGEST = 8 * MEGABYTE
"""The most bytes of a mailbox file: more than a thousand reports."""
MOST_MESSAGES = 20_000
_FROM_LINE = re.compile(rb"(?m)^From [^\n]*\r?\n")
_LETTER = re.compile(r"<letter-([0-9]{1,9})\.[0-9a-f]+@[^<>\s]+>")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report that a letter can not be delivered: the letter's Message-ID, its key in the outbox, and the
    mail server's words."""

    message_id: str
    mail_id: int
    reason: str


def read_bounces(content: bytes) -> Iterator[Bounce]:
    """The final failures that a mailbox file (mbox) or a single message reports. Reports of a delay, other
    mail, and what is no mail are passed over.

    Raises InvalidFile where it is larger than ``LARGEST``, or has more than ``MOST_MESSAGES``.
    """
    require_at_most(len(content), LARGEST)
    if sum(1 for _ in _FROM_LINE.finditer(content)) > MOST_MESSAGES:
        raise InvalidFile([Fault(0, "", "too_many_lines", {"lines": MOST_MESSAGES})])
    for part in _FROM_LINE.split(content) if content.startswith(b"From ") else [content]:
        if part.strip():
            yield from _of_part(part)


def mark_bounces(
    session: Session,
    bounces: Iterator[Bounce],
    is_ours: Callable[[Bounce], bool],
    *,
    now: datetime,
    actor: str,
) -> tuple[int, int]:
    """Mark as bounced the letters that reports speak of; ``is_ours`` says whether a report's Message-ID is
    one that we made. Returns how many letters were marked, and how many reports were not: not ours, or known
    already."""
    marked = other = 0
    for bounce in bounces:
        mail = session.get(Mail, bounce.mail_id) if is_ours(bounce) else None
        if mail is None or mail.bounced_at is not None:
            other += 1
            continue
        mail.bounced_at = now
        mail.fault = bounce.reason[:500]
        marked += 1
    session.flush()
    if marked:
        record(session, now=now, actor=actor, action="letters.bounced", letters=marked)
    return marked, other


def _of_part(content: bytes) -> list[Bounce]:
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        return list(_of_message(message)) if isinstance(message, EmailMessage) else []
    except ODD_HEADER:
        return []


def _of_message(message: EmailMessage) -> Iterator[Bounce]:
    if message.get_content_type() != "multipart/report":
        return
    reason, returned = "", ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            reason = reason or _failure_in(part)
        elif kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            returned += part.as_bytes(policy=email.policy.compat32).decode(errors="replace")  # odd bytes too
    found = _LETTER.search(returned) if reason else None
    if found:
        yield Bounce(found[0], int(found[1]), reason)


def _failure_in(report: object) -> str:
    """What the server said where the report tells of a failure for good; "" for anything else."""
    blocks = report.get_payload()  # type: ignore[attr-defined]  # one message for each recipient
    for block in blocks if isinstance(blocks, list) else []:
        status, action = str(block.get("Status", "")).strip(), str(block.get("Action", "")).strip().lower()
        if action == "failed" and status.startswith("5"):
            return f"{status} {block.get('Diagnostic-Code', '')}".strip()
    return ""
