"""The discussion: who may ask, in which order they speak, and what everybody sees of the questions."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.web.second import second_assembly
from tests.world import ASSEMBLY, Clock, World, make_world
from voting.database import writing
from voting.discussion.speakers import ask_for_floor, listed
from voting.extensions import db
from voting.rehearsal.browser import answer_of


def take_part(world: World, *members: int) -> None:
    for member in members:
        world.member(member).send("/assembly/join", {})


def open_speakers(world: World, takes: str = "yes") -> None:
    assert answer_of(world.person("chair").send("/chair/speakers/list", {"takes": takes})) == "ok"


def ask(world: World, member: int) -> str:
    return answer_of(world.member(member).send("/assembly/floor", {}))


def names(world: World) -> list[str]:
    """The names on the list as a member sees them."""
    page = world.member(40).look("/assembly/discussion").text
    speakers = page.partition('<ol class="speakers">')[2].partition("</ol>")[0]
    return re.findall(r"(First\d+ Name\d+) ·", speakers)


def question(world: World, member: int, text: str) -> str:
    return answer_of(world.member(member).send("/assembly/questions", {"text": text}))


def order(world: World, place: int, step: str) -> str:
    """What the chair does with the one at a place of the list, counted from 0."""
    with world.app.app_context():
        speaker = listed(db.session(), world.assembly_id)[place]
        db.session.rollback()
    return answer_of(world.person("chair").send(f"/chair/speakers/{speaker.id}/{step}", {}))


def test_who_takes_part_asks_and_is_heard_in_order(world: World) -> None:
    take_part(world, 1, 2, 3)
    assert ask(world, 1) == "speakers_closed"
    open_speakers(world)
    assert [ask(world, member) for member in (2, 1, 3, 2)] == ["ok"] * 4
    assert names(world) == ["First2 Name2", "First1 Name1", "First3 Name3"]
    assert order(world, 2, "up") == "ok"
    assert names(world) == ["First2 Name2", "First3 Name3", "First1 Name1"]
    assert order(world, 1, "call") == "ok"
    assert names(world)[0] == "First3 Name3"
    assert order(world, 1, "call") == "ok"  # the one before has spoken
    assert names(world) == ["First2 Name2", "First1 Name1"]
    world.person("chair").look("/chair/discussion")
    assert answer_of(world.person("chair").send("/chair/speakers/end", {})) == "ok"
    assert names(world) == ["First1 Name1"]
    assert answer_of(world.member(1).send("/assembly/floor/withdraw", {})) == "ok"
    assert names(world) == []
    assert ask(world, 2) == "ok"


def test_a_closed_list_keeps_who_is_on_it(world: World) -> None:
    take_part(world, 1, 2)
    open_speakers(world)
    ask(world, 1)
    open_speakers(world, "no")
    assert ask(world, 2) == "speakers_closed"
    assert ask(world, 1) == "ok"
    assert names(world) == ["First1 Name1"]


def test_the_place_from_which_somebody_speaks_is_shown(world: World) -> None:
    world.person("steward_lie").send("/desk/LIE/check-in", {"member": "1", "nonce": "nonce-one"})
    take_part(world, 2)
    open_speakers(world)
    ask(world, 1)
    ask(world, 2)
    page = world.person("chair").look("/chair/discussion?lang=fr").text
    assert re.search(r"First1 Name1 \(1\) · Liège", page)
    assert re.search(r"First2 Name2 \(2\) · en ligne", page)


def test_who_does_not_take_part_neither_speaks_nor_asks(world: World) -> None:
    open_speakers(world)
    assert ask(world, 1) == "not_taking_part"
    assert question(world, 1, "Why?") == "not_taking_part"
    assert ask(world, 41) == "not_entitled"
    assert question(world, 41, "Why?") == "not_entitled"


def test_one_member_is_on_the_list_once_however_often_they_press(world: World) -> None:
    take_part(world, 1)
    open_speakers(world)

    def press(_: int) -> None:
        with world.app.app_context(), writing(db.session()) as session:
            ask_for_floor(session, world.assembly_id, "1", now=world.clock())

    with ThreadPoolExecutor(8) as fingers:
        list(fingers.map(press, range(16)))
    assert names(world) == ["First1 Name1"]


def test_questions_are_public_with_their_state(world: World) -> None:
    take_part(world, 1, 2)
    assert question(world, 1, "Why <b>now</b>?") == "ok"
    assert question(world, 1, "Why <b>now</b>?") == "ok"
    assert question(world, 2, "How much?") == "ok"
    page = world.member(41).look("/assembly/discussion?lang=en").text
    assert page.count("Why &lt;b&gt;now&lt;/b&gt;?") == 1
    assert page.count("Not answered yet") == 2
    chair = world.person("chair")
    assert answer_of(chair.send("/chair/questions/1/answered", {})) == "ok"
    assert answer_of(chair.send("/chair/questions/1/answered", {})) == "ok"
    page = world.member(41).look("/assembly/discussion/state?lang=en").text
    assert page.count("Not answered yet") == 1


def test_a_question_is_taken_from_the_list_for_a_reason_and_kept(world: World) -> None:
    take_part(world, 1)
    question(world, 1, "Something rude")
    chair = world.person("chair")
    assert answer_of(chair.send("/chair/questions/1/hide", {"reason": " "})) == "reason_missing"
    assert answer_of(chair.send("/chair/questions/1/hide", {"reason": "an insult"})) == "ok"
    assert "Something rude" not in world.member(1).look("/assembly/discussion").text
    page = chair.look("/chair/discussion").text
    assert "Something rude" in page
    assert "an insult" in page


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 1001])
def test_what_is_no_question_is_refused(world: World, text: str) -> None:
    take_part(world, 1)
    assert question(world, 1, text) == "question_invalid"


def test_one_member_does_not_fill_the_list(world: World) -> None:
    take_part(world, 1, 2)
    assert [question(world, 1, f"Question {number}") for number in range(5)] == [
        *["ok"] * 3,
        *["question_limit"] * 2,
    ]
    assert question(world, 2, "Mine") == "ok"
    world.person("chair").send("/chair/questions/1/answered", {})
    assert question(world, 1, "The next") == "ok"


def test_a_chair_leads_their_own_assembly_alone(world: World) -> None:
    second = second_assembly(world)
    take_part(world, 1)
    open_speakers(world)
    ask(world, 1)
    question(world, 1, "Why?")
    second.chair.look("/chair/discussion")
    assert "Why?" not in second.chair.look("/chair/discussion").text
    assert answer_of(second.chair.send("/chair/speakers/1/call", {})) == "wrong_state"
    assert answer_of(second.chair.send("/chair/questions/1/answered", {})) == "not_found"
    assert answer_of(second.chair.send("/chair/questions/1/hide", {"reason": "x"})) == "not_found"
    second.chair.send("/chair/speakers/list", {"takes": "no"})
    assert ask(world, 1) == "ok"


def test_online_one_speaks_and_asks_as_in_a_hall(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, "online_discussion = true\n" + ASSEMBLY)
    take_part(world, 1)
    world.person("steward").send("/desk/BRU/check-in", {"member": "2", "nonce": "a" * 12})
    open_speakers(world)
    assert "/assembly/questions" in world.member(1).look("/assembly/discussion").text
    for member in (1, 2):
        assert (ask(world, member), question(world, member, "Why?")) == ("ok", "ok")


def test_a_console_that_is_open_follows_the_discussion(world: World) -> None:
    take_part(world, 1, 2)
    open_speakers(world)
    chair = world.person("chair")
    assert 'id="waiting"' not in chair.look("/chair/side").text
    assert (ask(world, 1), question(world, 2, "Why?")) == ("ok", "ok")
    assert "Waiting to speak: 1. Questions without an answer: 1." in chair.look("/chair/side?lang=en").text
    part = chair.look("/chair/discussion/now").text
    assert "First1 Name1" in part
    assert "Why?" in part
