"""What became of the board in a year, as the special report tells it. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from voting.report.board import IN_OFFICE, Entry, Mandate

Chosen = Callable[[Mandate, int], bool]


def _in_office(mandate: Mandate, year: int) -> bool:
    return mandate.standing(date(year, 12, 31)) in IN_OFFICE


LISTS: Mapping[str, Chosen] = {
    "new": lambda mandate, year: _appointed(mandate, year) and not mandate.renewed,
    "renewed": lambda mandate, year: _appointed(mandate, year) and mandate.renewed,
    "coopted": lambda mandate, year: mandate.origin == Entry.COOPTED and mandate.begins.year == year,
    "confirmed": lambda mandate, year: mandate.confirmed is not None and mandate.confirmed.year == year,
    "not_confirmed": lambda mandate, year: mandate.ended_by is Entry.NOT_CONFIRMED and _ended(mandate, year),
    "left": lambda mandate, year: mandate.ended_by is not Entry.NOT_CONFIRMED and _ended(mandate, year),
    "in_office": _in_office,
    "trained": lambda mandate, year: any(training.on.year == year for training in mandate.trained),
}
"""Which mandates each figure of a year counts: ``new`` and ``renewed`` of the ordinary assemblies. Those who
were not confirmed are not among those who left."""


def _appointed(mandate: Mandate, year: int) -> bool:
    elected = mandate.ordinary and mandate.origin != Entry.COOPTED
    return elected and mandate.begins.year == year


def _ended(mandate: Mandate, year: int) -> bool:
    return mandate.ended is not None and mandate.ended.year == year


def of_the_year(register: Iterable[Mandate], year: int, name: str) -> list[Mandate]:
    """The mandates that the figure of this name (``LISTS``) counts in a year, the earliest first."""
    counted = [item for item in register if LISTS[name](item, year)]
    return sorted(counted, key=lambda item: (item.begins, item.name))


def directors_of(register: Iterable[Mandate], year: int) -> list[dict[str, Any]]:
    """Who was a director in a year, as JSON values: their mandate and its state as on 31 December, whatever
    came after it, and the trainings they followed in that year; the earliest mandate first."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = [item for item in register if item.begins <= last and item.last > max(first, item.begins)]
    return [
        {
            "name": item.name,
            "origin": item.origin,
            "renewed": item.renewed,
            "begins": item.begins.isoformat(),
            "ends": (item.last if item.last <= last else item.ends).isoformat(),
            "ended_by": item.ended_by if item.last <= last else None,
            "state": item.standing(last),
            "confirmed": item.confirmed.isoformat() if item.confirmed and item.confirmed <= last else None,
            "trained": [
                {"on": training.on.isoformat(), "what": training.what}
                for training in item.trained
                if training.on.year == year
            ],
        }
        for item in sorted(found, key=lambda item: (item.begins, item.name))
    ]
