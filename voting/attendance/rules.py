"""The pure decisions of the doors: what is answered to whom, and what a person must settle."""

from datetime import datetime, timedelta
from enum import StrEnum

from voting.attendance.models import ONLINE

UNDO_WITHIN = timedelta(minutes=10)
"""How long an act at a door can be taken back by who did it; after that somebody checks out or moves."""


class DoorAct(StrEnum):
    """What was done at a door."""

    IN = "in"
    OUT = "out"
    MOVE = "move"
    UNDO = "undo"


class Answer(StrEnum):
    """What the desk is told about somebody who arrives, leaves, is moved, or was noted by mistake."""

    WELCOME = "welcome"
    ALREADY_HERE = "already_here"
    NOT_ENTITLED = "not_entitled"
    PRESENT_ELSEWHERE = "present_elsewhere"
    PASS_REVOKED = "pass_revoked"  # noqa: S105 - an answer, not a password
    OVERTAKEN = "overtaken"
    LEFT = "left"
    NOT_HERE = "not_here"
    MOVED = "moved"
    UNDONE = "undone"


class ConflictKind(StrEnum):
    """Why a person must settle it."""

    ELSEWHERE = "elsewhere"
    """Let in here while being present in another place."""
    TWICE = "twice"
    """Let in by two doors of one venue, each of which took it for the first time."""
    REFUSED = "refused"
    """Let in, but not entitled or with a pass that had been replaced."""
    OVERTAKEN = "overtaken"
    """What happened before reached us after something later about the same member."""
    MOVE_ASKED = "move_asked"
    """Stands at this door, is present elsewhere; the steward asks a supervisor."""


def judge_arrival(
    entitled: bool, present_at: str | None, venue: str, *, revoked: bool = False, overtaken: bool = False
) -> Answer:
    """What to answer when somebody arrives at ``venue``.

    ``present_at`` is where they are present now: a venue's code, ``ONLINE``, or None. Somebody who took
    part online and now stands at the door is welcome: they cannot be in two halls, but they can get up.
    ``revoked``: they show a pass that was replaced. ``overtaken``: something later is known of them
    already, so that an arrival that was noted without network says nothing about where they are now.
    """
    if not entitled:
        return Answer.NOT_ENTITLED
    if revoked:
        return Answer.PASS_REVOKED
    if present_at == venue:
        return Answer.ALREADY_HERE
    if present_at is not None and present_at != ONLINE:
        return Answer.PRESENT_ELSEWHERE
    return Answer.OVERTAKEN if overtaken else Answer.WELCOME


LET_IN = frozenset({Answer.WELCOME, Answer.PRESENT_ELSEWHERE})
"""After these, shown without network, somebody stands in the hall for the first time."""


def judge_late(answer: Answer, shown: Answer) -> ConflictKind | None:
    """What must be settled when a door without network showed one thing, and the truth was another.

    ``shown`` is what the steward saw, ``answer`` what we know now; None where nobody need look at it.
    """
    if shown not in LET_IN:
        return None
    return {
        Answer.PRESENT_ELSEWHERE: ConflictKind.ELSEWHERE,
        Answer.ALREADY_HERE: ConflictKind.TWICE,
        Answer.NOT_ENTITLED: ConflictKind.REFUSED,
        Answer.PASS_REVOKED: ConflictKind.REFUSED,
        Answer.OVERTAKEN: ConflictKind.OVERTAKEN,
    }.get(answer)


def moment_of(scanned_at: datetime, sent_at: datetime, now: datetime) -> datetime:
    """When something happened at a door, by our clock.

    The door's clock may be wrong, but it is as wrong when the scan is sent as when it was made: only
    the time between the two counts. Never in the future.
    """
    return now - max(sent_at - scanned_at, timedelta(0))


def may_undo(at: datetime, now: datetime) -> bool:
    """Whether an act can still be taken back."""
    return now - at <= UNDO_WITHIN
