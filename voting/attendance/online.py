"""Taking part at a distance: who may, and the stays of those who begin to or vote from a page.

All of it is said of several members at once: votes that arrive together are cast together.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.hours import Hours, online_opens, why_nobody
from voting.assembly.meeting import hold_meeting, nobody_now
from voting.assembly.models import RollEntry
from voting.assembly.roll import not_removed
from voting.attendance.models import ONLINE, Presence
from voting.attendance.pages import note_signs
from voting.audit.chain import Happened, record_all
from voting.bulk import insert_some
from voting.database import Base
from voting.errors import Code, Refused

PRESENCES = Base.metadata.tables[Presence.__tablename__]
JOINED, VOTED = "attendance.joined_online", "attendance.voted_online"
"""The actions in the log: a member joined at a distance, or took part there from their vote on."""


@dataclass(frozen=True, slots=True)
class Online:
    """What decides who takes part at a distance: when the assembly meets, or why it does not; and who of
    those asked about is on the roll."""

    hours: Hours | Refused
    on_roll: frozenset[str]


class Voter(NamedTuple):
    """Who votes from a page: the moment of their vote, and the id and place of their open stay, if any."""

    now: datetime
    stay: int | None
    place: str | None


def hold_online(session: Session, assembly_id: int, members: Collection[str]) -> Online:
    """Whether these members can take part. Until the transaction ends neither that changes nor where any of
    them is present: the lines of all on the roll are locked, as at a door, in one order for everybody.

    To be called before a resolution is locked.
    """
    try:
        hours = hold_meeting(session, assembly_id)
    except Refused as refused:
        return Online(refused, frozenset())
    lines = (
        select(RollEntry.member, not_removed(assembly_id, RollEntry.member).label("entitled"))
        .where(RollEntry.assembly_id == assembly_id, RollEntry.member.in_(members))
        .order_by(RollEntry.member)
        .with_for_update()
    )
    return Online(hours, frozenset(row.member for row in session.connection().execute(lines) if row.entitled))


def why_not_online(online: Online, member: str, now: datetime) -> Refused | None:
    """Why a member who is present nowhere cannot take part at a distance, or None: not_frozen,
    assembly_cancelled, not_entitled; not_begun, meeting_closed."""
    hours = online.hours
    if isinstance(hours, Refused):
        return hours
    if member not in online.on_roll:
        return Refused(Code.NOT_ENTITLED)
    moment = max(now, hours.closed_at or now)  # who waited for the closing comes after it
    opens = online_opens(hours)
    refusal = why_nobody(opens, hours, moment)
    return nobody_now(refusal, opens, hours.timezone) if refusal else None


def begin_online(session: Session, assembly_id: int, members: Mapping[str, datetime], action: str) -> None:
    """Let members who are present nowhere take part at a distance, each from their moment on."""
    stays = [
        {"assembly_id": assembly_id, "member": member, "place": ONLINE, "since": since}
        for member, since in members.items()
    ]
    insert_some(session, PRESENCES, stays)
    record_all(
        session,
        [
            Happened(since, f"member {member}", action, {"assembly": assembly_id})
            for member, since in members.items()
        ],
    )


def take_part(session: Session, assembly_id: int, voters: Mapping[str, Voter]) -> None:
    """Whoever votes from a page takes part in the meeting: their page has given a sign of life at the moment
    of their vote, and who was present nowhere takes part at a distance from then on.

    ``voters`` are held (``hold_online``), and each of them may (``why_not_online``).
    """
    at_a_distance = {
        voter.stay: voter.now for voter in voters.values() if voter.stay and voter.place == ONLINE
    }
    if at_a_distance:
        note_signs(session, at_a_distance)
    beginning = {member: voters[member].now for member in sorted(voters) if voters[member].stay is None}
    if beginning:
        begin_online(session, assembly_id, beginning, VOTED)
