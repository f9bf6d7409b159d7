"""From what has been decided and entered to the register of mandates, day by day; and which entries the
others make impossible. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from voting.folding import letters
from voting.report.board import DECISIONS, ELECTED, IN_OFFICE, Entry, Mandate, Training, seat_of
from voting.report.board_seats import Election


@dataclass(frozen=True, slots=True)
class MandateChange:
    """What was entered about a mandate under a key, or, where the key is "", decided by an assembly."""

    key: str
    kind: Entry
    mandate: str
    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Impossible:
    """Why an entry cannot be: a stable code, and the mandate that stands in its way."""

    code: str
    about: Mandate | None


@dataclass(frozen=True, slots=True)
class History:
    """The mandates by key, and by key the entries that cannot be: a change among them has not been made."""

    mandates: Mapping[str, Mandate]
    impossible: Mapping[str, Impossible]


@dataclass(frozen=True, slots=True)
class BoardRecord:
    """All that is known of the board: its elections and who was elected, what assemblies have decided on
    those who were co-opted, and the entries that stand: mandates that they begin, and changes."""

    elections: tuple[Election, ...] = ()
    elected: tuple[Mandate, ...] = ()
    decisions: tuple[MandateChange, ...] = ()
    begun: tuple[Mandate, ...] = ()
    changes: tuple[MandateChange, ...] = ()

    @property
    def entries(self) -> tuple[Mandate | MandateChange, ...]:
        """The entries that stand."""
        return (*self.begun, *self.changes)

    def history(self) -> History:
        """What became of the mandates."""
        return history([*self.elected, *self.begun], [*self.decisions, *self.changes])

    def with_entry(self, entry: Mandate | MandateChange) -> "BoardRecord":
        """The same with one more entry."""
        if isinstance(entry, Mandate):
            return replace(self, begun=(*self.begun, entry))
        return replace(self, changes=(*self.changes, entry))

    def without(self, key: str) -> "BoardRecord":
        """The same without the entry of a key, and what was entered about the mandate that it began."""
        return replace(
            self,
            begun=tuple(item for item in self.begun if item.key != key),
            changes=tuple(item for item in self.changes if key not in (item.key, item.mandate)),
        )


def history(begun: Iterable[Mandate], changes: Iterable[MandateChange]) -> History:
    """The mandates as they began, after everything that became of them, in the order of its days.

    Whoever is elected while in office begins a new term, which ends the one before. A director who was
    entered was re-elected where their term before it ended in that year. Changes about mandates that are not
    there are left out.
    """
    known: dict[str, Mandate] = {}
    impossible: dict[str, Impossible] = {}
    for event in _in_order(list(begun), changes):
        obstacle = _begin(known, event) if isinstance(event, Mandate) else _change(known, event)
        if obstacle is not None and event.key:
            impossible[event.key] = obstacle
    return History(known, impossible)


def _in_order(begun: list[Mandate], changes: Iterable[MandateChange]) -> Iterator[Mandate | MandateChange]:
    """On one day seats are freed before they are taken, elections come after co-optations, and what becomes
    of a mandate on its first day comes last."""
    first = {item.key: item.begins for item in begun}
    events: list[tuple[date, int, Mandate | MandateChange]] = [
        (item.begins, 2 if item.origin == ELECTED else 1, item) for item in begun
    ]
    events += [
        (max(item.on, first[item.mandate]), 3 if item.on <= first[item.mandate] else 0, item)
        for item in changes
        if item.mandate in first
    ]
    return (event for _day, _rank, event in sorted(events, key=lambda event: event[:2]))


def _begin(known: dict[str, Mandate], begun: Mandate) -> Impossible | None:
    day = begun.begins
    same = [item for item in known.values() if letters(item.name) == letters(begun.name)]
    running = next((item for item in same if item.standing(day) in IN_OFFICE), None)
    known[begun.key] = begun
    if begun.origin == ELECTED:
        if running is not None and (running.begins, running.origin) != (day, ELECTED):
            known[running.key] = replace(running, ends=day)
        return None
    if running is not None:
        return Impossible("director_already", running)
    if begun.origin == Entry.EARLIER:
        goes_on = any(item.ended is None and item.ends.year == day.year for item in same)
        known[begun.key] = replace(begun, renewed=goes_on)
    return _take(known, begun) if begun.completes else None


def _take(known: dict[str, Mandate], begun: Mandate) -> Impossible | None:
    """Complete the term of somebody who left before its end."""
    day, freed = begun.begins, known.get(begun.completes or "")
    if freed is None or freed.ended is None or not freed.ended <= day < freed.ends:
        return Impossible("seat_not_freed", freed)
    known[begun.key] = replace(begun, ends=freed.ends)
    for other in known.values():
        same_seat = seat_of(known, other) == seat_of(known, begun)
        if other.key != begun.key and same_seat and other.standing(day) in IN_OFFICE:
            return Impossible("seat_taken", other)
    return None


def _change(known: dict[str, Mandate], change: MandateChange) -> Impossible | None:
    mandate = known.get(change.mandate)
    if mandate is None or not mandate.begins <= change.on < mandate.last:
        over = mandate is not None and mandate.ended is not None and change.on >= mandate.ended
        return Impossible("ended_already" if over else "outside_term", mandate)
    if change.kind in DECISIONS and mandate.origin != Entry.COOPTED:
        return Impossible("not_coopted", mandate)
    if change.kind in DECISIONS and mandate.confirmed is not None:
        return Impossible("confirmed_already", mandate)
    known[mandate.key] = _changed(mandate, change)
    return None


def _changed(mandate: Mandate, change: MandateChange) -> Mandate:
    if change.kind is Entry.CONFIRMED:
        return replace(mandate, confirmed=change.on)
    if change.kind is Entry.TRAINED:
        return replace(mandate, trained=(*mandate.trained, Training(change.on, change.reason)))
    return replace(mandate, ended=change.on, ended_by=change.kind, ended_for=change.reason)
