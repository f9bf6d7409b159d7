"""Directors, elections and entries for the tests of the board."""

from datetime import date
from typing import Any

from voting.report.board import Entry, Mandate
from voting.report.board_history import MandateChange

SINCE, UNTIL = date(2025, 6, 17), date(2029, 6, 17)


def director(name: str = "Ann", origin: str = "elected", **values: Any) -> Mandate:
    """A mandate from 2025 to 2029, unless something else is said."""
    begins, ends = values.pop("begins", SINCE), values.pop("ends", UNTIL)
    key = values.pop("key", name.lower())
    return Mandate(key, name, origin, begins, ends, **values)


def change(kind: Entry, mandate: str, on: date, key: str = "change", reason: str = "x") -> MandateChange:
    """An entry about a mandate."""
    return MandateChange(key, kind, mandate, on, reason)
