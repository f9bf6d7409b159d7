"""Why something cannot be entered about the board, beside what is known of it. Pure."""

from datetime import date

from voting.errors import Fault
from voting.folding import letters
from voting.report.board import Mandate
from voting.report.board_history import BoardRecord, History, Impossible, MandateChange
from voting.report.board_seats import overfilled, seat_steps

COLUMNS = {"director_already": "name", "outside_term": "on", "ended_already": "on"}
"""By code of a fault, the field that it is about where that is not the mandate."""


def faults_of_entry(board: BoardRecord, entry: Mandate | MandateChange, today: date) -> list[Fault]:
    """Every reason why an entry cannot be made: what it says cannot be, or something that was entered before
    could not have been, or on some day up to today there would be more directors than seats."""
    before = board.history()
    own = _overlapping(before, entry) if isinstance(entry, Mandate) else None
    after = board.with_entry(entry).history()
    own = own or after.impossible.get(entry.key)
    if own is not None:
        return [_fault(own.code, own.about)]
    return _of_others(board, before, after, today, "no_seat_vacant", "on")


def faults_of_taking_back(board: BoardRecord, key: str, today: date) -> list[Fault]:
    """Every reason why the entry of a key, which stands, cannot be taken back."""
    before, after = board.history(), board.without(key).history()
    return _of_others(board, before, after, today, "seat_filled_since", "mandate")


def _overlapping(known: History, begun: Mandate) -> Impossible | None:
    """The mandate that the same person has during a part of this term."""
    for item in known.mandates.values():
        if letters(item.name) == letters(begun.name) and max(item.begins, begun.begins) < min(
            item.last, begun.last
        ):
            return Impossible("director_already", item)
    return None


def _of_others(
    board: BoardRecord, before: History, after: History, today: date, too_many: str, column: str
) -> list[Fault]:
    """The entries that could be before, and could not have been after; else, by the code ``too_many``, the
    first day on which there would be more directors than seats."""
    faults = []
    for entry in board.entries:
        if entry.key in after.impossible.keys() - before.impossible.keys():
            mandate = before.mandates[entry.key if isinstance(entry, Mandate) else entry.mandate]
            on = entry.begins if isinstance(entry, Mandate) else entry.on
            faults.append(Fault(0, "mandate", "entered_since", {"name": mandate.name, "day": _written(on)}))
    steps = [seat_steps(board.elections, found.mandates.values()) for found in (before, after)]
    day = overfilled(steps[0], steps[1], today)
    if not faults and day is not None:
        faults.append(Fault(0, column, too_many, {"day": _written(day)}))
    return faults


def _fault(code: str, about: Mandate | None) -> Fault:
    column = COLUMNS.get(code, "mandate")
    if about is None:
        return Fault(0, column, code)
    days = {"begins": _written(about.begins), "ends": _written(about.last)}
    return Fault(0, column, code, {"name": about.name, **days})


def _written(day: date) -> str:
    return day.strftime("%d/%m/%Y")
