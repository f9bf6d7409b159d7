"""The lists that the board's figures of a year come from: mandates, and the seats from day to day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from voting.report.board import Mandate
from voting.report.board_seats import SeatChange, seat_steps
from voting.report.board_year import of_the_year
from voting.report.mandates import board


@dataclass(frozen=True, slots=True)
class ListSource:
    """Rows that rules have found, not one query; and codes that name their columns."""

    listed: Sequence[tuple[Any, ...]]
    columns: tuple[str, ...]

    def rows(self, session: Session, first: int = 0, most: int | None = None) -> Sequence[Any]:
        """The rows: ``most`` of them from the index ``first`` on."""
        return self.listed[first:][:most]

    def size(self, session: Session) -> int:
        """How many rows there are."""
        return len(self.listed)

    def sql(self, session: Session) -> str:
        """No query."""
        return ""


def mandates_source(session: Session, year: int, figure: str) -> ListSource:
    """The mandates that a figure of a year counts (``voting.report.board_year.LISTS``)."""
    counted = of_the_year(board(session).history().mandates.values(), year, figure)
    columns = ("director", "origin", "begins", "ends", "ended_by", "confirmed", "trained")
    return ListSource([_mandate(item, year) for item in counted], columns)


def seats_source(session: Session, year: int) -> ListSource:
    """Every change in the number of vacant seats up to the end of a year."""
    known = board(session)
    steps = seat_steps(known.elections, known.history().mandates.values())
    rows = [_step(step) for step in steps if step.on <= date(year, 12, 31)]
    return ListSource(rows, ("on", "cause", "director", "vacant"))


def _mandate(item: Mandate, year: int) -> tuple[Any, ...]:
    trained = tuple(training for training in item.trained if training.on.year == year)
    return (item.name, item.origin, item.begins, item.last, item.ended_by, item.confirmed, trained)


def _step(step: SeatChange) -> tuple[Any, ...]:
    return (step.on, step.cause.value, step.about.name if step.about else None, step.vacant)
