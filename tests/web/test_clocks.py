"""A clock that jumps signs nobody out, in either direction; the chair sees it, and says what is right."""

import re
from datetime import timedelta

import pytest

from tests.timekeeping.machine import Machine
from tests.web.test_health import health
from tests.world import World
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.timekeeping.machines import doubts, note_clocks
from voting.timekeeping.models import MachineClock
from voting.web.each_second import each_second, keep_pages

HOUR = 3600.0


@pytest.fixture
def machine(world: World) -> Machine:
    found = Machine()
    found.passed = HOUR  # the hour of the meeting
    world.app.extensions["clock"] = found.process()
    tick(world)
    return found


def tick(world: World) -> None:
    with world.app.app_context():
        each_second()
        keep_pages(world.app.extensions["live"].hub.pages)


def in_doubt(world: World) -> int:
    with world.app.app_context():
        return len(doubts(db.session()))


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 24 * HOUR, -24 * HOUR])
def test_nobody_is_signed_out_by_a_jump_nor_by_what_is_said_of_it(
    world: World, machine: Machine, jump: float
) -> None:
    chair, member = world.person("chair"), world.member(1)
    assert answer_of(member.send("/assembly/join", {})) == "ok"
    machine.wrong = jump
    tick(world)
    machine.passed += 61
    tick(world)
    assert member.look("/assembly").status_code == 200
    page = chair.look("/chair/?lang=en").text
    assert "Two clocks of the server disagree." in page
    if jump > 12 * HOUR:  # a day on, whoever signed in yesterday is signed out: so it is meant
        return
    assert answer_of(chair.send("/chair/clock", {"follow": "yes"})) == "ok"
    tick(world)
    assert in_doubt(world) == 0
    assert member.look("/assembly").status_code == 200
    assert "Two clocks" not in chair.look("/chair/?lang=en").text


def test_a_session_that_another_machine_has_signed_by_a_clock_ahead_is_none_the_less_one(
    world: World, machine: Machine
) -> None:
    machine.wrong = 5.0
    world.app.extensions["clock"] = Machine().process()  # an hour behind
    with world.app.app_context(), writing(db.session()) as session:
        session.query(MachineClock).delete()
    member = world.member(1)
    world.app.extensions["clock"].origin -= HOUR
    assert member.look("/assembly").status_code == 200


def test_the_chair_sees_both_times_in_every_language_and_the_health_page_its_code(
    world: World, machine: Machine
) -> None:
    chair = world.person("chair")
    assert health(world.app)[1] == []
    machine.wrong = HOUR
    tick(world)
    for language in ("en", "nl", "fr", "de"):
        page = chair.look(f"/chair/now?lang={language}").text
        [notice] = re.findall(r'<div class="notice problem" id="clocks".*?</form>', page, re.DOTALL)
        assert "10:00:00" in notice
        assert "11:00:00" in notice
    status, codes, said = health(world.app)
    assert (status, codes) == (200, ["clock_jumped"])
    assert "3600 s" in said


def test_a_closing_time_set_in_doubt_is_refused_and_the_vote_not_opened_with_one(
    world: World, machine: Machine
) -> None:
    chair, one = world.person("chair"), world.resolutions["1"]
    machine.wrong = HOUR
    tick(world)
    path = f"/chair/resolutions/{one}/open"
    assert answer_of(chair.send(path, {"minutes": "5"})) == "clock_in_doubt"
    assert answer_of(chair.send(path, {})) == "ok"
    chair.look("/chair/now")
    path = f"/chair/resolutions/{one}/closing-time"
    assert answer_of(chair.send(path, {"minutes": "5"})) == "clock_in_doubt"


def test_whoever_answers_about_a_doubt_that_is_over_is_told(world: World, machine: Machine) -> None:
    chair = world.person("chair")
    machine.wrong = HOUR
    tick(world)
    chair.look("/chair/now")
    machine.wrong = 0.0
    tick(world)
    machine.passed += 60
    machine.wrong = -HOUR
    with world.app.app_context(), writing(db.session()) as session:
        assert note_clocks(session, world.app.extensions["clock"]) is not None
    before = world.app.extensions["clock"]()
    answer_of(chair.send("/chair/clock", {"follow": "yes"}))
    tick(world)
    assert in_doubt(world) == 1
    assert abs(world.app.extensions["clock"]() - before) < timedelta(minutes=1)
