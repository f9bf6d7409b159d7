"""The general assemblies that a report tells of: those held with this system, and those that the secretary
entered for a day on which it has none of their kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, AssemblyKind
from voting.ballot.agenda import OF_SUBSTANCE
from voting.ballot.models import Participation, Resolution
from voting.report.facts import FactKind
from voting.report.models import ReportFact

ORDINARY, EXTRAORDINARY = AssemblyKind.ORDINARY, AssemblyKind.EXTRAORDINARY


@dataclass(frozen=True, slots=True)
class AssemblyFigures:
    """The turnout of one assembly: how many members voted on at least one resolution, and how many were
    entitled. ``entry`` is the code of what was entered of one that was not held with this system."""

    date: date
    voters: int
    entitled: int
    entry: str | None = None


def assemblies_held(session: Session, kind: AssemblyKind, since: date, until: date) -> list[Assembly]:
    """The assemblies of a kind from one day to another that were convened with this system and not cancelled,
    in order of date."""
    return list(
        session.scalars(
            select(Assembly)
            .where(
                Assembly.kind == kind.value,
                Assembly.frozen_at.is_not(None),
                Assembly.cancelled_at.is_(None),
                Assembly.date.between(since, until),
            )
            .order_by(Assembly.date, Assembly.id)
        )
    )


def assemblies_of(session: Session, year: int, kind: AssemblyKind = ORDINARY) -> list[Assembly]:
    """The same of a year."""
    return assemblies_held(session, kind, date(year, 1, 1), date(year, 12, 31))


def turnouts(
    session: Session, kind: AssemblyKind, since: date, until: date, most: int | None = None
) -> list[AssemblyFigures]:
    """The turnout of the assemblies of a kind from one day to another, in order of date; of the ``most``
    latest."""
    held = assemblies_held(session, kind, since, until)
    known: list[Assembly | AssemblyFigures] = [*held]
    days = {assembly.date for assembly in held}
    known += [one for one in _entered(session, kind) if since <= one.date <= until and one.date not in days]
    known.sort(key=lambda one: one.date)
    return [_figures(session, one) for one in (known[-most:] if most else known)]


def turnouts_of(session: Session, year: int, kind: AssemblyKind = ORDINARY) -> tuple[AssemblyFigures, ...]:
    """The same of a year."""
    return tuple(turnouts(session, kind, date(year, 1, 1), date(year, 12, 31)))


def count_voters(session: Session, assembly_id: int) -> int:
    """How many different members have voted on at least one resolution of an assembly, motions of order left
    out."""
    return session.execute(
        select(func.count(func.distinct(Participation.member)))
        .join(Resolution, Resolution.id == Participation.resolution_id)
        .where(Resolution.assembly_id == assembly_id, OF_SUBSTANCE)
    ).scalar_one()


def _figures(session: Session, one: Assembly | AssemblyFigures) -> AssemblyFigures:
    if isinstance(one, AssemblyFigures):
        return one
    return AssemblyFigures(one.date, count_voters(session, one.id), one.entitled or 0)


def _entered(session: Session, kind: AssemblyKind) -> Iterator[AssemblyFigures]:
    """The assemblies of a kind that the secretary entered, whatever the year."""
    facts = select(ReportFact).where(ReportFact.kind == FactKind.ASSEMBLY.value).order_by(ReportFact.id)
    latest = {(fact.year, fact.code): fact.content for fact in session.scalars(facts)}
    for (_year, code), content in latest.items():
        if content is not None and content["kind"] == kind.value:
            day = date.fromisoformat(content["date"])
            yield AssemblyFigures(day, content["voters"], content["entitled"], code)
