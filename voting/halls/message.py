"""A message on the displays in words of the chair's own, or a break; until a time, where that is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.errors import Fault, require_sound
from voting.halls.models import Screen
from voting.halls.screen import cleared_screen

LONGEST_MESSAGE = 200
"""The most characters of a message, in each language."""


@dataclass(frozen=True, slots=True)
class Message:
    """A text by language (none: a break), and when the meeting goes on."""

    texts: Mapping[str, str]
    until: datetime | None = None


def show_message(
    session: Session,
    assembly_id: int,
    message: Message,
    *,
    now: datetime,
    actor: str,
    unread: Sequence[Fault] = (),
) -> None:
    """Put a message on the displays.

    ``unread`` are the faults of what could not be read. Raises InvalidForm with every fault.
    """
    require_sound(_faults(message, now), unread)
    screen = cleared_screen(session, assembly_id, now=now)
    screen.message, screen.message_until = dict(message.texts), message.until
    session.flush()
    record(
        session,
        now=now,
        actor=actor,
        action="screen.message",
        assembly=assembly_id,
        texts=dict(message.texts),
        until=message.until.isoformat() if message.until else None,
    )


def message_on_screen(session: Session, assembly_id: int, since: datetime | None) -> Message | None:
    """The message that the displays show ``since`` this moment, as ``on_screen`` gives it; None where they
    show something else."""
    screen = session.get(Screen, assembly_id)
    if screen is None or screen.message is None or screen.since != since:
        return None
    return Message(screen.message, screen.message_until)


def _faults(message: Message, now: datetime) -> list[Fault]:
    faults = [
        Fault(0, f"text.{language}", "too_long", {"longest": LONGEST_MESSAGE})
        for language, text in message.texts.items()
        if len(text) > LONGEST_MESSAGE
    ]
    if message.until is not None and message.until <= now:
        faults.append(Fault(0, "until", "moment_passed"))
    return faults
