"""Mandates by themselves: their state on a day, who stays, who has served how many terms."""

from datetime import date
from typing import Any

import pytest

from tests.report.boards import SINCE, UNTIL, director
from voting.report.board import (
    Mandate,
    MandateStanding,
    filled_by,
    in_office,
    in_office_after,
    seat_of,
    terms_served,
    to_confirm,
    who_stay,
)

LATER = date(2026, 3, 1)
COMING, RUNNING, TO_CONFIRM, ENDED = MandateStanding


@pytest.mark.parametrize(
    ("mandate", "day", "standing"),
    [
        (director(), date(2025, 6, 16), COMING),
        (director(), SINCE, RUNNING),
        (director(), date(2029, 6, 16), RUNNING),
        (director(), UNTIL, ENDED),
        (director(), date(2030, 1, 1), ENDED),
        (director(ended=LATER), date(2026, 2, 28), RUNNING),
        (director(ended=LATER), LATER, ENDED),
        (director(origin="coopted"), LATER, TO_CONFIRM),
        (director(origin="coopted", confirmed=LATER), date(2026, 2, 28), TO_CONFIRM),
        (director(origin="coopted", confirmed=LATER), LATER, RUNNING),
        (director(origin="earlier"), LATER, RUNNING),
    ],
)
def test_the_state_of_a_mandate_on_a_day(mandate: Mandate, day: date, standing: MandateStanding) -> None:
    assert mandate.standing(day) is standing
    assert in_office([mandate], day) == ([mandate] if standing in (RUNNING, TO_CONFIRM) else [])


def test_who_is_to_be_confirmed_and_who_stays() -> None:
    ann, bob = director(), director("Bób", ends=date(2026, 6, 16))
    dua = director("Dua", "coopted", begins=date(2026, 1, 1))
    cem = director("Cem", "coopted", begins=date(2025, 12, 1))
    eve = director("Eve", "coopted", begins=date(2025, 12, 1), confirmed=LATER)
    board = [dua, cem, ann, bob, eve]
    assert to_confirm(board, LATER) == [cem, dua]
    assert who_stay(board, date(2026, 6, 1)) == [ann, eve]
    assert in_office_after(board, date(2025, 7, 1)) == {"ann": UNTIL, "bob": date(2026, 6, 16)}


def test_whose_term_somebody_completes() -> None:
    ann = director(ended=LATER)
    dua = director("Dua", "coopted", begins=LATER, completes="ann", ended=date(2026, 5, 1))
    fay = director("Fay", "coopted", begins=date(2026, 5, 1), completes="dua")
    bob = director("Bob", ended=LATER)
    known = {item.key: item for item in (ann, dua, fay, bob)}
    assert [seat_of(known, item) for item in known.values()] == ["ann", "ann", "ann", "bob"]
    assert seat_of({}, dua) == "dua"
    register = list(known.values())
    assert filled_by(register, date(2026, 4, 1)) == {"ann": dua, "dua": dua}
    assert filled_by(register, date(2026, 6, 1)) == {"ann": fay, "dua": fay}
    assert filled_by([director("Gil", "coopted", begins=LATER), ann], LATER) == {}


def term(begins: int, ends: int, name: str = "Noé", **values: Any) -> Mandate:
    return director(name, begins=date(begins, 6, 17), ends=date(ends, 6, 17), **values)


@pytest.mark.parametrize(
    ("register", "served"),
    [
        ([term(2021, 2025)], 1),
        ([term(2021, 2025), term(2017, 2021)], 2),
        ([term(2021, 2025, renewed=True)], 2),
        ([term(2017, 2021, origin="earlier"), term(2021, 2025, renewed=True)], 2),
        ([term(2021, 2025), term(2013, 2017)], 1),
        ([term(2017, 2021)], 0),
        ([term(2023, 2025, origin="coopted")], 0),
        ([term(2021, 2025), term(2017, 2021, ended=date(2018, 1, 1))], 1),
        ([term(2021, 2025, ended=date(2023, 1, 1))], 0),
        ([term(2021, 2025, name="NOE"), term(2017, 2021)], 2),
        ([term(2025, 2029)], 0),
        ([term(2026, 2030)], 0),
        ([term(2021, 2029)], 1),
    ],
)
def test_successive_terms(register: list[Mandate], served: int) -> None:
    assert terms_served(register, date(2025, 6, 17)).get("noe", 0) == served
