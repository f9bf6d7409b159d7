"""The page of each point of the agenda: to be read before the vote, while it is open, after it, and with its
result."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests.ballot.test_proxies import give
from tests.world import ASSEMBLY, Clock, World, make_world
from voting.rehearsal.browser import answer_of

HEAD, FIRST, REST = ASSEMBLY.partition("[[resolutions]]")
REPORT = """[[resolutions]]
number = "0"
kind = "point"
title = { nl = "Jaarverslag" }
text = { nl = "De raad licht toe." }
"""
TOLD = ASSEMBLY.replace(
    'title = { nl = "Jaarrekening"', 'text = { nl = "Wij keuren goed." }\ntitle = { nl = "Jaarrekening"'
).replace('name = "Ann"', 'name = "Ann", statement = { nl = "Ik ben Ann." }')


@pytest.fixture
def told(app: Flask, clock: Clock) -> World:
    head, first, rest = TOLD.partition("[[resolutions]]")
    return make_world(app, clock, f"{head}{REPORT}{first}{rest}")


def page(world: World, number: str, member: int = 1, query: str = "lang=nl") -> str:
    return world.member(member).look(f"/resolutions/{world.resolutions[number]}?{query}").text


def chair(world: World, number: str, change: str) -> None:
    path = f"/chair/resolutions/{world.resolutions[number]}/{change}"
    assert answer_of(world.person("chair").send(path, {"reason": "a reason"})) == "ok"


def vote(world: World, number: str, member: int, choice: str, **fields: str) -> None:
    path = f"/resolutions/{world.resolutions[number]}/vote"
    assert (
        answer_of(world.member(member).send(path, {"channel": "online", "choice": choice, **fields})) == "ok"
    )


def test_text_candidates_and_rule_are_read_whatever_the_state(told: World) -> None:
    def read(member: int = 1) -> None:
        assert "Wij keuren goed." in page(told, "1", member)
        assert "meer dan de helft" in page(told, "1", member)
        assert "Ik ben Ann." in page(told, "2", member)

    read()
    read(41)
    assert "Ann" in page(told, "2")
    assert "nog niet geopend" in page(told, "1")
    for number in ("1", "2"):
        chair(told, number, "open")
    read()
    assert 'name="choice"' in page(told, "1"), "the ballot itself"
    vote(told, "1", 1, "for")
    read()
    assert "De stem is geteld." in page(told, "1")
    for change in ("close", "announce"):
        for number in ("1", "2"):
            chair(told, number, change)
        read()
        read(41)
    assert "outcome-adopted" in page(told, "1")
    assert "outcome-adopted" in page(told, "1", 41)


def test_the_agenda_leads_to_the_page_of_every_point(told: World) -> None:
    agenda = told.member(1).look("/assembly?lang=nl").text
    for path in ("/assembly/points/1", *(f"/resolutions/{one}" for one in told.resolutions.values())):
        assert f'href="{path}"' in agenda
    point = told.member(1).look("/assembly/points/1?lang=nl").text
    assert "De raad licht toe." in point
    assert f'href="/resolutions/{told.resolutions["1"]}"' in point, "the next one"
    for nowhere in ("2", "77"):
        assert answer_of(told.member(1).look(f"/assembly/points/{nowhere}")) == "not_found"


def test_a_holder_sees_for_whom_they_can_still_vote(world: World) -> None:
    give(world, "1", "2")
    give_back = f'/resolutions/{world.resolutions["1"]}?for=1"'
    assert give_back not in page(world, "1", 2)
    chair(world, "1", "open")
    vote(world, "1", 2, "for")
    assert give_back in page(world, "1", 2)
    vote(world, "1", 2, "against", **{"for": "1"})
    shown = page(world, "1", 2)
    assert give_back not in shown
    assert f'/resolutions/{world.resolutions["1"]}/receipt?for=1"' in shown
    assert "tegen" not in page(world, "1", 2, "lang=nl&for=1").split("rules")[0].lower()


def test_what_was_annulled_leads_to_its_new_round(world: World) -> None:
    for change in ("open", "annul", "again"):
        chair(world, "1", change)
    shown = page(world, "1")
    assert "a reason" in shown
    assert "Naar de nieuwe ronde" in shown


def test_a_vote_that_closes_by_itself_counts_down(world: World) -> None:
    chair(world, "1", "open")
    one = world.resolutions["1"]
    assert "data-until" not in page(world, "1")
    vote(world, "1", 1, "for")
    begun = {"was": re.findall(r'name="was" value="([^"]*)"', world.person("chair").look("/chair/").text)[0]}
    answer = world.person("chair").send(f"/chair/resolutions/{one}/closing-time", {"minutes": "3", **begun})
    assert answer_of(answer) == "ok"
    until = round((world.clock.moment + timedelta(minutes=3)).timestamp() * 1000)
    for member in (1, 2):
        assert f'role="timer" data-until="{until}"' in page(world, "1", member)
        assert page(world, "1", member).count("data-last-minute") == 1
