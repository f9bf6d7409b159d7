"""Reports that were signed before the content had all that it has now: printed, and compared."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask_babel import force_locale

from tests.report.test_special_report import content_of
from tests.web.test_two_people import EVENT
from tests.world import World
from voting.rehearsal.browser import answer_of
from voting.report.document import Table
from voting.report.sign import changed_since
from voting.wording.report.document import report_document
from voting.wording.report.writing import Writing

NEWER = ("extraordinary", "members/leave_refused", "events/information", "events/meeting")
"""Places in the content that came after the first reports were signed."""


def without_newer(content: Mapping[str, Any]) -> dict[str, Any]:
    """A content as it was signed before there were the newer figures."""
    earlier = {key: dict(value) if isinstance(value, dict) else value for key, value in content.items()}
    for place in NEWER:
        inner, _slash, key = place.rpartition("/")
        del (earlier[inner] if inner else earlier)[key]
    return earlier


def rows_of(world: World, content: Mapping[str, Any]) -> dict[str, list[str]]:
    """The rows of all tables of a printed content, by their heads."""
    with world.app.test_request_context(), force_locale("en"):
        report = report_document(Writing(content))
    tables = [block for block in report.blocks if isinstance(block, Table)]
    return {row.head: [cell.text for cell in row.cells] for table in tables for row in table.rows}


@pytest.mark.usefixtures("clock")
def test_what_an_earlier_content_could_not_have_is_no_change_while_it_is_none(world: World) -> None:
    now = content_of(world)
    signed = without_newer(now)
    assert changed_since(signed, now) == {}
    assert rows_of(world, now) == rows_of(world, signed) | {"Requests to leave refused": ["0"]}
    events = [EVENT | {"kind": kind, "others": "8"} for kind in ("information", "meeting")]
    for event in events:
        assert answer_of(world.person("secretary").send("/events/", event)) == "ok"
    later = content_of(world)
    changed = changed_since(signed, later)
    assert changed.keys() == {
        f"events/{event['kind']}/{column}"
        for event in events
        for column in ("events", "days", "cities", "participants")
    }
    assert set(changed.values()) == {None}
    rows = rows_of(world, later)
    assert rows["Information sessions"] == rows["Other meetings with members"] == ["1", "1", "1", "8"]


def test_what_earlier_reports_did_not_tell_of_the_board_is_no_change() -> None:
    signed = {"board": {"new": 3, "vacant": 1}, "assemblies": []}
    now = {"board": {"new": 2, "vacant": 1, "in_office": 9, "coopted": 0}, "assemblies": []}
    assert changed_since(signed, now) == {"board/new": 3}
