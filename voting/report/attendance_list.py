"""The attendance list of an assembly: who took part, where, from when to when, and who voted for whom.

As for the quorum, those who take part at a distance and those who voted in advance count as present, and
those whose proxy holder was there as represented (WVV/CSA art. 6:75 and 6:80).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, Proxy, RollEntry
from voting.assembly.stand_ins import stand_ins
from voting.attendance.models import Presence
from voting.ballot.models import FORGOTTEN, Channel, Participation, Resolution
from voting.register.membership import representative_on
from voting.register.models import Member
from voting.retention.forgotten import kept_counts
from voting.retention.rules import DataKind


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch of time at a venue, or ``online``; ``until`` is None where it lasted to the end."""

    place: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Attendee:
    """A member who took part: in person, by having voted in advance, or through the holder of a proxy.

    ``represents`` are the numbers of those whose proxies they held while they were there; ``stand_in`` is the
    name of somebody who is no member and took their place at a venue, "" where nobody did.
    """

    number: str
    name: str
    first_name: str
    representative: str
    category: str
    stays: tuple[Stay, ...]
    in_advance: bool
    holder: str | None
    represents: tuple[str, ...] = ()
    stand_in: str = ""

    @property
    def full_name(self) -> str:
        """The name as it is sorted, with the representative of a legal person."""
        name = ", ".join(part for part in (self.name, self.first_name) if part)
        return f"{name} ({self.representative})" if self.representative else name


@dataclass(frozen=True, slots=True)
class TookPart:
    """How many members took part, each counted once; and how many of them voted in advance, and were
    represented."""

    members: int
    in_advance: int
    represented: int


def took_part(session: Session, assembly_id: int, attendees: Sequence[Attendee]) -> TookPart:
    """Count those on the attendance list; once names have been removed, the counts that were kept."""
    for kind in (DataKind.PRESENCE, DataKind.PROXIES, DataKind.PARTICIPATIONS):
        kept = kept_counts(session, kind, assembly_id)
        if kept is not None:
            return TookPart(**kept["took_part"])
    return TookPart(
        len(attendees),
        sum(attendee.in_advance for attendee in attendees),
        sum(attendee.holder is not None for attendee in attendees),
    )


def attendance_list(session: Session, assembly_id: int) -> list[Attendee]:
    """Everyone who was present or represented, in order of name.

    Names are those of the register as it stands, since a wrong one is corrected; who acted for a legal person
    is told as on the day of the assembly.
    """
    stays = _stays(session, assembly_id)
    in_advance = _voted(session, assembly_id, Channel.ADVANCE.value)
    holders = {grantor: holder for grantor, holder in _proxies(session, assembly_id) if holder in stays}
    in_place_of = stand_ins(session, assembly_id)
    grantors: dict[str, list[str]] = defaultdict(list)
    for grantor, holder in holders.items():
        grantors[holder].append(grantor)
    if kept_counts(session, DataKind.PROXIES, assembly_id) is None:
        in_advance |= _voted(session, assembly_id, FORGOTTEN) - stays.keys() - holders.keys()
    everyone = stays.keys() | in_advance | holders.keys()
    held_on = select(Assembly.date).where(Assembly.id == assembly_id)
    representative = representative_on(session.scalars(held_on).one()).label("representative")
    rows = session.execute(
        select(Member.number, Member.name, Member.first_name, representative, RollEntry.category)
        .join(RollEntry, RollEntry.member == Member.number)
        .where(RollEntry.assembly_id == assembly_id)
        .order_by(Member.search_text, Member.number)
    )
    return [
        Attendee(
            *row,
            tuple(stays.get(row.number, ())),
            row.number in in_advance,
            holders.get(row.number),
            tuple(grantors.get(row.number, ())),
            in_place_of.get(row.number, ""),
        )
        for row in rows
        if row.number in everyone
    ]


def _stays(session: Session, assembly_id: int) -> dict[str, list[Stay]]:
    rows = session.execute(
        select(Presence.member, Presence.place, Presence.since, Presence.until)
        .where(Presence.assembly_id == assembly_id)
        .order_by(Presence.since, Presence.id)
    )
    stays: dict[str, list[Stay]] = defaultdict(list)
    for member, place, since, until in rows:
        stays[member].append(Stay(place, since, until))
    return stays


def _voted(session: Session, assembly_id: int, channel: str) -> set[str]:
    return set(
        session.scalars(
            select(Participation.member)
            .join(Resolution, Resolution.id == Participation.resolution_id)
            .where(Resolution.assembly_id == assembly_id, Participation.channel == channel)
            .distinct()
        )
    )


def _proxies(session: Session, assembly_id: int) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Proxy.grantor, Proxy.holder).where(
            Proxy.assembly_id == assembly_id, Proxy.accepted_at.is_not(None), Proxy.withdrawn_at.is_(None)
        )
    )
    return [(grantor, holder) for grantor, holder in rows]
