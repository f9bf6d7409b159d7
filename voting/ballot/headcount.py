"""How many are gathered, where and for what: counted once from the tables, and then on from what has changed.

Each process keeps for itself who is where, and who counts towards what, of the assemblies that its screens
show. Whoever looks is given the numbers as they stand: the log says of whom something has changed since
(``voting.attendance.changes``), and of those alone the tables are asked again. So a look costs the same
however many are present, and no row of sums makes check-ins wait for each other. What is kept is who counts;
the sums are those of them.

It is counted anew where everybody may have gone elsewhere at once (a hall is checked out, the meeting is
closed) and after ``KEPT_FOR``, when the log of the process says so if what was kept had come to differ.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from voting.aside import in_turns
from voting.assembly.roll import entitled_by_class, shares_by_class
from voting.attendance.changes import MOST, changes_after
from voting.attendance.models import Presence
from voting.ballot.crowd import AT_ONCE, Crowd, CrowdCount, bring_up_to_date, whole_crowd
from voting.ballot.models import Channel, Participation, Resolution, State

log = structlog.get_logger(__name__)

KEPT_FOR = 600.0
"""Seconds after which who counts is read from the tables again, whatever the log of the audit says."""


@dataclass(slots=True)
class _Kept:
    """A crowd of which some are to be looked at again (``pending``): the votes that have come in ``advance``
    to the resolution, whether more can, and when it was read."""

    crowd: Crowd
    advance: int
    in_advance: bool
    read_at: float
    pending: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Assembly:
    """What is kept of one assembly, up to the entry ``seq`` of the log: by member their place, with how many
    are at each; by the id of a resolution who counts towards it (None: who is here at all); and the sums of
    the roll."""

    seq: int | None = None
    read_at: float | None = None
    places: dict[str, str] = field(default_factory=dict)
    present: Counter[str] = field(default_factory=Counter)
    crowds: dict[int | None, _Kept] = field(default_factory=dict)
    roll: dict[bool, dict[str, int]] = field(default_factory=dict)

    def put(self, members: Iterable[str], places: Iterable[Row[str, str]]) -> None:
        """Let these members be at these places from now on, and nowhere where they have none."""
        for member in members:
            if (place := self.places.pop(member, None)) is not None:
                self.present[place] -= 1
        for member, place in places:
            self.places[member] = place
            self.present[place] += 1


class Headcounts:
    """The numbers of every assembly that the screens of one process show. Whoever brings them up to date
    keeps those waiting who would have to do the same."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._assemblies: dict[int, _Assembly] = {}
        self._counting = threading.Lock()

    def present(self, session: Session, assembly_id: int) -> dict[str, int]:
        """By place, how many members are present now, as ``voting.attendance.presence.present_now``."""
        with self._counting:
            return dict(+self._current(session, assembly_id).present)

    def count(self, session: Session, assembly_id: int, resolution: Resolution | None = None) -> CrowdCount:
        """Who counts towards the quorum of a resolution that is not closed yet; None: whoever is present, or
        represented for anything."""
        with self._counting:
            return self._crowd(session, assembly_id, resolution).count

    def roll(self, session: Session, assembly_id: int, *, shares: bool = False) -> dict[str, int]:
        """By category, how many members are on the roll or how many ``shares`` they have."""
        with self._counting:
            roll = self._current(session, assembly_id).roll
            if shares not in roll:
                roll[shares] = (shares_by_class if shares else entitled_by_class)(session, assembly_id)
            return roll[shares]

    def _current(self, session: Session, assembly_id: int) -> _Assembly:
        """What is kept of an assembly, with all that has changed since."""
        known, now = self._assemblies.get(assembly_id) or _Assembly(), self._seconds()
        changes = changes_after(session, assembly_id, known.seq)
        if changes.members is None:
            known = _Assembly()
        for kept in known.crowds.values():
            kept.pending |= changes.members or set()
        if known.read_at is None or now - known.read_at > KEPT_FOR:
            known = _Assembly(read_at=now, crowds=known.crowds)
            rows = session.execute(_places(assembly_id)).yield_per(AT_ONCE)
            for some in in_turns(rows.partitions()):
                known.put((), some)
        elif changes.members:
            known.put(changes.members, session.execute(_places(assembly_id, changes.members)).all())
        if changes.mind:
            known.roll.clear()
        known.seq = changes.seq
        self._assemblies[assembly_id] = known
        return known

    def _crowd(self, session: Session, assembly_id: int, resolution: Resolution | None) -> Crowd:
        crowds, of = self._current(session, assembly_id).crowds, _id_of(resolution)
        kept, now = crowds.get(of), self._seconds()
        advance, in_advance = _in_advance(session, resolution, kept)
        if kept is None or kept.advance != advance or len(kept.pending) > MOST:
            read = whole_crowd(session, assembly_id, resolution)
            kept = crowds[of] = _Kept(read, advance, in_advance, now)
        elif now - kept.read_at > KEPT_FOR:
            read = whole_crowd(session, assembly_id, resolution)
            self._compare(session, assembly_id, resolution, kept, read)
            kept = crowds[of] = _Kept(read, advance, in_advance, now)
        elif kept.pending:
            bring_up_to_date(session, assembly_id, resolution, kept.crowd, kept.pending)
            kept.pending = set()
        kept.in_advance = in_advance
        return kept.crowd

    def _compare(
        self, session: Session, assembly_id: int, resolution: Resolution | None, kept: _Kept, read: Crowd
    ) -> None:
        """Say so in the log where those who were kept are not those who have been read, apart from whoever
        something has been written of meanwhile."""
        of = _id_of(resolution)
        if self._current(session, assembly_id).crowds.get(of) is not kept:
            return  # everybody has gone elsewhere meanwhile
        for crowd in (kept.crowd, read):
            bring_up_to_date(session, assembly_id, resolution, crowd, kept.pending)
        differ = len(kept.crowd.members.items() ^ read.members.items())
        if differ:
            log.warning("those who count had come to differ", resolution=of, entries=differ)


def _id_of(resolution: Resolution | None) -> int | None:
    return resolution.id if resolution is not None else None


def _places(assembly_id: int, members: Collection[str] | None = None) -> Select[str, str]:
    """A query for where members are; ``members``: these alone."""
    query = select(Presence.member, Presence.place).where(
        Presence.assembly_id == assembly_id, Presence.until.is_(None)
    )
    return query if members is None else query.where(Presence.member.in_(members))


def _in_advance(session: Session, resolution: Resolution | None, kept: _Kept | None) -> tuple[int, bool]:
    """How many votes have come to a resolution in advance, and whether more can. Who votes later is here;
    these are not, and no entry of the log tells of a vote."""
    if resolution is None or not resolution.advance:
        return 0, False
    if kept is not None and not kept.in_advance:
        return kept.advance, False
    votes = select(func.count()).where(
        Participation.resolution_id == resolution.id, Participation.channel == Channel.ADVANCE.value
    )
    return session.scalars(votes).one(), State(resolution.state) is State.DRAFT
