"""Who was a member on a day, from the movements alone."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from tests.world import MEETING, row
from voting.database import writing
from voting.extensions import db
from voting.register import membership
from voting.register.import_register import import_register
from voting.register.membership import STANDS, counts_on, members_on
from voting.register.models import Category, Movement, MovementKind, MovementWithdrawal

JOINED, LEFT, AGAIN = date(2020, 3, 1), date(2023, 5, 31), date(2024, 1, 1)
DAY = timedelta(days=1)


def set_movements(app: Flask, *movements: tuple[MovementKind, date]) -> None:
    """Make member 1 a member with exactly these movements."""
    with app.app_context(), writing(db.session()) as session:
        import_register(session, [row(1)], now=MEETING, actor="test")
        wrong = session.scalars(select(Movement.id).where(STANDS)).all()
        by = {"reason": "", "recorded_at": MEETING, "recorded_by": "test"}
        session.execute(insert(MovementWithdrawal), [{"movement": movement} | by for movement in wrong])
        session.add_all(Movement(member="1", kind=kind.value, on=on) for kind, on in movements)


def is_member(app: Flask, day: date) -> bool:
    with app.app_context():
        numbers = [number for number, _ in db.session.execute(members_on(day))]
        asked_alone = membership.is_member(db.session(), "1", day)
        db.session.rollback()
    assert numbers == (["1"] if asked_alone else [])
    return bool(numbers)


@pytest.mark.parametrize("leaving", [MovementKind.RESIGNED, MovementKind.LEFT_BY_LAW, MovementKind.EXCLUDED])
def test_from_the_day_of_joining_until_the_day_before_leaving(app: Flask, leaving: MovementKind) -> None:
    set_movements(app, (MovementKind.JOINED, JOINED), (leaving, LEFT))
    days = [JOINED - DAY, JOINED, LEFT - DAY, LEFT, LEFT + DAY]
    assert [is_member(app, day) for day in days] == [False, True, True, False, False]


def test_who_came_back_is_a_member_again(app: Flask) -> None:
    set_movements(
        app, (MovementKind.JOINED, JOINED), (MovementKind.RESIGNED, LEFT), (MovementKind.JOINED, AGAIN)
    )
    days = [JOINED, LEFT - DAY, LEFT, AGAIN - DAY, AGAIN, AGAIN + 1000 * DAY]
    assert [is_member(app, day) for day in days] == [True, True, False, False, True, True]


def test_who_left_and_came_back_on_one_day_stayed(app: Flask) -> None:
    set_movements(
        app, (MovementKind.JOINED, JOINED), (MovementKind.RESIGNED, LEFT), (MovementKind.JOINED, LEFT)
    )
    assert [is_member(app, day) for day in (LEFT - DAY, LEFT, LEFT + DAY)] == [True, True, True]


def test_who_joined_and_left_on_one_day_never_was_one(app: Flask) -> None:
    set_movements(app, (MovementKind.JOINED, JOINED), (MovementKind.EXCLUDED, JOINED))
    assert not any(is_member(app, day) for day in (JOINED - DAY, JOINED, JOINED + DAY))


def test_whose_application_was_refused_is_no_member(app: Flask) -> None:
    set_movements(app, (MovementKind.REFUSED, JOINED))
    assert not is_member(app, JOINED + DAY)


def test_who_asked_to_leave_and_was_refused_stays_a_member(app: Flask) -> None:
    set_movements(app, (MovementKind.JOINED, JOINED), (MovementKind.LEAVE_REFUSED, LEFT))
    days = [JOINED - DAY, JOINED, LEFT, LEFT + DAY]
    assert [is_member(app, day) for day in days] == [False, True, True, True]


class Undone(Exception):
    """Each example begins with an empty register."""


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    members=st.lists(
        st.tuples(
            st.integers(0, 40), st.none() | st.integers(0, 40), st.sampled_from([Category.A, Category.B])
        ),
        max_size=12,
    ),
    on=st.integers(-1, 81),
    other=st.integers(-1, 81),
)
def test_the_query_agrees_with_reading_the_rows(
    app: Flask, members: list[tuple[int, int | None, Category]], on: int, other: int
) -> None:
    first, (day, other_day) = date(2024, 12, 1), (date(2024, 12, 1) + some * DAY for some in (on, other))
    rows, expected, on_other_day = [], set(), 0
    for number, (joins, stays, category) in enumerate(members, 1):
        joined = first + joins * DAY
        left = None if stays is None else joined + stays * DAY
        reason = None if left is None else MovementKind.RESIGNED
        rows.append(row(number, joined_on=joined, left_on=left, left_as=reason, category=category))
        if joined <= day and (left is None or day < left):
            expected.add((str(number), category.value))
        on_other_day += joined <= other_day and (left is None or other_day < left)
    with app.app_context(), suppress(Undone), writing(db.session()) as session:
        import_register(session, rows, now=MEETING, actor="test")
        assert {tuple(item) for item in session.execute(members_on(day))} == expected
        assert session.execute(counts_on(day, other_day)).one() == (len(expected), on_other_day)
        raise Undone
