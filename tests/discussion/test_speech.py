"""How long a speech may take, in which order they come, and how the places are balanced."""

from datetime import timedelta

import pytest

from tests.discussion.test_discussion import ask, names, open_speakers, order, take_part
from tests.world import MEETING, Clock, World
from voting.discussion.models import Turn
from voting.discussion.speech import Share, balance, limit_in_seconds, speech_ends
from voting.errors import InvalidForm
from voting.rehearsal.browser import answer_of


@pytest.mark.parametrize(("minutes", "seconds"), [(None, None), (1, 60), (3, 180), (60, 3600)])
def test_minutes_are_seconds(minutes: int | None, seconds: int | None) -> None:
    assert limit_in_seconds(minutes) == seconds


@pytest.mark.parametrize("minutes", [0, 61])
def test_a_limit_has_bounds(minutes: int) -> None:
    with pytest.raises(InvalidForm) as invalid:
        limit_in_seconds(minutes)
    [fault] = invalid.value.faults
    assert (fault.column, fault.code) == ("minutes", "out_of_bounds")
    assert fault.values == {"value": minutes, "minimum": 1, "maximum": 60}


def test_time_runs_from_the_call() -> None:
    assert speech_ends(MEETING, 90) == MEETING + timedelta(seconds=90)
    assert speech_ends(None, 90) is None
    assert speech_ends(MEETING, None) is None


def test_each_place_has_its_share() -> None:
    turns = [
        *(("online", Turn.SPOKEN), ("online", Turn.WAITING), ("online", Turn.WAITING)),
        *(("BRU", Turn.SPEAKING), ("BRU", Turn.WITHDRAWN), ("LIE", Turn.REMOVED), ("GNT", Turn.WAITING)),
    ]
    assert balance(turns) == [Share("BRU", 1, 0), Share("GNT", 0, 1), Share("online", 1, 2)]
    assert balance([]) == []


def limit(world: World, minutes: str, path: str = "/chair/speakers/limit") -> str:
    return answer_of(world.person("chair").send(path, {"minutes": minutes}))


def milliseconds(minutes: int) -> str:
    return f'data-until="{round((MEETING + timedelta(minutes=minutes)).timestamp() * 1000)}"'


def test_a_clock_for_the_chair_the_speaker_and_the_halls(world: World, clock: Clock) -> None:
    clock.moment = MEETING
    take_part(world, 1, 2)
    open_speakers(world)
    assert [ask(world, 1), ask(world, 2)] == ["ok", "ok"]
    assert [limit(world, ""), limit(world, "0"), limit(world, "61"), limit(world, "3")] == [
        *("ok", "invalid_form", "invalid_form", "ok"),
    ]
    order(world, 0, "call")
    mine = world.member(1).look("/assembly/discussion").text
    assert "U hebt het woord." in mine
    hall = world.person("chair")
    screen = hall.look(f"/display/{world.staff['display']}/").text
    for page in (mine, world.person("chair").look("/chair/discussion").text, screen):
        assert page.count(milliseconds(3)) == 1
    assert "First1 Name1" in screen
    assert "U hebt het woord." not in world.member(2).look("/assembly/discussion").text
    assert limit(world, "5", "/chair/speakers/1/limit") == "ok"
    assert milliseconds(5) in world.member(2).look("/assembly/discussion/state").text
    assert limit(world, "", "/chair/speakers/1/limit") == "ok"
    assert "data-until" not in world.member(2).look("/assembly/discussion/state").text


def test_one_has_a_time_of_their_own_before_they_are_called(world: World, clock: Clock) -> None:
    clock.moment = MEETING
    take_part(world, 1)
    open_speakers(world)
    ask(world, 1)
    limit(world, "3")
    assert limit(world, "10", "/chair/speakers/1/limit") == "ok"
    order(world, 0, "call")
    assert milliseconds(10) in world.person("chair").look("/chair/discussion").text
    assert limit(world, "10", "/chair/speakers/2/limit") == "wrong_state"


def test_later_and_off_the_list(world: World) -> None:
    take_part(world, 1, 2, 3)
    open_speakers(world)
    for member in (1, 2, 3):
        ask(world, member)
    assert order(world, 0, "later") == "ok"
    assert names(world) == ["First2 Name2", "First1 Name1", "First3 Name3"]
    assert order(world, 2, "later") == "ok"
    assert names(world) == ["First2 Name2", "First1 Name1", "First3 Name3"]
    assert order(world, 1, "remove") == "ok"
    assert names(world) == ["First2 Name2", "First3 Name3"]
    assert answer_of(world.person("chair").send("/chair/speakers/1/remove", {})) == "wrong_state"
    assert ask(world, 1) == "ok"
    assert names(world) == ["First2 Name2", "First3 Name3", "First1 Name1"]
    order(world, 0, "call")
    assert answer_of(world.person("chair").send("/chair/speakers/2/later", {})) == "wrong_state"
    assert "online: 1 gesproken, 2 wachten" in world.person("chair").look("/chair/discussion").text
