"""Following from a distance: the page with the stream, its policy, and the office's form of it."""

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.web.test_preparing_every_method import form_on
from tests.world import ASSEMBLY, Clock, World, make_world
from voting.assembly.models import Assembly
from voting.extensions import db
from voting.letters.passages import how_online
from voting.rehearsal.browser import Browser, answer_of

STREAMS = """
stream = { nl = "https://speler.example/nl", fr = "https://lecteur.example/fr" }
help = { nl = "Bel 02 000 00 00" }
"""
FORM = "/office/preparation/following"


@pytest.fixture
def followed(app: Flask, clock: Clock) -> World:
    return make_world(app, clock, STREAMS + ASSEMBLY)


def frames(browser: Browser, path: str = "/assembly/follow") -> str:
    policy = browser.look(path).headers["Content-Security-Policy"]
    return "".join(part for part in policy.split("; ") if part.startswith("frame-src"))


def test_the_player_of_the_readers_language_and_no_other_site(followed: World) -> None:
    member = followed.member(1)
    page = member.look("/assembly/follow").text
    assert 'src="https://speler.example/nl"' in page
    assert "lecteur" not in page
    assert "Bel 02 000 00 00" in page
    assert frames(member) == "frame-src 'self' https://speler.example"
    assert frames(member, "/assembly") == ""
    assert 'src="https://lecteur.example/fr"' in member.look("/assembly/follow?lang=fr").text
    assert frames(member) == "frame-src 'self' https://lecteur.example"
    assert "/assembly/follow" in member.look("/assembly").text


def test_within_the_frame_a_page_has_no_header_of_its_own(followed: World) -> None:
    browser = followed.member(1)
    inside = browser.look("/assembly", headers={"Sec-Fetch-Dest": "iframe"}).text
    assert 'class="top"' not in inside
    assert "/assembly/follow" not in inside
    assert 'class="top"' in browser.look("/assembly").text


def test_the_office_changes_the_address_also_on_the_day(followed: World) -> None:
    office = followed.person("secretary")
    form = form_on(office.look(FORM).text, FORM)
    answer = office.send(FORM, form | {"stream.nl": "http://speler.example/2", "help.fr": "x" * 501})
    assert answer_of(answer) == "invalid_file"
    assert "http://speler.example/2" in answer.text
    assert answer_of(office.send(FORM, form | {"stream.nl": "https://speler.example/2"})) == "ok"
    assert (
        answer_of(office.send(FORM, form | {"stream.nl": "https://speler.example/3"})) == "changed_meanwhile"
    )
    with followed.app.app_context():
        assembly = db.session.get_one(Assembly, followed.assembly_id)
        assert assembly.stream["nl"] == "https://speler.example/2"
        assert assembly.help == {"nl": "Bel 02 000 00 00"}


def missing(world: World) -> str:
    page = world.person("secretary").look("/office/preparation").text
    return page.split('id="missing"')[1].split("</section>")[0]


@pytest.mark.parametrize(("streams", "told"), [(STREAMS, False), ("", True)])
def test_without_a_stream_the_checklist_says_so(
    app: Flask, clock: Clock, streams: str, *, told: bool
) -> None:
    world = make_world(app, clock, streams + ASSEMBLY)
    assert ("Er is niet in elke taal van de vennoten een livestream" in missing(world)) == told


def test_letters_say_where_it_is_followed(followed: World) -> None:
    with followed.app.test_request_context():
        assembly = db.session.get_one(Assembly, followed.assembly_id)
        with force_locale("fr"):
            told = how_online(assembly)
            assert "Bel 02 000 00 00" in told
            assert told.endswith("à l’adresse https://lecteur.example/fr")
        assembly.stream = assembly.help = {}
        with force_locale("nl"):
            assert how_online(assembly).endswith("op de pagina van uw vergadering.")
