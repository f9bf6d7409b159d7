"""The pure decisions of the doors: what to answer, and what a supervisor must settle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from voting.attendance.models import ONLINE

UNDO_WITHIN = timedelta(minutes=10)
"""For how long whoever did something at a door by mistake can take it back; after that one checks out or
moves."""


DOUBTFUL = timedelta(hours=12)
"""Longer ago than this no scan is taken to have been made, and a person looks at it."""
FARTHEST = timedelta(days=36_500)


class DoorAct(StrEnum):
    """What was done at a door."""

    IN = "in"
    OUT = "out"
    MOVE = "move"
    UNDO = "undo"


class Answer(StrEnum):
    """What a door is answered about somebody who arrives, leaves or is moved, or about a scan that is taken
    back."""

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
    """Why a supervisor must settle a scan."""

    ELSEWHERE = "elsewhere"
    """Checked in here while being present at another place."""
    TWICE = "twice"
    """Checked in by two doors of one venue, each of which took it for the first time: two people with one
    pass, perhaps."""
    REFUSED = "refused"
    """Let into the hall without network, though not entitled, or with a pass that had been replaced."""
    OVERTAKEN = "overtaken"
    """The scan reached the server after something that happened later to the same member."""
    CLOCK = "clock"
    """The clock of the phone was set after the scan: when that was is not known well."""
    SIGNED = "signed"
    """Scanned before a vote was closed whose figures have been signed since."""
    MOVE_ASKED = "move_asked"
    """The member stands at this door and is present elsewhere: the steward asks for a move."""


def judge_arrival(
    entitled: bool, present_at: str | None, venue: str, *, revoked: bool = False, overtaken: bool = False
) -> Answer:
    """What to answer when somebody arrives at ``venue``.

    ``present_at`` is where they are present now: a venue's code, ``ONLINE``, or None. Who took part online is
    welcome: they cannot be in two halls, but they can get up. ``revoked``: their pass was replaced.
    ``overtaken``: something later is known of them already, so that this scan, which was made without
    network, says nothing about where they are now.
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


def judge_departure(entitled: bool, present_at: str | None, venue: str) -> Answer:
    """What to answer when somebody who is present at a place, or None, leaves ``venue``."""
    if not entitled:
        return Answer.NOT_ENTITLED
    return Answer.LEFT if present_at == venue else Answer.NOT_HERE


def judge_move(entitled: bool, present_at: str | None, venue: str) -> Answer:
    """What to answer when a supervisor moves somebody, who is present at a place or None, to ``venue``."""
    if not entitled:
        return Answer.NOT_ENTITLED
    return Answer.ALREADY_HERE if present_at == venue else Answer.MOVED


LET_IN = frozenset({Answer.WELCOME, Answer.PRESENT_ELSEWHERE})
"""Answers of a phone without network after which its steward has let somebody into the hall."""


def judge_late(answer: Answer, shown: Answer) -> ConflictKind | None:
    """What a supervisor must settle where a phone without network has ``shown`` one answer, and the server,
    which knows more, gives another; None where there is nothing to settle."""
    if shown not in LET_IN:
        return None
    return {
        Answer.PRESENT_ELSEWHERE: ConflictKind.ELSEWHERE,
        Answer.ALREADY_HERE: ConflictKind.TWICE,
        Answer.NOT_ENTITLED: ConflictKind.REFUSED,
        Answer.PASS_REVOKED: ConflictKind.REFUSED,
        Answer.OVERTAKEN: ConflictKind.OVERTAKEN,
    }.get(answer)


def claimed_moment(scanned_at: datetime, sent_at: datetime, now: datetime) -> datetime:
    """When a scan happened, by the server's clock, as a phone says it.

    The phone's clock may be wrong, but it is as wrong when it sends the scan as when it was made, so only the
    time between the two is used. Where it was set in between, this may lie in the future, or years away.
    """
    return now - min(max(sent_at - scanned_at, -FARTHEST), FARTHEST)


def date_scan(
    claimed: datetime, now: datetime, opens: datetime, heard: datetime | None, signed: datetime | None
) -> tuple[datetime, ConflictKind | None]:
    """The moment at which a scan counts, and what a supervisor must look at about it.

    ``claimed`` is what the phone says; it is no earlier than the doors were opened (``opens``) and than the
    phone had last ``heard`` from the server, and no later than ``now``. ``signed`` is the last closing of a
    vote whose figures somebody has signed (None: there is none): a scan changes nothing of those by itself.
    """
    at = min(max(claimed, opens, heard or opens), now)
    if signed is not None and at <= signed:
        return min(signed + timedelta(microseconds=1), now), ConflictKind.SIGNED
    doubtful = claimed < opens or not now - DOUBTFUL <= claimed <= now + timedelta(minutes=1)
    return at, ConflictKind.CLOCK if doubtful else None


@dataclass(frozen=True, slots=True)
class Sight:
    """A scan in which a member was seen at a venue: what was answered, who made it, and whether the member's
    pass was read, rather than their number typed."""

    answer: Answer
    account_id: int
    by_pass: bool


def seen_by_another(sights: Iterable[Sight], account_id: int) -> Sight | None:
    """The scan that shows more of a member than that an account has typed their number: one of their pass,
    else one that somebody else made. None where there is none since they came in.

    ``sights`` are those of one venue, in their order: whoever is let in anew has to be seen anew.
    """
    since = list[Sight]()
    for sight in sights:
        if sight.answer is not Answer.ALREADY_HERE:
            since.clear()
        since.append(sight)
    others = sorted(since, key=lambda sight: not sight.by_pass)
    return next((sight for sight in others if sight.by_pass or sight.account_id != account_id), None)


def may_undo(at: datetime, now: datetime) -> bool:
    """Whether an act can still be taken back."""
    return now - at <= UNDO_WITHIN
