"""A message on the displays: a break, or words of the chair's own, until a time; what is done next takes
its place."""

import re
from datetime import timedelta

import pytest

from tests.halls.test_displays import new_display, state_of, step
from tests.world import World
from voting.halls.displays import Settings
from voting.rehearsal.browser import answer_of


def put(world: World, who: str, **fields: str) -> str:
    world.clock.moment += timedelta(seconds=5)
    given = {name.replace("_", "."): value for name, value in fields.items()}
    return answer_of(world.person(who).send("/halls/message", given))


def test_a_break_is_told_in_the_languages_of_the_display_until_its_time(world: World) -> None:
    display = new_display(world, Settings("BRU", ("de", "en")))
    assert put(world, "chair", until="11:15") == "ok"
    shown = state_of(world, display).text
    assert "Pause" in shown
    assert "Break" in shown
    assert "Wir machen um 11:15\u00a0Uhr weiter" in shown
    assert f'data-until="{1750151700_000}"' in shown, "11:15 in Brussels"
    console = world.person("chair").look("/halls/message?lang=en").text
    assert "The halls see:" in console
    assert "We go on at 11:15" in console
    console = world.person("chair").look("/chair/?lang=en").text
    assert "The halls see your message, or that there is a break." in console
    assert "The halls see the welcome." not in console


def test_a_text_in_one_language_stands_once_on_every_display(world: World) -> None:
    display = new_display(world, Settings("BRU", ("nl", "fr")))
    assert put(world, "secretary", text_nl="Lunch in de hal") == "ok"
    shown = state_of(world, display).text
    assert re.sub(r"<p hidden data-say.*?</p>", "", shown).count("Lunch in de hal") == 1
    assert "data-until" not in shown
    assert put(world, "chair", text_nl="Lunch in de hal", text_fr="Le repas est servi") == "ok"
    assert "Le repas est servi" in state_of(world, display).text


def test_what_is_done_next_takes_its_place(world: World) -> None:
    display = new_display(world, Settings("BRU", ("nl", "fr")))
    put(world, "chair")
    world.clock.moment += timedelta(seconds=5)
    assert "Pauze" in state_of(world, display).text
    step(world, "1", "open")
    assert "Pauze" not in state_of(world, display).text
    put(world, "chair")
    assert "Pauze" in state_of(world, display).text, "also while a vote is open"
    world.clock.moment += timedelta(seconds=5)
    assert answer_of(world.person("chair").send("/chair/screen", {})) == "ok"
    assert "Welkom" in state_of(world, display).text


def test_a_message_that_cannot_be_is_refused_whole(world: World) -> None:
    display = new_display(world, Settings("BRU", ("nl", "fr")))
    given = {"text.nl": "x" * 201, "text.fr": "y" * 201, "until": "09:59"}
    page = world.person("chair").send("/halls/message", given)
    assert answer_of(page) == "invalid_form"
    assert page.text.count("<li><a href") == 3
    assert "x" * 201 in page.text, "what was typed is kept"
    assert answer_of(world.person("chair").send("/halls/message", {"until": "noon"})) == "invalid_form"
    assert "Welkom" in state_of(world, display).text


@pytest.mark.parametrize("who", ["steward", "teller", "auditor"])
def test_nobody_else_writes_on_the_screens(world: World, who: str) -> None:
    assert answer_of(world.person(who).send("/halls/message", {"text.nl": "Hallo"})) == "forbidden"
