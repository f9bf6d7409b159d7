"""After an election by any method: minutes, results and the report's list say who was elected."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from tests.ballot.test_ways_to_decide import announce, election, hold
from tests.report.test_minutes import docx_text, download
from tests.world import Clock, World, make_world
from voting.ballot.methods import NEEDS_LOT, RANKED, Method

MARKED = [{"choice": "a"}] * 5 + [{"choice": "b"}] * 2 + [{"blank": "yes"}]
RANKING = [{"rank-a": "1", "rank-b": "2"}] * 5 + [{"rank-b": "1"}] * 2 + [{"blank": "yes"}]
METHODS = [method for method in Method if method in RANKED or method is Method.APPROVAL]


@pytest.fixture(params=METHODS, ids=[method.value for method in METHODS])
def method(request: pytest.FixtureRequest) -> Method:
    chosen: Method = request.param
    return chosen


@pytest.fixture
def held(app: Flask, clock: Clock, method: Method) -> World:
    rules: Mapping[str, Any] = {"tie_rule": '"lot"'} if method in NEEDS_LOT else {}
    world = make_world(app, clock, election(method.value, 1, term_years="4", **rules))
    hold(world, RANKING if method in RANKED else MARKED)
    announce(world)
    return world


def test_the_results_say_who_is_elected(held: World) -> None:
    rows = list(
        csv.DictReader(io.StringIO(download(held, "results.csv?in=en").decode("utf-8-sig")), delimiter=";")
    )
    by_choice = {row["Choice"]: row for row in rows}
    assert {choice: row["Elected"] for choice, row in by_choice.items() if row["Elected"]} == {"Ann": "yes"}
    assert (by_choice["Ann"]["Votes"], by_choice["Bob"]["Votes"]) == ("5", "2")
    assert by_choice["Blank"]["Votes"] == "1"
    assert download(held, "results.xlsx?in=en")


def test_the_minutes_say_who_is_elected(held: World) -> None:
    text = docx_text(download(held, "minutes.docx?in=en"))
    assert "Ann" in text
    assert "2029" in text


def test_the_list_of_a_figure_says_it_in_words(held: World) -> None:
    secretary = held.person("secretary")
    page = secretary.look("/office/report/2025/figure?of=board/new&lang=en")
    assert page.status_code == 200, page.text
    assert "<td>Ann</td><td>elected</td><td>17/06/2025</td><td>17/06/2029</td>" in page.text
