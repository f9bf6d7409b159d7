"""What of last year's assembly comes along, and what begins anew."""

import tomllib
from datetime import date, datetime
from typing import Any

from tests.world import ASSEMBLY
from voting.ballot.copying import RULES, SETTINGS, Taken, next_from

DAY = date(2026, 6, 16)
ALL = Taken(
    points=frozenset({"1", "2", "3", "4"}),
    candidates=frozenset({("2", "c1"), ("2", "c3"), ("3", "e1")}),
    venues=True,
    programme=True,
    settings=True,
    rules=True,
    texts=True,
)
NOTHING = Taken(frozenset(), frozenset(), False, False, False, False, False)


def last_years() -> dict[str, Any]:
    """The definition of an assembly on the 17th of June 2025, with a text and a programme."""
    values = tomllib.loads(ASSEMBLY)
    values["resolutions"][0] |= {"text": {"nl": "Voluit"}, "confirms": "entry-1"}
    values["programme"] = [{"at": values["advance_voting"]["opens"], "text": {"nl": "Opening"}}]
    return values | {"second_call": False, "opens": datetime(2025, 6, 17, 10)}  # noqa: DTZ001 - as in a file


def test_everything_ticked_comes_along_with_its_dates_moved() -> None:
    before = last_years()
    values = next_from(before, DAY, "ordinary", ALL)
    assert values["date"] == DAY
    assert values["advance_voting"]["opens"].date() == date(2026, 6, 9)
    assert (values["opens"].date(), values["opens"].hour) == (DAY, 10)
    assert [item["number"] for item in values["resolutions"]] == ["1", "2", "3", "4"]
    assert values["resolutions"][3]["majority"] == "3/4"
    assert values["resolutions"][0]["text"] == {"nl": "Voluit"}
    assert "confirms" not in values["resolutions"][0], "that was last year's director"
    assert values["venues"] == before["venues"]
    assert len(values["programme"]) == 1
    assert before == last_years(), "last year's is untouched"


def test_candidates_come_one_by_one_and_hold_no_mandate_any_more() -> None:
    directors, committee = next_from(last_years(), DAY, "ordinary", ALL)["resolutions"][1:3]
    assert directors["candidates"] == [{"code": "c1", "name": "Ann"}, {"code": "c3", "name": "Cem"}]
    assert [candidate["code"] for candidate in committee["candidates"]] == ["e1"]


def test_what_is_not_ticked_begins_as_in_an_empty_assembly() -> None:
    values = next_from(last_years(), DAY, "extraordinary", NOTHING)
    assert (values["kind"], values["resolutions"], values["venues"], values["programme"]) == (
        "extraordinary",
        [],
        [],
        [],
    )
    assert not values.keys() & set(SETTINGS)
    bare = Taken(frozenset({"1", "4"}), frozenset(), False, False, False, False, False)
    for item in next_from(last_years(), DAY, "ordinary", bare)["resolutions"]:
        assert not item.keys() & {*RULES, "text"}
