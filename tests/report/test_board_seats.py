"""How many seats of the board are vacant: by examples, and against a board whose seats are counted one by
one."""

from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.boards import SINCE, director
from voting.report.board import Entry, Mandate, in_office
from voting.report.board_seats import Cause, Election, SeatChange, overfilled, seat_steps, vacant_seats

ELECTION = Election(SINCE, vacant=3, filled=4)
NEXT = Election(date(2026, 6, 16), vacant=1, filled=3)
SPECIAL = Election(date(2025, 10, 1), vacant=1, filled=1, ordinary=False)
BEFORE, AUTUMN, NEW_YEAR = date(2025, 1, 1), date(2025, 9, 1), date(2026, 1, 1)


@pytest.mark.parametrize(
    ("register", "vacant"),
    [
        ([director()], 3),
        ([director(ended=AUTUMN, ended_by=Entry.DIED)], 4),
        ([director(ended=NEW_YEAR, ended_by=Entry.DIED)], 4),
        ([director(), director(origin="coopted")], 2),
        ([director(origin="coopted", begins=AUTUMN, ends=AUTUMN)], 3),
        ([director(origin="coopted", ended=AUTUMN, ended_by=Entry.NOT_CONFIRMED)], 3),
        ([director(ended=AUTUMN), director(origin="coopted", begins=AUTUMN, completes="ann")], 3),
        ([director(ended=date(2026, 1, 2))], 3),
        ([director(begins=BEFORE, ended=SINCE, ended_by=Entry.RESIGNED)], 3),
        ([director(begins=BEFORE, ended=SINCE, ended_by=Entry.DISMISSED)], 4),
        ([director(begins=BEFORE, ended=SINCE, ended_by=Entry.NOT_CONFIRMED, origin="coopted")], 4),
        ([director(begins=BEFORE, ended=date(2025, 6, 16), ended_by=Entry.DISMISSED)], 3),
        ([director(origin="coopted", ended=SINCE, ended_by=Entry.DISMISSED)], 3),
        ([director(origin="earlier", begins=date(2021, 6, 1), ends=date(2025, 6, 20))], 3),
        ([director(origin="earlier", begins=AUTUMN)], 2),
        ([director(str(number), "earlier", begins=AUTUMN) for number in range(5)], 0),
        ([director(str(number), "coopted", begins=AUTUMN) for number in range(5)], 0),
    ],
)
def test_seats_since_the_last_election(register: list[Mandate], vacant: int) -> None:
    assert vacant_seats([ELECTION], register, NEW_YEAR) == vacant
    assert vacant_seats([ELECTION], register, date(2025, 1, 1)) == 0


def test_the_source_of_2025_three_new_one_renewed_none_coopted_three_vacant() -> None:
    """As the published report has it: seats that were resigned from or not renewed before the election are
    among those that it put to the vote."""
    elected = [director(name, renewed=name == "Ann") for name in ("Ann", "Bob", "Cem", "Dua")]
    gone = director(
        "Eve", "earlier", begins=date(2023, 6, 20), ends=date(2027, 6, 15), ended=date(2025, 2, 1)
    )
    over = director("Fay", "earlier", begins=date(2021, 6, 15), ends=date(2025, 6, 17))
    stays = director("Gil", "earlier", begins=date(2023, 6, 20), ends=date(2027, 6, 15))
    register = [*elected, gone, over, stays]
    assert vacant_seats([ELECTION], register, date(2025, 12, 31)) == 3
    assert len(in_office(register, date(2025, 12, 31))) == 5


def test_a_term_that_ends_without_an_election_leaves_a_vacant_seat() -> None:
    short = director(ends=date(2026, 6, 16))
    assert vacant_seats([ELECTION], [short], date(2026, 6, 15)) == 3
    assert vacant_seats([ELECTION], [short], date(2026, 6, 16)) == 4
    assert vacant_seats([ELECTION, NEXT], [short], date(2026, 6, 16)) == 1
    causes = [step.cause for step in seat_steps([ELECTION, NEXT], [short])]
    assert causes == [Cause.ELECTION, Cause.ELECTION], "put to the vote on its last day"
    early = replace(short, ends=date(2026, 6, 1))
    assert vacant_seats([ELECTION, NEXT], [early], date(2026, 6, 10)) == 4, "until the election"
    later = replace(short, ends=date(2026, 9, 1))
    assert vacant_seats([ELECTION, NEXT], [later], date(2026, 12, 31)) == 1, "put to the vote in June"
    assert vacant_seats([ELECTION], [later], date(2026, 12, 31)) == 4
    gone = replace(later, ended=date(2025, 8, 1))
    assert vacant_seats([ELECTION], [gone], date(2026, 12, 31)) == 4, "and stays vacant beyond its term"


def test_an_extraordinary_assembly_fills_seats_that_were_vacant() -> None:
    assert vacant_seats([ELECTION, SPECIAL], [], NEW_YEAR) == 2, "others stay vacant"
    assert vacant_seats([SPECIAL], [], NEW_YEAR) == 1, "as many as it left, at least"
    nobody = replace(SPECIAL, vacant=0, filled=0)
    assert vacant_seats([nobody], [], NEW_YEAR) == 0
    dua = director("Dua", "coopted", begins=AUTUMN, ends=SPECIAL.on)
    full = replace(ELECTION, vacant=1)
    seat = replace(SPECIAL, vacant=0)
    assert vacant_seats([full, seat], [dua, director("Dua", key="2", begins=SPECIAL.on)], NEW_YEAR) == 0


def test_two_elections_of_one_day_are_counted_together() -> None:
    others = replace(ELECTION, vacant=2, ordinary=False)
    assert vacant_seats([ELECTION, others], [], SINCE) == 5
    assert [step.cause for step in seat_steps([ELECTION, others], [])] == [Cause.ELECTION]


def test_each_change_is_told_with_its_day() -> None:
    bob = director("Bob", ended=AUTUMN, ended_by=Entry.RESIGNED)
    dua = director("Dua", "coopted", begins=AUTUMN, ends=NEW_YEAR)
    assert seat_steps([ELECTION], [dua, bob]) == [
        SeatChange(SINCE, Cause.ELECTION, None, 3),
        SeatChange(AUTUMN, Cause.LEFT, bob, 4),
        SeatChange(AUTUMN, Cause.BEGUN, dua, 3),
        SeatChange(NEW_YEAR, Cause.TERM_ENDED, dua, 4),
    ]


def test_a_mandate_of_no_day_counts_for_nothing() -> None:
    none = director("Dua", "coopted", begins=AUTUMN, ends=AUTUMN)
    assert vacant_seats([ELECTION], [none, director("Bob", ended=AUTUMN)], NEW_YEAR) == 4


def test_the_first_day_with_more_directors_than_seats() -> None:
    full = [replace(ELECTION, vacant=0)]
    dua = director("Dua", "coopted", begins=AUTUMN)
    before, after = seat_steps(full, []), seat_steps(full, [dua])
    assert overfilled(before, after, AUTUMN) == AUTUMN
    assert overfilled(before, after, date(2025, 8, 31)) is None
    assert overfilled(after, after, AUTUMN) is None, "it was so before"
    assert overfilled([], after, AUTUMN) == AUTUMN
    one = [replace(ELECTION, vacant=1)]
    assert overfilled(seat_steps(one, []), seat_steps(one, [dua]), NEW_YEAR) is None, "the last vacant seat"
    same_day = replace(dua, begins=SINCE)
    assert overfilled(before, seat_steps(full, [same_day]), NEW_YEAR) == SINCE
    gil = director("Gil", "earlier", begins=NEW_YEAR)
    assert [step.vacant for step in seat_steps(full, [dua, gil])][:3] == [0, -1, -1]
    bob = director("Bob", ended=AUTUMN)
    assert overfilled(before, seat_steps(full, [dua, bob]), NEW_YEAR) is None
    late = replace(bob, ended=NEW_YEAR)
    assert overfilled(before, seat_steps(full, [dua, late]), NEW_YEAR) == AUTUMN
    eve = director("Eve", "coopted", begins=AUTUMN)
    assert overfilled(after, seat_steps(full, [dua, eve]), NEW_YEAR) == AUTUMN, "and one more"


@dataclass
class Counted:
    """A board whose seats are kept one by one: who sits on each, and what is known of it."""

    seats: list[int | None]
    register: list[Mandate] = field(default_factory=list)
    elections: list[Election] = field(default_factory=list)

    def sit(self, seat: int, origin: str, begins: date, ends: date) -> None:
        """Somebody new takes a seat."""
        self.seats[seat] = len(self.register)
        name = f"N{len(self.register)}"
        self.register.append(director(name, origin, begins=begins, ends=ends))

    def leave(self, seat: int, day: date, why: Entry) -> None:
        """Whoever sits on it leaves before their time."""
        at = self.seats[seat]
        assert at is not None
        self.register[at] = replace(self.register[at], ended=day, ended_by=why)
        self.seats[seat] = None

    def free(self, day: date) -> list[int]:
        """The seats without a director, once those whose term has ended are gone."""
        for seat, at in enumerate(self.seats):
            if at is not None and self.register[at].ends <= day:
                self.seats[seat] = None
        return [seat for seat, at in enumerate(self.seats) if at is None]

    def elect(self, draw: st.DataObject, day: date, ordinary: bool) -> None:
        """An election: an ordinary one puts every free seat to the vote, another one some of them."""
        free = self.free(day)
        seats = free if ordinary else free[: draw.draw(st.integers(0, len(free)))]
        filled = draw.draw(st.integers(0, len(seats)))
        for seat in seats[:filled]:
            self.sit(seat, "elected", day, date(day.year + draw.draw(st.integers(1, 4)), 6, 15))
        self.elections.append(Election(day, len(seats) - filled, filled, ordinary))


@given(st.data())
@settings(max_examples=50)
def test_as_many_as_are_counted_one_by_one(data: st.DataObject) -> None:
    """Through years with and without elections, every seat has a director or is vacant."""
    draw = data.draw
    board = Counted([None] * draw(st.integers(1, 4)))
    board.elect(data, date(2020, 6, 15), ordinary=True)
    days = st.dates(date(2020, 6, 16), date(2025, 1, 1))
    ordinary = {date(year, 6, 15) for year in range(2021, 2025) if draw(st.booleans())}
    for day in sorted(draw(st.sets(days, max_size=12)) | ordinary):
        free = board.free(day)
        taken = [seat for seat in range(len(board.seats)) if seat not in free]
        act = draw(st.sampled_from(["leave", "coopt", "elect"]))
        if day in ordinary or act == "elect":
            board.elect(data, day, ordinary=day in ordinary)
        elif act == "leave" and taken:
            why = draw(st.sampled_from([Entry.RESIGNED, Entry.DIED, Entry.DISMISSED]))
            board.leave(draw(st.sampled_from(taken)), day, why)
        elif act == "coopt" and free:
            board.sit(free[0], "coopted", day, date(day.year + draw(st.integers(1, 3)), 6, 15))
        vacant = vacant_seats(board.elections, board.register, day)
        assert vacant == len(board.free(day))
        assert vacant + len(in_office(board.register, day)) == len(board.seats)
        assert overfilled([], seat_steps(board.elections, board.register), day) is None


def test_before_the_first_election_the_seats_of_those_who_were_entered_are_counted() -> None:
    """A year whose assembly was held elsewhere: two had left, of five terms that ended one was renewed, and
    three were new."""
    june = date(2025, 6, 17)
    ended = [director(f"E{n}", "earlier", begins=date(2021, 6, 15), ends=june) for n in range(5)]
    left = [director(f"L{n}", "earlier", begins=date(2023, 6, 20), ended=date(2024, 12, 1)) for n in range(2)]
    elected = [director(name, "earlier", key=f"new {name}", begins=june) for name in ("E0", "A", "B", "C")]
    board = [*ended, *left, *elected]
    assert [vacant_seats([], board, day) for day in (date(2024, 1, 1), date(2025, 1, 1), june)] == [0, 2, 3]
    dua = director("Dua", "coopted", begins=date(2024, 1, 1))
    assert overfilled([], seat_steps([], [dua, *board]), june) is None, "there may have been more"
    assert vacant_seats([], [dua, *board], june) == 3
    assert overfilled([], seat_steps([ELECTION], [dua]), june) is None
    assert vacant_seats([ELECTION], [*ended, *left], date(2025, 1, 1)) == 2
