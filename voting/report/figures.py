"""The figures of a year for the yearly special report, and the checks that they agree with each other.

The report is that of a recognised cooperative to the National Council for Cooperation (royal decree of 8
January 1962, art. 1): principle 1, voluntary and open membership; principle 2, democratic control by the
members.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.register.membership import STANDS, counts_on, members_on
from voting.register.models import LEAVING, Category, Movement, MovementKind
from voting.report.assemblies import EXTRAORDINARY, AssemblyFigures, turnouts_of
from voting.report.board_seats import vacant_seats
from voting.report.board_year import LISTS, of_the_year
from voting.report.mandates import board, latest_first


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """By ``voting.report.board_year.LISTS`` what became of mandates in the year; the seats that the elections
    of its ordinary assemblies left vacant, and those that are vacant at its end: None where nothing is known
    of the board by then."""

    mandates: dict[str, int]
    vacant: int
    vacant_at_end: int | None

    @property
    def filled(self) -> int:
        """Seats that somebody was elected to."""
        return self.mandates["new"] + self.mandates["renewed"]


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The figures of one calendar year. ``faults`` are the codes of the checks that they fail
    (``figures_faults``)."""

    year: int
    opening: int
    movements: dict[MovementKind, int]
    closing: int
    categories: dict[Category, int]
    assemblies: tuple[AssemblyFigures, ...]
    extraordinary: tuple[AssemblyFigures, ...]
    board: BoardFigures
    faults: tuple[str, ...]

    @property
    def left(self) -> int:
        """Members who left in the year, for whatever reason."""
        return sum(self.movements[kind] for kind in LEAVING)


@dataclass(frozen=True, slots=True)
class RegisterFigures:
    """The number of members before the first day of a period and after its last, the movements in it, and the
    members by category after it."""

    opening: int
    movements: dict[MovementKind, int]
    closing: int
    categories: dict[Category, int]

    @property
    def left(self) -> int:
        """How many members left in the period, for whatever reason."""
        return sum(self.movements[kind] for kind in LEAVING)


def register_figures(session: Session, since: date, until: date) -> RegisterFigures:
    """The figures of the register from the beginning of a day to the end of another."""
    opening, closing = session.execute(counts_on(since - timedelta(days=1), until)).one()
    return RegisterFigures(
        opening=opening,
        movements=_movements(session, since, until),
        closing=closing,
        categories=_categories(session, until),
    )


def year_figures(session: Session, year: int) -> YearFigures:
    """The figures of a year, from the register and the announced results."""
    register = register_figures(session, date(year, 1, 1), date(year, 12, 31))
    figures = YearFigures(
        year=year,
        opening=register.opening,
        movements=register.movements,
        closing=register.closing,
        categories=register.categories,
        assemblies=turnouts_of(session, year),
        extraordinary=turnouts_of(session, year, EXTRAORDINARY),
        board=_board(session, year),
        faults=(),
    )
    return replace(figures, faults=figures_faults(figures))


def figures_faults(figures: YearFigures) -> tuple[str, ...]:
    """The codes of the checks that the figures fail: ``balance`` (opening + joined - left = closing) and
    ``categories`` (the categories add up to the closing number)."""
    joined = figures.movements[MovementKind.JOINED]
    faults = []
    if figures.opening + joined - figures.left != figures.closing:
        faults.append("balance")
    if sum(figures.categories.values()) != figures.closing:
        faults.append("categories")
    return tuple(faults)


def _movements(session: Session, since: date, until: date) -> dict[MovementKind, int]:
    rows = session.execute(
        select(Movement.kind, func.count().label("times"))
        .where(Movement.on.between(since, until), STANDS)
        .group_by(Movement.kind)
    )
    counted = {row.kind: row.times for row in rows}
    return {kind: counted.get(kind.value, 0) for kind in MovementKind}


def _categories(session: Session, day: date) -> dict[Category, int]:
    members = members_on(day).subquery()
    rows = session.execute(
        select(members.c.category, func.count().label("times")).group_by(members.c.category)
    )
    counted = {row.category: row.times for row in rows}
    return {category: counted.get(category.value, 0) for category in Category}


def _board(session: Session, year: int) -> BoardFigures:
    """From what was entered, and the announced elections with a term: directors are appointed for one,
    committees are not."""
    known, last = board(session), date(year, 12, 31)
    register = latest_first(known.history())
    told = any(item.begins <= last for item in register) or any(item.on <= last for item in known.elections)
    return BoardFigures(
        {name: len(of_the_year(register, year, name)) for name in LISTS},
        vacant=sum(item.vacant for item in known.elections if item.ordinary and item.on.year == year),
        vacant_at_end=vacant_seats(known.elections, register, last) if told else None,
    )
