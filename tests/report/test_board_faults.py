"""Why something cannot be entered about the board; and that whatever is entered, it stays a possible one."""

from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.boards import SINCE, UNTIL, change, director
from voting.errors import Fault
from voting.folding import letters
from voting.report.board import Entry, Mandate, in_office, seat_of
from voting.report.board_faults import faults_of_entry, faults_of_taking_back
from voting.report.board_history import BoardRecord, MandateChange
from voting.report.board_seats import Election, seat_steps

JANUARY, FEBRUARY, MARCH = date(2026, 1, 15), date(2026, 2, 1), date(2026, 3, 1)
TODAY = date(2026, 4, 1)
ANN, BOB = director(), director("Bob")
FULL = BoardRecord((Election(SINCE, 0, 2),), (ANN, BOB))
LEFT = change(Entry.RESIGNED, "bob", JANUARY, "left")
FREED = FULL.with_entry(LEFT)
DUA = director("Dua", "coopted", begins=FEBRUARY, completes="bob")
FILLED = FREED.with_entry(DUA)
TERM = {"begins": "17/06/2025", "ends": "17/06/2029"}


def new(name: str, origin: str = "coopted", begins: date = MARCH, **values: object) -> Mandate:
    return director(name, origin, begins=begins, key="new", **values)


SEATS: list[tuple[BoardRecord, Mandate | MandateChange, Fault | None]] = [
    (FULL, new("Dua"), Fault(0, "on", "no_seat_vacant", {"day": "01/03/2026"})),
    (FREED, new("Dua"), None),
    (FREED, new("Dua", completes="bob"), None),
    (FREED, new("Dua", begins=date(2026, 1, 14)), Fault(0, "on", "no_seat_vacant", {"day": "14/01/2026"})),
    (FREED, new("Dua", completes="ann"), Fault(0, "mandate", "seat_not_freed", {"name": "Ann"} | TERM)),
    (FREED, new("Dua", completes="x"), Fault(0, "mandate", "seat_not_freed")),
    (
        FILLED,
        new("Eve", completes="bob"),
        Fault(0, "mandate", "seat_taken", {"name": "Dua"} | TERM | {"begins": "01/02/2026"}),
    ),
    (FILLED, new("Eve"), Fault(0, "on", "no_seat_vacant", {"day": "01/03/2026"})),
    (
        FILLED,
        new("Eve", begins=date(2026, 1, 20)),
        Fault(0, "on", "no_seat_vacant", {"day": "01/02/2026"}),
    ),
    (
        FILLED,
        new("Eve", begins=date(2026, 1, 20), completes="bob"),
        Fault(0, "mandate", "entered_since", {"name": "Dua", "day": "01/02/2026"}),
    ),
    (BoardRecord(), new("Dua"), None),
    (FULL, new("Dua", begins=date(2025, 6, 1), ends=date(2025, 6, 10)), None),
]
"""Before the first election nobody knows how many seats there are."""
ONCE: list[tuple[BoardRecord, Mandate | MandateChange, Fault | None]] = [
    (FREED, new("ÁNN"), Fault(0, "name", "director_already", {"name": "Ann"} | TERM)),
    (FULL, new("ann", "earlier"), Fault(0, "name", "director_already", {"name": "Ann"} | TERM)),
    (
        FULL,
        new("ann", "earlier", begins=date(2021, 6, 22), ends=date(2025, 6, 18)),
        Fault(0, "name", "director_already", {"name": "Ann"} | TERM),
    ),
    (FULL, new("ann", "earlier", begins=date(2021, 6, 22), ends=SINCE), None),
    (FULL, new("ann", "earlier", begins=UNTIL, ends=date(2033, 1, 1)), None),
    (FREED, new("Bob", completes="bob"), None),
    (
        FILLED,
        new("dua", "earlier", begins=date(2025, 1, 1), ends=MARCH),
        Fault(0, "name", "director_already", {"name": "Dua"} | TERM | {"begins": "01/02/2026"}),
    ),
]
CHANGES: list[tuple[BoardRecord, Mandate | MandateChange, Fault | None]] = [
    (
        FREED,
        change(Entry.DIED, "bob", MARCH, "new"),
        Fault(0, "on", "ended_already", {"name": "Bob"} | TERM | {"ends": "15/01/2026"}),
    ),
    (
        FREED,
        change(Entry.DIED, "bob", SINCE, "new"),
        Fault(0, "mandate", "entered_since", {"name": "Bob", "day": "15/01/2026"}),
    ),
    (
        FULL,
        change(Entry.TRAINED, "bob", UNTIL, "new"),
        Fault(0, "on", "outside_term", {"name": "Bob"} | TERM),
    ),
    (
        FULL,
        change(Entry.CONFIRMED, "bob", MARCH, "new"),
        Fault(0, "mandate", "not_coopted", {"name": "Bob"} | TERM),
    ),
    (FILLED, change(Entry.CONFIRMED, "dua", MARCH, "new"), None),
    (FILLED, change(Entry.NOT_CONFIRMED, "dua", MARCH, "new"), None),
    (
        FILLED.with_entry(change(Entry.CONFIRMED, "dua", FEBRUARY, "sure")),
        change(Entry.CONFIRMED, "dua", MARCH, "new"),
        Fault(0, "mandate", "confirmed_already", {"name": "Dua"} | TERM | {"begins": "01/02/2026"}),
    ),
]


@pytest.mark.parametrize(("board", "entry", "fault"), [*SEATS, *ONCE, *CHANGES])
def test_what_can_be_entered_beside_what_is_known(
    board: BoardRecord, entry: Mandate | MandateChange, fault: Fault | None
) -> None:
    assert faults_of_entry(board, entry, TODAY) == ([fault] if fault else [])


def test_what_was_impossible_before_stands_in_nobodys_way() -> None:
    odd = FULL.with_entry(new("Odd", begins=FEBRUARY)).with_entry(change(Entry.CONFIRMED, "ann", MARCH))
    assert faults_of_entry(odd, change(Entry.TRAINED, "bob", MARCH, "2"), TODAY) == []
    assert faults_of_taking_back(odd, "new", TODAY) == []


def test_what_others_need_cannot_be_taken_back() -> None:
    since = Fault(0, "mandate", "entered_since", {"name": "Dua", "day": "01/02/2026"})
    filled = Fault(0, "mandate", "seat_filled_since", {"day": "01/02/2026"})
    assert faults_of_taking_back(FILLED, "left", TODAY) == [since]
    assert faults_of_taking_back(FILLED, "dua", TODAY) == []
    assert faults_of_taking_back(FREED, "left", TODAY) == []
    elsewhere = FREED.with_entry(director("Eve", "coopted", begins=FEBRUARY))
    assert faults_of_taking_back(elsewhere, "left", TODAY) == [filled]
    again = FREED.with_entry(director("Bob", "coopted", begins=FEBRUARY, key="again"))
    known = {"name": "Bob", "day": "01/02/2026"}
    assert faults_of_taking_back(again, "left", TODAY) == [Fault(0, "mandate", "entered_since", known)]


NAMES = ["Ann", "ann", "Bob", "Cem", "Dua"]
DAYS = st.integers(0, 60).map(lambda number: SINCE + timedelta(days=30 * number))


@given(st.data())
@settings(max_examples=60)
def test_whatever_is_entered_it_stays_possible(data: st.DataObject) -> None:
    """Of entries in any order, those without a fault leave nobody with two mandates, no seat with two
    directors, no board with too many, and no earlier entry impossible."""
    draw, today = data.draw, SINCE + timedelta(days=2000)
    elections = (Election(SINCE, draw(st.integers(0, 2)), 2), Election(date(2027, 6, 15), 1, 0))
    board = BoardRecord(elections, (ANN, BOB))
    for number in range(draw(st.integers(0, 12))):
        board = board_after(draw, board, f"e{number}", today)
        found = board.history()
        assert found.impossible == {}
        steps = seat_steps(elections, found.mandates.values())
        lasting = [one for one, after in pairwise(steps) if one.on < after.on] + steps[-1:]
        assert all(step.vacant >= 0 for step in lasting if step.on <= today)
        for one, other in combinations(found.mandates.values(), 2):
            apart = one.last <= other.begins or other.last <= one.begins
            same_seat = seat_of(found.mandates, one) == seat_of(found.mandates, other)
            assert apart or letters(one.name) != letters(other.name)
            assert apart or not same_seat
        for step in lasting:
            assert len({letters(item.name) for item in in_office(found.mandates.values(), step.on)}) == len(
                in_office(found.mandates.values(), step.on)
            )


def board_after(draw: st.DrawFn, board: BoardRecord, key: str, today: date) -> BoardRecord:
    """The board after one more entry, or one less, where nothing speaks against it."""
    keys = sorted(board.history().mandates)
    on = draw(DAYS)
    kind = draw(st.sampled_from(list(Entry)))
    entry: Mandate | MandateChange
    if kind is Entry.MISTAKEN:
        taken_back = draw(st.sampled_from([item.key for item in board.entries] or [""]))
        faulty = not taken_back or faults_of_taking_back(board, taken_back, today)
        return board if faulty else board.without(taken_back)
    if kind in (Entry.EARLIER, Entry.COOPTED):
        completes = draw(st.sampled_from([None, *keys])) if kind is Entry.COOPTED else None
        ends = on + timedelta(days=draw(st.integers(1, 1500)))
        entry = director(draw(st.sampled_from(NAMES)), kind.value, begins=on, ends=ends, key=key)
        entry = Mandate(key, entry.name, kind.value, on, ends, completes=completes)
    else:
        entry = MandateChange(key, kind, draw(st.sampled_from(keys)), on)
    return board if faults_of_entry(board, entry, today) else board.with_entry(entry)
