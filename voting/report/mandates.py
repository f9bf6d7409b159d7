"""The directors and their terms: who was elected, and what the secretary entered beside it.

A director is elected for the term that the resolution says (four years, in most statutes), from the assembly
to the ordinary one of the year in which it ends. One who is co-opted completes the term of somebody else,
or takes a vacant seat, and is to be confirmed by the next assembly: by a motion that says so, or as the
secretary enters it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.ballot.models import Resolution, Result, State
from voting.ballot.outcome import Outcome
from voting.folding import letters
from voting.report.models import MandateEntry


class Entry(StrEnum):
    """The entries that the secretary can make: the first two begin a mandate, the others are about one."""

    EARLIER = "earlier"
    COOPTED = "coopted"
    RESIGNED = "resigned"
    DIED = "died"
    DISMISSED = "dismissed"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    MISTAKEN = "mistaken"


BEGINNINGS = (Entry.EARLIER, Entry.COOPTED)
ENDINGS = (Entry.RESIGNED, Entry.DIED, Entry.DISMISSED, Entry.NOT_CONFIRMED)
ELECTED = "elected"
APPOINTS = Resolution.term_years.is_not(None)


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
class Mandate:
    """One term of one director. ``ends`` is the day on which it ends by itself; ``ended`` the day on which it
    ended before that, ``ended_by`` the entry that says so.

    ``origin`` is ``elected``, ``earlier`` or ``coopted``; ``completes`` is the key of the mandate whose term
    a co-opted director completes.
    """

    key: str
    name: str
    origin: str
    begins: date
    ends: date
    renewed: bool = False
    completes: str | None = None
    reason: str = ""
    confirmed: date | None = None
    ended: date | None = None
    ended_by: Entry | None = None
    ended_for: str = ""

    def standing(self, day: date) -> MandateStanding:
        """The state of the mandate on a day. On its first day it runs; on its last day it has ended."""
        if day < self.begins:
            return MandateStanding.COMING
        if day >= (self.ended or self.ends):
            return MandateStanding.ENDED
        waits = self.origin == Entry.COOPTED and (self.confirmed is None or day < self.confirmed)
        return MandateStanding.TO_CONFIRM if waits else MandateStanding.RUNNING


@dataclass(frozen=True, slots=True)
class Election:
    """The last round of an announced election of directors: its day, and how many seats it left vacant."""

    on: date
    vacant: int


def mandates(session: Session) -> list[Mandate]:
    """The register of mandates, the latest beginning first."""
    entries = list(session.scalars(select(MandateEntry).order_by(MandateEntry.id)))
    begun = [*_elected(session), *(_begun(entry) for entry in entries if entry.kind in BEGINNINGS)]
    decided = _with_decisions(session, begun)
    found = _with_changes(decided, [entry for entry in entries if entry.kind not in BEGINNINGS])
    return sorted(found, key=lambda mandate: (mandate.begins, mandate.name), reverse=True)


def vacant_seats(elections: Sequence[Election], register: Iterable[Mandate], day: date) -> int:
    """How many seats of the board have no director on a day: those that the last elections left vacant, and
    those freed since then before their time, less those to which somebody was co-opted. Pure."""
    held = [election for election in elections if election.on <= day]
    last = max((election.on for election in held), default=None)
    if last is None:
        return 0
    left = sum(election.vacant for election in held if election.on == last)
    freed = filled = 0
    for item in register:
        if item.origin == Entry.COOPTED:
            filled += item.begins >= last and item.standing(day) in IN_OFFICE
        else:
            freed += item.ended is not None and last <= item.ended <= day < item.ends
    return max(0, left + freed - filled)


def to_confirm(register: Iterable[Mandate], day: date) -> list[Mandate]:
    """The mandates of those co-opted whom an assembly on ``day`` is to confirm, the earliest first. Pure."""
    waiting = [item for item in register if item.standing(day) is MandateStanding.TO_CONFIRM]
    return sorted(waiting, key=lambda item: (item.begins, item.name))


def in_office_after(register: Iterable[Mandate], day: date) -> dict[str, date]:
    """By name, as ``voting.folding.letters`` makes it comparable, the directors who need not be elected by an
    assembly on ``day``, and until when. Pure."""
    return {letters(item.name): item.ends for item in who_stay(register, day)}


def who_stay(register: Iterable[Mandate], day: date) -> list[Mandate]:
    """The mandates that an assembly on ``day`` does not fill: their term runs beyond the ordinary assembly of
    that year. Pure."""
    running = [item for item in register if item.standing(day) is MandateStanding.RUNNING]
    return [item for item in running if item.ends.year > day.year]


def terms_served(register: Iterable[Mandate], day: date) -> dict[str, int]:
    """By name, made comparable, how many successive terms somebody has served whose last one ends by the
    assembly on ``day``: elected or entered, not the rest of another's term. A mandate that was a renewal
    counts the one before it, though that is not in the register. Pure."""
    own: dict[str, list[Mandate]] = {}
    for item in sorted(register, key=lambda item: item.begins):
        if item.origin != Entry.COOPTED and item.begins < day:
            own.setdefault(letters(item.name), []).append(item)
    return {name: served for name, terms in own.items() if (served := _successive(terms, day))}


def _successive(terms: Sequence[Mandate], day: date) -> int:
    """How many of the terms, the earliest first, follow each other up to the year of a day."""
    year, count = day.year, 0
    for item in reversed(terms):
        if (item.ended or item.ends).year < year:
            break
        count += 2 if item.renewed and item is terms[0] else 1
        year = item.begins.year
    return count


def elections(session: Session) -> list[Election]:
    """The elections of directors that have been announced, each in its last round."""
    held = _last_rounds(session, APPOINTS)
    return [Election(assembly.date, result["vacant"]) for _, assembly, result in held]


def confirming_assembly(session: Session, mandate: Mandate) -> date | None:
    """The day of the next assembly after a co-optation, where it is known."""
    return session.scalar(
        select(Assembly.date).where(Assembly.date > mandate.begins).order_by(Assembly.date).limit(1)
    )


def _elected(session: Session) -> list[Mandate]:
    found = []
    for resolution, assembly, result in _last_rounds(session, APPOINTS):
        options = {option["code"]: option for option in resolution.options}
        found += [
            Mandate(
                key=f"{ELECTED}-{resolution.id}-{code}",
                name=options[code]["name"],
                origin=ELECTED,
                begins=assembly.date,
                ends=_years_later(assembly.date, resolution.term_years or 0),
                renewed=bool(options[code].get("outgoing")),
            )
            for code in result["elected"]
        ]
    return found


def _with_decisions(session: Session, begun: Iterable[Mandate]) -> list[Mandate]:
    """The mandates after what assemblies have decided on those who were co-opted."""
    known = {mandate.key: mandate for mandate in begun}
    decisions = _last_rounds(session, Resolution.confirms.is_not(None))
    for resolution, assembly, result in sorted(decisions, key=lambda decision: decision[1].date):
        day, mandate = assembly.date, known.get(resolution.confirms or "")
        if mandate is None or mandate.standing(day) is not MandateStanding.TO_CONFIRM:
            continue
        if result["outcome"] == Outcome.ADOPTED:
            known[mandate.key] = replace(mandate, confirmed=day)
        elif result["outcome"] == Outcome.REJECTED:
            known[mandate.key] = replace(mandate, ended=day, ended_by=Entry.NOT_CONFIRMED)
    return list(known.values())


def _last_rounds(
    session: Session, of_a_kind: ColumnElement[bool]
) -> list[tuple[Resolution, Assembly, dict[str, Any]]]:
    rows = session.execute(
        select(Resolution, Assembly, Result.content)
        .join(Assembly, Assembly.id == Resolution.assembly_id)
        .join(Result, Result.resolution_id == Resolution.id)
        .where(Resolution.state == State.ANNOUNCED.value, of_a_kind)
        .order_by(Resolution.round)
    )
    last = {(row[1].id, row[0].number): (row[0], row[1], row[2]) for row in rows}
    return list(last.values())


def _begun(entry: MandateEntry) -> Mandate:
    return Mandate(
        key=f"entry-{entry.id}",
        name=entry.name,
        origin=entry.kind,
        begins=entry.on,
        ends=entry.ends or entry.on,
        completes=entry.mandate,
        reason=entry.reason,
    )


def _with_changes(begun: list[Mandate], changes: list[MandateEntry]) -> list[Mandate]:
    """The mandates after the entries about them; those that were entered by mistake are left out."""
    known = {mandate.key: mandate for mandate in begun}
    for change in changes:
        mandate = known.get(change.mandate or "")
        if mandate is None:
            continue
        kind = Entry(change.kind)
        if kind is Entry.MISTAKEN:
            del known[mandate.key]
        elif kind is Entry.CONFIRMED:
            known[mandate.key] = replace(mandate, confirmed=change.on)
        else:
            known[mandate.key] = replace(mandate, ended=change.on, ended_by=kind, ended_for=change.reason)
    return list(known.values())


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)
