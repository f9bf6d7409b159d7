"""What the office does to a member: dated, with a reason, nothing overwritten, and never impossible."""

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.register.office import act, bring_in, details, history, members, movements, within
from tests.world import row
from voting.errors import InvalidFile
from voting.extensions import db
from voting.register.edit import (
    add_member,
    add_movement,
    change_details,
    member_version,
    movements_in_force,
    next_number,
    withdraw_movement,
)
from voting.register.models import LEAVING, Category, Member, MovementKind
from voting.register.movements import are_possible, last_membership
from voting.report.figures import register_figures

JOINED, RESIGNED = MovementKind.JOINED, MovementKind.RESIGNED


def version(app: Flask, number: str) -> str:
    found: str = within(app, lambda session: member_version(session.get_one(Member, number)))
    return found


def change(app: Flask, number: int, seen: str, on: date = date(2025, 3, 1), **changes: object) -> object:
    new = details(number, **changes)
    return within(app, lambda session: change_details(session, str(number), new, seen, act(on)))


def test_a_change_keeps_what_stood_there(app: Flask) -> None:
    bring_in(app, row(1))
    seen = version(app, "1")
    assert change(app, 1, seen, email="new@example.org", birth_date=date(1980, 2, 1)) is None
    expected = [
        ("email", "lid1@example.org", "new@example.org", "office"),
        ("birth_date", "", "01/02/1980", "office"),
    ]
    assert history(app, "1") == expected
    assert change(app, 1, seen, email="new@example.org", birth_date=date(1980, 2, 1)) is None, "sent twice"
    assert history(app, "1") == expected


def test_a_form_does_not_undo_what_somebody_else_changed_meanwhile(app: Flask) -> None:
    bring_in(app, row(1))
    seen = version(app, "1")
    change(app, 1, seen, email="one@example.org")
    assert change(app, 1, seen, postcode="9000") == "register_changed"
    assert [item[0] for item in history(app, "1")] == ["email"]
    assert change(app, 2, seen) == "not_found"


def test_a_change_of_category_leaves_the_figures_of_the_days_before(app: Flask) -> None:
    bring_in(app, row(1), row(2))
    change(app, 1, version(app, "1"), on=date(2025, 3, 1), category=Category.B)
    assert members(app, date(2025, 2, 28)) == {"1": "A", "2": "A"}
    assert members(app, date(2025, 3, 1)) == {"1": "B", "2": "A"}
    change(app, 1, version(app, "1"), on=date(2025, 5, 1), category=Category.C)
    seen = [members(app, day)["1"] for day in (date(2025, 1, 1), date(2025, 4, 1), date(2025, 5, 1))]
    assert seen == ["A", "B", "C"]
    with app.app_context():
        figures = register_figures(db.session(), date(2025, 1, 1), date(2025, 4, 1))
        db.session.rollback()
    assert figures.categories == {Category.A: 1, Category.B: 1, Category.C: 0}


def test_resigned_withdrawn_and_excluded(app: Flask) -> None:
    bring_in(app, row(1))
    assert within(app, lambda session: add_movement(session, "1", RESIGNED, act())) is None
    assert within(app, lambda session: add_movement(session, "1", RESIGNED, act())) is None, "sent twice"
    assert movements(app, "1") == [("joined", date(2020, 1, 1)), ("resigned", date(2025, 3, 1))]
    again = act(date(2025, 4, 1))
    assert (
        within(app, lambda session: add_movement(session, "1", MovementKind.EXCLUDED, again))
        == "movement_impossible"
    )
    resigned = within(app, lambda session: movements_in_force(session, "1")[1].id)
    for _ in range(2):
        assert within(app, lambda session: withdraw_movement(session, resigned, act())) == "1"
    assert movements(app, "1") == [("joined", date(2020, 1, 1))]
    assert within(app, lambda session: add_movement(session, "1", MovementKind.EXCLUDED, again)) is None
    assert members(app, date(2025, 3, 31)) == {"1": "A"}
    assert members(app, date(2025, 4, 1)) == {}
    assert [item[3] for item in history(app, "1")] == ["office"] * 3


def test_joining_cannot_be_withdrawn_from_under_leaving(app: Flask) -> None:
    bring_in(app, row(1, left_on=date(2024, 1, 1), left_as=RESIGNED))
    joined = within(app, lambda session: movements_in_force(session, "1")[0].id)
    assert within(app, lambda session: withdraw_movement(session, joined, act())) == "movement_impossible"
    assert len(movements(app, "1")) == 2


def test_an_applicant_is_admitted_another_refused(app: Flask) -> None:
    for number in (1, 2):
        within(
            app, lambda session, number=number: add_member(session, str(number), details(number), None, act())
        )
    assert members(app, date(2026, 1, 1)) == {}
    within(app, lambda session: add_movement(session, "1", JOINED, act()))
    within(app, lambda session: add_movement(session, "2", MovementKind.REFUSED, act()))
    assert members(app, date(2026, 1, 1)) == {"1": "A"}
    with app.app_context():
        figures = register_figures(db.session(), date(2025, 1, 1), date(2025, 12, 31))
        db.session.rollback()
    assert (figures.movements[JOINED], figures.movements[MovementKind.REFUSED]) == (1, 1)
    within(app, lambda session: add_movement(session, "2", JOINED, act(date(2025, 9, 1))))
    assert members(app, date(2026, 1, 1)) == {"1": "A", "2": "A"}


def test_a_number_is_given_once(app: Flask) -> None:
    bring_in(app, row(9), row(10), row(100))
    assert within(app, next_number) == "101"
    with pytest.raises(InvalidFile):
        within(app, lambda session: add_member(session, "10", details(10), JOINED, act()))


kinds = st.sampled_from([kind.value for kind in MovementKind])
days = st.dates(date(2020, 1, 1), date(2020, 1, 10))


@given(st.lists(st.tuples(kinds, days), max_size=6, unique=True))
def test_what_is_possible_never_counts_a_member_twice(sequence: list[tuple[str, date]]) -> None:
    possible = are_possible(sequence)
    joined = [on for kind, on in sequence if kind == JOINED]
    left = [on for kind, on in sequence if kind in LEAVING]
    day = date(2019, 12, 31)
    while day < date(2020, 1, 12):
        balance = sum(on <= day for on in joined) - sum(on <= day for on in left)
        if possible:
            assert balance in (0, 1)
        day += timedelta(days=1)
    if balance not in (0, 1):
        assert not possible
    if possible and joined:
        last = sorted(last_membership(sequence), key=lambda item: item[1])
        assert ("joined", max(joined)) in last
        lasting = [item for item in last if item[0] != MovementKind.LEAVE_REFUSED]
        assert len(lasting) == (1 if balance else 2)
