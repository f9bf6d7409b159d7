"""The chair's console: what a step does before it is taken, steps pressed twice, incidents."""

from datetime import timedelta

import pytest

from tests.world import MEETING, World
from voting.rehearsal.browser import Browser, answer_of


def step(chair: Browser, world: World, number: str, change: str) -> str:
    return answer_of(chair.send(f"/chair/resolutions/{world.resolutions[number]}/{change}", {}))


def asked(world: World, number: str, change: str) -> str:
    """The page that asks to confirm a step, in English."""
    chair = world.person("chair")
    page = chair.look(f"/chair/resolutions/{world.resolutions[number]}/{change}?lang=en")
    assert answer_of(page) == "ok"
    return page.text


def test_closing_says_who_has_not_voted(world: World) -> None:
    one = world.resolutions["1"]
    for member in (1, 2, 3, 4):
        world.member(member).send("/assembly/join", {})
    assert "4 members are present or represented, of 40 entitled" in asked(world, "1", "open")
    step(world.person("chair"), world, "1", "open")
    for member in (1, 2, 9):  # the last one is not present
        world.member(member).send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
    page = asked(world, "1", "close")
    assert "4 members are present or represented; 2 of them have not voted" in page
    assert "Votes so far: 3." in page


def test_a_page_that_asks_changes_nothing_and_ages(world: World) -> None:
    chair, one = world.person("chair"), world.resolutions["1"]
    asked(world, "1", "open")
    assert answer_of(
        world.member(1).send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
    ) == ("not_open")
    for change in ("close", "announce"):
        assert answer_of(chair.look(f"/chair/resolutions/{one}/{change}")) == "wrong_state"
    for change in ("again", "annul", "nonsense"):
        assert chair.look(f"/chair/resolutions/{one}/{change}").status_code in (404, 405)
    step(chair, world, "1", "open")
    assert answer_of(chair.look(f"/chair/resolutions/{one}/open")) == "wrong_state"


def test_two_presses_do_one_thing_and_show_that_it_is_done(world: World) -> None:
    chair, one = world.person("chair"), world.resolutions["1"]
    path = f"/chair/resolutions/{one}/open"
    first, second = chair.send(path, {}), chair.send(path, {})
    assert (first.status_code, second.status_code) == (303, 303)
    assert (answer_of(first), answer_of(second)) == ("ok", "wrong_state")
    assert chair.send(f"/chair/resolutions/{one}/announce", {}).status_code == 409
    machine = chair._client.post(
        path, data={"csrf_token": chair.field("csrf_token", "")}, headers={"Accept": "application/json"}
    )
    assert (machine.status_code, machine.json["code"]) == (409, "wrong_state")


def test_what_is_on_now_comes_first(world: World) -> None:
    chair = world.person("chair")

    def on_top() -> str:
        page = chair.look("/chair/?lang=en").text
        return next(title for title in ("Annual accounts", "Directors", "Statutes") if title in page)

    assert on_top() == "Annual accounts"
    step(chair, world, "4", "open")
    page = chair.look("/chair/?lang=en").text
    assert page.index("Statutes") < page.index("Annual accounts")
    step(chair, world, "4", "close")
    step(chair, world, "2", "open")
    page = chair.look("/chair/?lang=en").text
    assert page.index("Directors") < page.index("Statutes")
    assert page.index("Directors") < page.index("Annual accounts")


def test_incidents_stand_in_order_of_time_and_stay(world: World) -> None:
    chair = world.person("chair")
    world.clock.moment = MEETING + timedelta(minutes=55)  # 10:55 in Brussels
    later = {"time": "10:51", "venue": "LIE", "text": "Luik is terug"}
    earlier = {"time": "10:42", "venue": "LIE", "text": "Luik is <b>weg</b>"}
    for fields in (later, earlier, {"text": "nothing in particular"}):
        assert answer_of(chair.send("/chair/incidents", fields)) == "ok"
    page = chair.look("/chair/").text
    assert page.index("10:42") < page.index("10:51") < page.index("10:55")
    assert "Luik is &lt;b&gt;weg&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"text": "   "}, "incident_empty"),
        ({"text": "x" * 2001}, "incident_empty"),
        ({"text": "tomorrow", "time": "23:59"}, "incident_later"),
        ({"text": "when?", "time": "25:00"}, "bad_request"),
        ({"text": "where?", "venue": "ROM"}, "not_found"),
    ],
)
def test_an_incident_that_cannot_be_is_refused(world: World, fields: dict[str, object], answer: str) -> None:
    chair = world.person("chair")
    assert answer_of(chair.send("/chair/incidents", fields)) == answer
    assert "tomorrow" not in chair.look("/chair/").text
