"""What is done at the doors of an assembly: arriving, leaving, being moved. Acts that arrive together are
done together, in one transaction; one alone is a batch of one.

The transaction locks the meeting and the members' lines on the roll, in the order of their numbers, reads
what the decisions need, decides each act by the pure rule, and writes presences, scans and the log. Checking
in never costs or creates a vote: only ``voting.ballot.cast`` decides about those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from voting.assembly.hours import Hours, doors_open, why_nobody
from voting.assembly.meeting import hold_meeting, nobody_now
from voting.assembly.models import RollEntry
from voting.assembly.roll import not_removed
from voting.attendance.models import Presence
from voting.attendance.online import PRESENCES
from voting.attendance.presence import open_stay
from voting.attendance.rules import Answer, DoorAct, judge_arrival, judge_departure, judge_move
from voting.attendance.scan_log import Scan, log_scans, of_this_act, scan_row, scans_by_nonce
from voting.bulk import insert_some
from voting.errors import Refused

_END_STAY = update(PRESENCES).where(PRESENCES.c.id == bindparam("stay")).values(until=bindparam("ended"))


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a door is answered, and where the member is: elsewhere where the answer speaks of another place,
    else the venue of the scan."""

    answer: Answer
    place: str


class AtDoor(NamedTuple):
    """An act at a door that is to be done; ``revoked``: the pass that was shown had been replaced."""

    scan: Scan
    kind: DoorAct
    revoked: bool = False


@dataclass(slots=True)
class _Stay:
    """A stretch of presence: one that was open, or (without ``id``) that begins here."""

    place: str
    since: datetime
    until: datetime | None = None
    id: int | None = None


@dataclass(slots=True)
class _Standing:
    """Where a member is after the acts that are decided already. ``stays``: that which was open, if any, and
    those that have begun; ``left``: when they last left a place, as far as that matters."""

    entitled: bool
    stays: list[_Stay]
    left: datetime | None = None

    @property
    def here(self) -> _Stay | None:
        """Their open stay."""
        return self.stays[-1] if self.stays and self.stays[-1].until is None else None

    def end(self, moment: datetime) -> datetime | None:
        """End their open stay at a moment, though not before it began; when it has ended, None where there
        was none."""
        stay = self.here
        if stay is None:
            return None
        stay.until = max(moment, stay.since)
        self.left = max(stay.until, self.left or stay.until)
        return stay.until


def do_at_door(session: Session, act: AtDoor) -> Arrival:
    """Do one act. Raises Refused as :func:`do_at_doors`."""
    (answer,) = do_at_doors(session, [act])
    if isinstance(answer, Refused):
        raise answer
    return answer


def do_at_doors(session: Session, acts: Sequence[AtDoor]) -> list[Arrival | Refused]:
    """Do acts at the doors of one assembly within the writing transaction that the caller commits: as if each
    were done by itself, in their order. Returns what each is answered, or why it is refused.

    An act is done once for its nonce: the same one again gets the same answer. One that is answered with a no
    is noted as well. Refused are, for an arrival, not_begun and meeting_closed; bad_request where the nonce
    is that of another act. Raises Refused: not_frozen before the roll exists; assembly_cancelled.
    """
    hours = hold_meeting(session, acts[0].scan.assembly_id)
    standings = _hold_members(session, [act.scan for act in acts])
    known = scans_by_nonce(session, {act.scan.nonce for act in acts})
    answers, rows = list[Arrival | Refused](), list[Mapping[str, Any]]()
    for act in acts:
        scan = act.scan
        try:
            row = of_this_act(known.get(scan.nonce), scan, act.kind)
            if row is None:
                row = _decide(act, hours, standings.get(scan.member) or _Standing(entitled=False, stays=[]))
                known[scan.nonce] = row
                rows.append(row)
        except Refused as refused:
            answers.append(refused)
        else:
            answers.append(Arrival(Answer(row["answer"]), row["before"] or scan.venue))
    _write_stays(session, acts[0].scan.assembly_id, standings)
    log_scans(session, rows)
    return answers


def _decide(act: AtDoor, hours: Hours, standing: _Standing) -> Mapping[str, Any]:
    """The row of an act that is done now, after which the member stands as it leaves them. Raises Refused:
    not_begun, meeting_closed."""
    scan = act.scan if act.kind is DoorAct.OUT else _while_doors_are_open(act.scan, hours)
    place = standing.here.place if standing.here else None
    answer = _judge(act, scan, standing, place)
    if answer in (Answer.WELCOME, Answer.MOVED):
        ended = standing.end(scan.at)
        standing.stays.append(_Stay(scan.venue, ended or scan.at))
    elif answer is Answer.LEFT:
        standing.end(scan.at)
    if hours.closed_at is not None:
        standing.end(hours.closed_at)
    return scan_row(scan, act.kind, answer, place)


def _judge(act: AtDoor, scan: Scan, standing: _Standing, place: str | None) -> Answer:
    if act.kind is DoorAct.OUT:
        return judge_departure(standing.entitled, place, scan.venue)
    if act.kind is DoorAct.MOVE:
        return judge_move(standing.entitled, place, scan.venue)
    overtaken = _comes_late(scan) and standing.left is not None and standing.left > scan.at
    return judge_arrival(standing.entitled, place, scan.venue, revoked=act.revoked, overtaken=overtaken)


def _comes_late(scan: Scan) -> bool:
    """Whether a scan reaches the server later than it was made."""
    return scan.at != scan.now


def _while_doors_are_open(scan: Scan, hours: Hours) -> Scan:
    """An arrival as it can have been: no earlier than the doors were opened. Raises Refused: not_begun where
    they have not been yet; meeting_closed where it was made after the end."""
    opens = doors_open(hours)
    at = max(scan.at, min(opens, scan.now))
    refusal = why_nobody(opens, hours, at)
    if refusal is not None:
        raise nobody_now(refusal, opens, hours.timezone)
    return scan if at == scan.at else replace(scan, at=at)


def _hold_members(session: Session, scans: Sequence[Scan]) -> dict[str, _Standing]:
    """Where the members of scans are, by number, of those who are or were on the roll. Until the transaction
    ends nobody else changes it.

    On PostgreSQL their lines are locked by a statement of its own: one that reads as well would see what was
    before it waited.
    """
    of = {"assembly": scans[0].assembly_id, "members": sorted({scan.member for scan in scans})}
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK_LINES, of)
    standings = {}
    for member, kept, stay, place, since in connection.execute(_STANDINGS, of):
        stays = [] if stay is None else [_Stay(place, since, id=stay)]
        standings[member] = _Standing(kept, stays)
    late = {scan.member for scan in scans if _comes_late(scan)} & standings.keys()
    if late:
        for member, left in connection.execute(_LEFT, of | {"members": sorted(late)}):
            standings[member].left = left
    return standings


_THEM = (
    RollEntry.assembly_id == bindparam("assembly"),
    RollEntry.member.in_(bindparam("members", expanding=True)),
)
_LOCK_LINES = select(RollEntry.member).where(*_THEM).order_by(RollEntry.member).with_for_update()
_STAY = open_stay(RollEntry.assembly_id, RollEntry.member)
_STANDINGS = select(
    RollEntry.member,
    not_removed(RollEntry.assembly_id, RollEntry.member),
    *(select(part).where(_STAY).scalar_subquery() for part in (Presence.id, Presence.place, Presence.since)),
).where(*_THEM)
"""Found by keys, each by itself: a plan that was made while a table was empty is as good for a full one."""
_LEFT = (
    select(Presence.member, func.max(Presence.until))
    .where(
        Presence.assembly_id == bindparam("assembly"),
        Presence.member.in_(bindparam("members", expanding=True)),
        Presence.until.is_not(None),
    )
    .group_by(Presence.member)
)


def _write_stays(session: Session, assembly_id: int, standings: Mapping[str, _Standing]) -> None:
    """End the stays that were open, and then begin others: at no moment has a member two that are open."""
    ended, begun = list[dict[str, Any]](), list[dict[str, Any]]()
    for member, standing in standings.items():
        for stay in standing.stays:
            if stay.id is None:
                row = {"member": member, "place": stay.place, "since": stay.since, "until": stay.until}
                begun.append({"assembly_id": assembly_id} | row)
            elif stay.until is not None:
                ended.append({"stay": stay.id, "ended": stay.until})
    if ended:
        session.connection().execute(_END_STAY, sorted(ended, key=lambda row: row["stay"]))
    if begun:
        insert_some(session, PRESENCES, begun)
