"""Requests to leave that were refused: in files, at the office, in the figures. The membership goes on."""

from datetime import date

import pytest
from flask import Flask

from tests.register.files import file, line
from tests.register.office import act, bring_in, members, movements, within
from tests.world import World, row
from voting.extensions import db
from voting.register.csv_file import read_register
from voting.register.edit import add_movement, movements_in_force, withdraw_movement
from voting.register.models import MovementKind
from voting.rehearsal.browser import answer_of
from voting.report.content import report_content
from voting.report.sources import source_of

STAYS, RESIGNED = MovementKind.LEAVE_REFUSED, MovementKind.RESIGNED
JOINED = ("joined", date(2020, 1, 1))


@pytest.mark.parametrize(
    "word",
    [
        "uittreding geweigerd",
        "Démission refusée",
        "Antrag auf Austritt abgelehnt",
        "request to leave refused",
    ],
)
def test_the_register_file_says_it_as_it_says_a_leaving(app: Flask, word: str) -> None:
    content = file(line(1, Uitgetreden_op="13/02/2025", Reden_uittreding=word), line(2))
    assert bring_in(app, *read_register(content)).added == ["1", "2"]
    assert movements(app, "1") == [("joined", date(2016, 6, 1)), ("leave_refused", date(2025, 2, 13))]
    assert members(app, date(2025, 12, 31)).keys() == {"1", "2"}
    assert bring_in(app, *read_register(content)).unchanged == 2


def test_a_later_file_adds_what_came_after_it(app: Flask) -> None:
    first = row(1, left_on=date(2025, 2, 1), left_as=STAYS)
    bring_in(app, row(1))
    asked = bring_in(app, first)
    assert (asked.left, [change.field for change in asked.changes]) == ([], ["movements"])
    assert bring_in(app, row(1)).changes == [], "a file that says nothing of it takes nothing away"
    bring_in(app, row(1, left_on=date(2025, 5, 1), left_as=STAYS))
    assert bring_in(app, first).changes == []
    left = bring_in(app, row(1, left_on=date(2025, 9, 1), left_as=RESIGNED))
    assert left.left == ["1"]
    stayed = [("leave_refused", date(2025, 2, 1)), ("leave_refused", date(2025, 5, 1))]
    assert movements(app, "1") == [JOINED, *stayed, ("resigned", date(2025, 9, 1))]
    bring_in(app, row(1, left_on=date(2025, 4, 1), left_as=RESIGNED))
    assert movements(app, "1") == [JOINED, stayed[0], ("resigned", date(2025, 4, 1))], (
        "nobody is refused after"
    )
    bring_in(app, row(1, joined_on=date(2025, 3, 1)))
    assert movements(app, "1") == [("joined", date(2025, 3, 1))], "nor before"


def test_what_the_office_has_entered_is_not_what_a_silent_file_says(app: Flask) -> None:
    bring_in(app, row(1))
    assert within(app, lambda session: add_movement(session, "1", STAYS, act(date(2025, 2, 1)))) is None
    silent = bring_in(app, row(1))
    assert (silent.changes, silent.conflicts, silent.agreed) == ([], [], [])
    said = bring_in(app, row(1, left_on=date(2025, 2, 1), left_as=STAYS))
    assert (said.changes, [item.field for item in said.agreed]) == ([], ["movements"])


def test_only_a_member_is_refused_to_leave(app: Flask) -> None:
    bring_in(app, row(1), row(2, left_on=date(2024, 1, 1), left_as=RESIGNED))
    again = act(date(2025, 4, 1))
    assert within(app, lambda session: add_movement(session, "2", STAYS, again)) == "movement_impossible"
    assert within(app, lambda session: add_movement(session, "1", STAYS, again)) is None
    assert within(app, lambda session: add_movement(session, "1", RESIGNED, act())) == "movement_impossible"
    stays = within(app, lambda session: movements_in_force(session, "1")[1].id)
    assert within(app, lambda session: withdraw_movement(session, stays, act())) == "1"
    assert within(app, lambda session: add_movement(session, "1", RESIGNED, act())) is None


def test_it_is_entered_on_the_page_of_a_member_and_counted(world: World) -> None:
    secretary = world.person("secretary")
    fields = {"on": "2025-03-01", "reason": "the notice was too late", "movement": "leave_refused"}
    assert "leave_refused" in secretary.look("/office/register/member/5?lang=en").text
    assert answer_of(secretary.send("/office/register/movement/5", fields)) == "ok"
    page = secretary.look("/office/register/member/5").text
    assert "request to leave refused" in page
    assert "member of the cooperative now" in page
    assert 'value="resigned"' in page
    with world.app.app_context():
        content = report_content(db.session(), 2025)
        source = source_of(db.session(), 2025, "members/leave_refused")
        rows = [tuple(item) for item in source.rows(db.session())]
        db.session.rollback()
    assert content["consistent"]
    assert content["members"]["leave_refused"] == 1
    assert rows == [("5", "leave_refused", date(2025, 3, 1))]
    assert "Requests to leave refused" in secretary.look("/office/report/2025").text
    assert "request to leave refused" in secretary.look("/office/register/figures?on=2025-12-31").text


def test_whoever_joins_again_changes_no_earlier_year(app: Flask) -> None:
    bring_in(app, row(1, left_on=date(2022, 1, 1), left_as=RESIGNED))
    again = bring_in(app, row(1, joined_on=date(2024, 1, 1)))
    assert [change.field for change in again.changes] == ["movements"]
    assert movements(app, "1") == [JOINED, ("joined", date(2024, 1, 1)), ("resigned", date(2022, 1, 1))]
    assert [len(members(app, date(year, 6, 1))) for year in (2021, 2023, 2025)] == [1, 0, 1]
    assert bring_in(app, row(1, joined_on=date(2024, 1, 1))).unchanged == 1
