"""What a year's report says of the board."""

from datetime import date

import pytest

from tests.report.boards import SINCE, director
from voting.report.board import Entry, Training
from voting.report.board_year import LISTS, directors_of, of_the_year

DAY = date(2025, 9, 1)
LAW, FINANCE = Training(DAY, "law"), Training(date(2026, 2, 1), "finance")
BOARD = [
    director("Gil", "coopted", begins=DAY, ended=date(2026, 6, 16), ended_by=Entry.NOT_CONFIRMED),
    director("Bob", trained=(LAW, FINANCE), renewed=True),
    director("Ann", ended=DAY, ended_by=Entry.DIED, ended_for="private"),
    director("Dua", "coopted", begins=date(2024, 12, 31), confirmed=SINCE, reason="private"),
    director("Eve", "earlier", begins=date(2021, 6, 15), ends=date(2025, 1, 1)),
    director("Fay", "earlier", begins=date(2021, 6, 15), ends=date(2025, 1, 2)),
    director("Hal", begins=date(2026, 1, 1)),
    director("Ida", begins=date(2026, 12, 31), ordinary=False),
]


@pytest.mark.parametrize(
    ("year", "counted"),
    [
        (2025, ["Ann", "Bob", "Gil", "Dua", "", "Ann", "Dua Bob Gil", "Bob"]),
        (2026, ["Hal", "", "", "", "Gil", "", "Dua Bob Hal Ida", "Bob"]),
        (2024, ["", "", "Dua", "", "", "", "Eve Fay Dua", ""]),
        (2021, ["Eve Fay", "", "", "", "", "", "Eve Fay", ""]),
    ],
)
def test_what_is_counted_in_a_year(year: int, counted: list[str]) -> None:
    names = ("new", "renewed", "coopted", "confirmed", "not_confirmed", "left", "in_office", "trained")
    assert tuple(LISTS) == names
    for name, expected in zip(names, counted, strict=True):
        assert " ".join(item.name for item in of_the_year(BOARD, year, name)) == expected, name


def test_the_directors_of_a_year() -> None:
    found = directors_of(BOARD, 2025)
    assert [item["name"] for item in found] == ["Fay", "Dua", "Ann", "Bob", "Gil"]
    fay, dua, ann, bob, gil = found
    assert ann == {
        "name": "Ann",
        "origin": "elected",
        "renewed": False,
        "begins": "2025-06-17",
        "ends": "2025-09-01",
        "ended_by": "died",
        "state": "ended",
        "confirmed": None,
        "trained": [],
    }
    assert (fay["ends"], fay["state"], fay["ended_by"]) == ("2025-01-02", "ended", None)
    assert (dua["confirmed"], dua["state"], dua["origin"]) == ("2025-06-17", "running", "coopted")
    assert bob["trained"] == [{"on": "2025-09-01", "what": "law"}]
    assert bob["renewed"]
    assert (gil["ended_by"], gil["ends"], gil["state"]) == (None, "2029-06-17", "to_confirm")
    gil, *_ = directors_of(BOARD[:1], 2026)
    assert (gil["ended_by"], gil["ends"], gil["state"]) == ("not_confirmed", "2026-06-16", "ended")
    ended = director(ended=date(2025, 12, 31), ended_by=Entry.DIED, confirmed=date(2026, 1, 1))
    [item] = directors_of([ended], 2025)
    assert (item["ended_by"], item["ends"], item["confirmed"]) == ("died", "2025-12-31", None)
    [item] = directors_of([director(confirmed=date(2025, 12, 31))], 2025)
    assert item["confirmed"] == "2025-12-31"
    others = [
        director(ends=SINCE),
        director("Jan", begins=date(2021, 6, 15), ends=date(2024, 6, 18)),
        director("Kim", begins=date(2025, 12, 31)),
        director("Lea", begins=date(2026, 1, 1)),
    ]
    assert [item["name"] for item in directors_of(others, 2025)] == ["Kim"]
