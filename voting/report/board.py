"""The directors and their terms. Pure.

A director is elected for the term that the resolution says (four years, in most statutes), from the assembly
to the ordinary one of the year in which it ends. One who is co-opted completes the term of somebody else,
or takes a vacant seat, and is to be confirmed by the next assembly: by a motion that says so, or as the
secretary enters it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from voting.folding import letters


class Entry(StrEnum):
    """The entries that the secretary can make: the first two begin a mandate, the last one takes
    another entry back, the others are about a mandate."""

    EARLIER = "earlier"
    COOPTED = "coopted"
    RESIGNED = "resigned"
    DIED = "died"
    DISMISSED = "dismissed"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    TRAINED = "trained"
    MISTAKEN = "mistaken"


BEGINNINGS = (Entry.EARLIER, Entry.COOPTED)
ENDINGS = (Entry.RESIGNED, Entry.DIED, Entry.DISMISSED, Entry.NOT_CONFIRMED)
DECISIONS = (Entry.CONFIRMED, Entry.NOT_CONFIRMED)
ELECTED = "elected"


class MandateStanding(StrEnum):
    """The state of a mandate on a day. ``TO_CONFIRM``: co-opted, and the next assembly has still to confirm
    it."""

    COMING = "coming"
    RUNNING = "running"
    TO_CONFIRM = "to_confirm"
    ENDED = "ended"


IN_OFFICE = (MandateStanding.RUNNING, MandateStanding.TO_CONFIRM)
"""The standings of a mandate whose director is in office."""


@dataclass(frozen=True, slots=True)
class Training:
    """A training for directors that somebody followed: its day, and what it was."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Mandate:
    """One term of one director. ``ends`` is the day on which it ends by itself; ``ended`` the day on which it
    ended before that, ``ended_by`` the entry that says so.

    ``origin`` is ``elected``, ``earlier`` or ``coopted``; ``ordinary``: by an ordinary assembly, as far as is
    known. ``completes`` is the key of the mandate whose term a co-opted director completes.
    """

    key: str
    name: str
    origin: str
    begins: date
    ends: date
    ordinary: bool = True
    renewed: bool = False
    completes: str | None = None
    reason: str = ""
    confirmed: date | None = None
    ended: date | None = None
    ended_by: Entry | None = None
    ended_for: str = ""
    trained: tuple[Training, ...] = ()

    @property
    def last(self) -> date:
        """The day on which it ended or ends, before its time or by itself."""
        return self.ended or self.ends

    def standing(self, day: date) -> MandateStanding:
        """The state of the mandate on a day. On its first day it runs; on its last day it has ended."""
        if day < self.begins:
            return MandateStanding.COMING
        if day >= self.last:
            return MandateStanding.ENDED
        waits = self.origin == Entry.COOPTED and (self.confirmed is None or day < self.confirmed)
        return MandateStanding.TO_CONFIRM if waits else MandateStanding.RUNNING


def in_office(register: Iterable[Mandate], day: date) -> list[Mandate]:
    """The mandates of those who are directors on a day."""
    return [item for item in register if item.standing(day) in IN_OFFICE]


def seat_of(known: Mapping[str, Mandate], mandate: Mandate) -> str:
    """The key of the mandate whose term this one completes, by itself or through others; else its own."""
    completed = known.get(mandate.completes or "")
    return seat_of(known, completed) if completed else mandate.key


def filled_by(register: Sequence[Mandate], day: date) -> dict[str, Mandate]:
    """By the key of a mandate that ended before its time, the one that completes its term on a day."""
    known = {item.key: item for item in register}
    seats = {seat_of(known, item): item for item in in_office(register, day) if item.completes}
    found = {item.key: seats.get(seat_of(known, item)) for item in register if item.ended}
    return {key: item for key, item in found.items() if item is not None}


def to_confirm(register: Iterable[Mandate], day: date) -> list[Mandate]:
    """The mandates of those co-opted whom an assembly on ``day`` is to confirm, the earliest first."""
    waiting = [item for item in register if item.standing(day) is MandateStanding.TO_CONFIRM]
    return sorted(waiting, key=lambda item: (item.begins, item.name))


def in_office_after(register: Iterable[Mandate], day: date) -> dict[str, date]:
    """By name, as ``voting.folding.letters`` makes it comparable, the directors who need not be elected by an
    assembly on ``day``, and until when."""
    return {letters(item.name): item.ends for item in who_stay(register, day)}


def who_stay(register: Iterable[Mandate], day: date) -> list[Mandate]:
    """The mandates that an assembly on ``day`` does not fill: their term runs beyond the ordinary assembly of
    that year."""
    running = [item for item in register if item.standing(day) is MandateStanding.RUNNING]
    return [item for item in running if item.ends.year > day.year]


def terms_served(register: Iterable[Mandate], day: date) -> dict[str, int]:
    """By name, made comparable, how many successive terms somebody has served whose last one ends by the
    assembly on ``day``: elected or entered, not the rest of another's term. A mandate that was a renewal
    counts the one before it, though that is not in the register."""
    own: dict[str, list[Mandate]] = {}
    for item in sorted(register, key=lambda item: item.begins):
        if item.origin != Entry.COOPTED and item.begins < day:
            own.setdefault(letters(item.name), []).append(item)
    return {name: served for name, terms in own.items() if (served := _successive(terms, day))}


def _successive(terms: Sequence[Mandate], day: date) -> int:
    """How many of the terms, the earliest first, follow each other up to the year of a day."""
    year, count = day.year, 0
    for item in reversed(terms):
        if item.last.year < year:
            break
        count += 2 if item.renewed and item is terms[0] else 1
        year = item.begins.year
    return count
