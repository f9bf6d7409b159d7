"""Where each figure of the yearly report comes from: a query whose rows are what was counted.

A figure is named by its place in the report's content, such as ``members/joined``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from voting.accounts.models import Account
from voting.assembly.models import Assembly, AssemblyKind, RollEntry
from voting.assembly.roll import not_removed
from voting.ballot.agenda import OF_SUBSTANCE
from voting.ballot.models import Participation, Resolution, Result, State
from voting.errors import Code, Refused
from voting.events.figures import checked_in
from voting.events.models import Event, EventKind
from voting.register.membership import STANDS, legal_persons_on, members_on
from voting.register.models import LEAVING, Movement, MovementKind
from voting.report.assemblies import (
    EXTRAORDINARY,
    ORDINARY,
    assemblies_held,
    assemblies_of,
    turnouts,
    turnouts_of,
)
from voting.report.board_source import ListSource, mandates_source, seats_source
from voting.report.board_year import LISTS
from voting.report.facts import STANDING, FactKind
from voting.report.models import ReportFact
from voting.report.turnout import WAYS_OF_VOTING, Division, members_in, turnout_by
from voting.retention.forgotten import forgotten_at
from voting.retention.rules import DataKind
from voting.typed import day_in


@dataclass(frozen=True, slots=True)
class FigureSource:
    """A query, and codes that name its columns."""

    query: Select[*tuple[Any, ...]]
    columns: tuple[str, ...]

    def rows(self, session: Session, first: int = 0, most: int | None = None) -> Sequence[Any]:
        """The rows of the query: ``most`` of them from the index ``first`` on."""
        return session.execute(self.query.offset(first).limit(most)).all()

    def size(self, session: Session) -> int:
        """How many rows there are."""
        return session.execute(select(func.count()).select_from(self.query.subquery())).scalar_one()

    def sql(self, session: Session) -> str:
        """The SQL of the query, with its values filled in."""
        compiled = self.query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        return str(compiled)


def source_of(session: Session, year: int, figure: str) -> FigureSource | ListSource:
    """The source of a figure of a year. Raises Refused(not_found) where there is no such figure."""
    match figure.split("/", 4):
        case ["members", "left"]:
            return _movements(year, LEAVING)
        case ["members", kind] if kind in list(MovementKind):
            return _movements(year, (MovementKind(kind),))
        case [("assemblies" | "extraordinary" | "history") as part, day, ("voters" | "entitled") as number]:
            kind = EXTRAORDINARY if part == "extraordinary" else ORDINARY
            return _of_assembly(session, kind, _day(day, None if part == "history" else year), number)
        case ["extraordinary"]:
            return _extraordinary(session, year)
        case ["turnout", day, "by", division, rest] if division in list(Division):
            return _group(session, _assembly(session, _day(day, year)), Division(division), rest)
        case ["board", "vacant_at_end"]:
            return seats_source(session, year)
        case ["board", figure] if figure in LISTS:
            return mandates_source(session, year, figure)
        case ["board", "vacant" | "filled"]:
            return _elections(assemblies_of(session, year))
        case ["events", kind, "events" | "days" | "cities" | "participants"] if kind in list(EventKind):
            return _events(year, EventKind(kind))
        case ["members", *which]:
            return _members(year, which)
        case ["legal_persons"]:
            return FigureSource(legal_persons_on(date(year, 12, 31)), ("member",))
        case ["facts", kind, *below] if kind in list(FactKind):
            return _entries(year, FactKind(kind), below[0] if below else None)
    raise Refused(Code.NOT_FOUND)


def _members(year: int, which: list[str]) -> FigureSource:
    """Those who were members before the year or at its end, or one category of the latter."""
    day, category = date(year, 12, 31), ""
    match which:
        case ["opening"]:
            day = date(year - 1, 12, 31)
        case ["closing"]:
            pass
        case ["categories", category]:
            pass
        case _:
            raise Refused(Code.NOT_FOUND)
    members = members_on(day).subquery()
    query = select(members.c.number, members.c.category).order_by(members.c.number)
    return FigureSource(
        query.where(members.c.category == category) if category else query, ("member", "category")
    )


def _movements(year: int, kinds: Sequence[MovementKind]) -> FigureSource:
    return FigureSource(
        select(Movement.member, Movement.kind, Movement.on)
        .where(
            Movement.kind.in_([kind.value for kind in kinds]),
            Movement.on.between(date(year, 1, 1), date(year, 12, 31)),
            STANDS,
        )
        .order_by(Movement.on, Movement.member),
        ("member", "movement", "on"),
    )


def _of_assembly(session: Session, kind: AssemblyKind, day: date, number: str) -> FigureSource:
    """The source of a number of an assembly: who voted or was entitled, or what was entered of one that was
    not held with this system."""
    for one in turnouts(session, kind, day, day):
        if one.entry is not None:
            return _entries(day.year, FactKind.ASSEMBLY, one.entry)
    assembly = _assembly(session, day, kind)
    return _voters(assembly) if number == "voters" else _entitled(assembly)


def _assembly(session: Session, day: date, kind: AssemblyKind = ORDINARY) -> Assembly:
    for assembly in assemblies_held(session, kind, day, day):
        return assembly
    raise Refused(Code.NOT_FOUND)


def _extraordinary(session: Session, year: int) -> ListSource:
    """The extraordinary assemblies of a year."""
    found = turnouts_of(session, year, EXTRAORDINARY)
    return ListSource([(one.date, one.voters, one.entitled) for one in found], ("on", "voters", "entitled"))


def _day(text: str, year: int | None) -> date:
    """The day of an assembly, of a year where one is given."""
    day = day_in(text)
    if day is None or year not in (None, day.year):
        raise Refused(Code.NOT_FOUND)
    return day


def _voters(assembly: Assembly) -> FigureSource:
    return FigureSource(
        select(Participation.member, func.count())
        .join(Resolution, Resolution.id == Participation.resolution_id)
        .where(Resolution.assembly_id == assembly.id, OF_SUBSTANCE)
        .group_by(Participation.member)
        .order_by(Participation.member),
        ("member", "resolutions"),
    )


def _entitled(assembly: Assembly) -> FigureSource:
    return FigureSource(
        select(RollEntry.member, RollEntry.category)
        .where(RollEntry.assembly_id == assembly.id, not_removed(assembly.id, RollEntry.member))
        .order_by(RollEntry.member),
        ("member", "category"),
    )


def _group(session: Session, assembly: Assembly, division: Division, rest: str) -> FigureSource:
    """The source for a group of a division: its members, or its voters where their number may be shown."""
    group, _, number = rest.rpartition("/")
    groups = turnout_by(session, assembly)[division.value]
    if groups.get(group, {}).get(number) is None:
        raise Refused(Code.NOT_FOUND)
    gone = forgotten_at(session, DataKind.PARTICIPATIONS, assembly.id) if division in WAYS_OF_VOTING else None
    if gone is not None:
        raise Refused(Code.FORGOTTEN, day=gone.astimezone(ZoneInfo(assembly.timezone)).date().isoformat())
    query = members_in(assembly, division, group, cities=groups.keys(), voters=number == "voters")
    return FigureSource(query, ("member",))


def _elections(assemblies: Sequence[Assembly]) -> FigureSource:
    return FigureSource(
        select(Resolution.number, Resolution.round, Resolution.seats, Resolution.options, Result.content)
        .join(Result, Result.resolution_id == Resolution.id)
        .where(
            Resolution.assembly_id.in_([assembly.id for assembly in assemblies]),
            Resolution.state == State.ANNOUNCED.value,
            Resolution.term_years.is_not(None),
        )
        .order_by(Resolution.assembly_id, Resolution.position, Resolution.round),
        ("number", "round", "seats", "candidates", "result"),
    )


def _entries(year: int, kind: FactKind, code: str | None) -> FigureSource:
    """Everything that was entered of a kind, or of one code, that can hold for the year; the latest first."""
    until = ReportFact.year <= year if kind in STANDING else ReportFact.year == year
    query = (
        select(ReportFact.entered_at, Account.name, ReportFact.kind, ReportFact.content, ReportFact.source)
        .join(Account, Account.id == ReportFact.account_id)
        .where(ReportFact.kind == kind.value, until)
        .order_by(ReportFact.year.desc(), ReportFact.id.desc())
    )
    return FigureSource(
        query.where(ReportFact.code == code) if code else query,
        ("entered_at", "entered_by", "fact_kind", "fact", "source"),
    )


def _events(year: int, kind: EventKind) -> FigureSource:
    return FigureSource(
        select(Event.on, Event.city, Event.title, checked_in(), Event.others)
        .where(Event.kind == kind.value, Event.on.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(Event.on, Event.city, Event.title),
        ("on", "city", "event", "checked_in", "others"),
    )
