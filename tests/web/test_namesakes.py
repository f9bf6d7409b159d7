"""An answer at a door tells a member apart from another on the roll of the same name, however written."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests.world import Clock, World, make_world
from voting.rehearsal.browser import Browser, answer_of

NAMES = {
    6: {"first_name": "Lea", "name": "Celik", "postcode": "1000", "birth_date": date(1956, 3, 4)},
    7: {"first_name": "Léa", "name": "Çelik", "postcode": "4000", "birth_date": date(1988, 3, 4)},
    8: {"first_name": "Lea", "name": "Celikova", "postcode": "9000"},
    9: {"first_name": "Jan", "name": "Peeters", "postcode": "5000"},
    41: {"first_name": "Jan", "name": "Peeters", "postcode": "6000"},
}
"""By number; 41 became a member after the record date."""


@pytest.fixture
def named(app: Flask, clock: Clock) -> World:
    """A world with namesakes."""
    world = make_world(app, clock, members=40, details=lambda number: NAMES.get(number, {}))
    return world


def scanned(door: Browser, path: str, member: int, nonce: str) -> dict[str, Any]:
    """What a phone is answered to an act at a door."""
    door.look("/desk/BRU/?lang=en")
    fields = {"csrf_token": door.field("csrf_token", ""), "member": str(member), "nonce": f"{nonce}-{member}"}
    headers = {"Accept": "application/json"}
    answer: dict[str, Any] = door._client.post(f"/desk/{path}", data=fields, headers=headers).get_json()
    return answer


def test_an_answer_says_by_what_a_namesake_is_told_apart(named: World) -> None:
    door, elsewhere = named.person("steward"), named.person("steward_lie")
    assert scanned(door, "BRU/check-in", 6, "arrival")["apart"] == "1000 · born in 1956"
    assert scanned(door, "BRU/check-in", 7, "arrival")["apart"] == "4000 · born in 1988"
    assert "apart" not in scanned(door, "BRU/check-in", 8, "arrival")
    assert "apart" not in scanned(door, "BRU/check-in", 9, "arrival"), "the other is not on the roll"
    assert scanned(door, "BRU/check-in", 7, "once-more")["apart"] == "4000 · born in 1988"
    elsewhere.look("/desk/LIE/?lang=en")
    there = scanned(elsewhere, "LIE/check-in", 7, "over-there")
    assert (there["answer"], there["apart"]) == ("present_elsewhere", "4000 · born in 1988")
    assert scanned(door, "BRU/check-out", 7, "leaving")["apart"] == "4000 · born in 1988"


def test_the_page_without_script_shows_it_too(named: World) -> None:
    door = named.person("steward")
    answer = door.send("/desk/BRU/check-in", {"member": "7", "nonce": "by-form-7"})
    page = door.look(f"{answer.location}&lang=en").text
    assert "Others have the same name. Compare also:" in page
    assert '<strong data-slot="apart">4000 · born in 1988</strong>' in page
    answer = door.send("/desk/BRU/check-in", {"member": "8", "nonce": "by-form-8"})
    shown = door.look(f"{answer.location}&lang=en").text.split("<template")[0]
    assert "data-apart hidden" in shown


def test_a_supervisor_who_settles_where_a_member_is_sees_it_too(named: World) -> None:
    scanned(named.person("steward"), "BRU/check-in", 7, "arrival")
    elsewhere = named.person("steward_lie")
    answer_of(elsewhere.send("/desk/LIE/check-in", {"member": "7", "nonce": "over-there"}))
    assert answer_of(elsewhere.send("/desk/LIE/ask-move", {"act": "over-there"})) == "ok"
    assert "4000 · born in 1988" in named.person("supervisor").look("/desk/BRU/conflicts?lang=en").text
