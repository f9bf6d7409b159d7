"""The displays: their links, what is on them, in which languages, and from which moment on."""

import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from tests.web.cards import led_to
from tests.web.second import second_assembly
from tests.world import KEY, MEETING, World
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.halls.displays import Settings, displays_of, make_display, revoke_display, wifi_text
from voting.halls.models import Display
from voting.halls.screen import show
from voting.rehearsal.browser import answer_of


def new_display(world: World, settings: Settings) -> str:
    with world.app.app_context(), writing(db.session()) as session:
        key = KEY.encode()
        return make_display(session, key, world.assembly_id, settings, now=MEETING, actor="test")


def state_of(world: World, code: str) -> TestResponse:
    return world.app.test_client().get(f"/display/{code}/state")


def step(world: World, number: str, change: str) -> None:
    path = f"/chair/resolutions/{world.resolutions[number]}/{change}"
    assert answer_of(world.person("chair").send(path, {"reason": "x"})) == "ok"


def test_a_display_speaks_its_languages_at_once(world: World) -> None:
    step(world, "1", "open")
    both = state_of(world, new_display(world, Settings("BRU", ("fr", "nl")))).text
    assert both.index("Comptes annuels") < both.index("Jaarrekening")
    assert "Votez maintenant" in both
    assert "Stem nu" in both
    german = state_of(world, new_display(world, Settings("BRU", ("de",)))).text
    assert "Jetzt abstimmen" in german
    assert "Stem nu" not in german
    assert "Jaarrekening" in german, "a title that is not there in German is shown as it is"


def test_a_display_tells_its_hall_how_to_get_in(world: World) -> None:
    hall = Settings("BRU", wifi_name='Zaal "A"', wifi_password="pass;word")
    page = state_of(world, new_display(world, hall)).text
    assert "pass;word" in page
    assert page.count('class="qr"') == 2
    assert "pass;word" not in state_of(world, new_display(world, Settings("LIE"))).text
    display = Display(wifi_name=hall.wifi_name, wifi_password=hall.wifi_password)
    assert wifi_text(display) == r"WIFI:T:WPA;S:Zaal \"A\";P:pass\;word;;"


def test_what_the_chair_did_last_is_on_the_displays(world: World) -> None:
    code, one, two = world.staff["display"], world.resolutions["1"], world.resolutions["2"]

    def title() -> str:
        world.clock.moment += timedelta(seconds=10)
        found = re.search(r"<h1>.*?lang=\"nl\">(.*?)<", state_of(world, code).text)
        assert found
        return found[1]

    def put(resolution: int | None) -> None:
        with world.app.app_context(), writing(db.session()) as session:
            show(session, world.assembly_id, resolution, now=world.clock(), actor="test")

    assert title() == "Welkom"
    put(one)
    assert title() == "Jaarrekening"
    step(world, "2", "open")
    assert title() == "Bestuurders"
    put(one)
    assert title() == "Jaarrekening", "something else may be explained meanwhile"
    step(world, "2", "close")
    assert title() == "Bestuurders"
    step(world, "2", "annul")
    assert "ongeldig" in state_of(world, code).text
    put(None)
    assert title() == "Welkom"
    theirs = second_assembly(world).resolutions["1"]
    for wrong in (theirs, 10_000):
        with pytest.raises(Refused, match="not_found"):
            put(wrong)
    assert {one, two}


def test_all_displays_show_a_step_at_one_moment_and_the_stream_later(world: World) -> None:
    halls = [new_display(world, Settings(venue)) for venue in ("BRU", "LIE")]
    stream = new_display(world, Settings(delay=20))
    step(world, "1", "open")
    moments = [int(state_of(world, code).headers["Shown-From"]) for code in (*halls, stream)]
    opened = round(world.clock().timestamp() * 1000)
    assert moments == [opened + 1_000, opened + 1_000, opened + 21_000]
    client = world.app.test_client()
    assert "Jaarrekening" not in client.get(f"/display/{stream}/").text
    world.clock.moment += timedelta(seconds=2)
    assert "Jaarrekening" not in client.get(f"/display/{stream}/").text
    assert "Jaarrekening" in client.get(f"/display/{halls[0]}/").text


def test_a_link_that_is_revoked_opens_nothing_and_the_others_stay(world: World) -> None:
    one, other = (new_display(world, Settings(venue)) for venue in ("BRU", None))
    assert state_of(world, one).status_code == state_of(world, other).status_code == 200
    secretary = world.person("secretary")
    with world.app.app_context():
        account = displays_of(db.session(), world.assembly_id)[0].account_id
    assert answer_of(secretary.send(f"/office/displays/{account}/revoke", {})) == "ok"
    assert answer_of(secretary.send(f"/office/displays/{account}/revoke", {})) == "ok"
    client = world.app.test_client()
    for path in ("", "state", "stream"):
        assert client.get(f"/display/{one}/{path}").status_code == 404, path
    assert state_of(world, other).status_code == 200
    with (
        world.app.app_context(),
        pytest.raises(Refused, match="not_found"),
        writing(db.session()) as session,
    ):
        revoke_display(session, world.assembly_id + 1, account, now=MEETING, actor="test")


def test_the_office_makes_a_link_and_shows_it_once(world: World) -> None:
    secretary = world.person("secretary")
    fields = {"venue": "LIE", "language": ["nl", "fr"], "delay": "0"}
    made = secretary.send("/office/displays", fields)
    found = re.search(r"/display/([A-Z0-9-]+)/", led_to(secretary, made))
    assert found
    assert state_of(world, found[1]).status_code == 200
    page = secretary.look("/office/displays").text
    assert found[1] not in page
    assert "Luik" in page


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"language": []}, "invalid_form"),
        ({"language": ["nl", "nl"]}, "invalid_form"),
        ({"language": ["nl", "xx"]}, "invalid_form"),
        ({"language": ["nl", "fr", "en"]}, "invalid_form"),
        ({"delay": "301"}, "invalid_form"),
        ({"delay": "-1"}, "invalid_form"),
        ({"delay": "many"}, "invalid_form"),
        ({"venue": "ROM"}, "not_found"),
    ],
)
def test_a_link_that_cannot_be_is_refused(world: World, changes: dict[str, object], answer: str) -> None:
    fields = {"venue": "BRU", "language": ["nl"], "delay": "0"} | changes
    assert answer_of(world.person("secretary").send("/office/displays", fields)) == answer
