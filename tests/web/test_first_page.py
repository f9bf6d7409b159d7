"""The first page of an empty installation: it asks for the word of the terminal, and is gone once used."""

import re

from flask import Flask
from werkzeug.test import TestResponse

from tests.world import KEY, World
from voting.accounts.codes import first_word
from voting.rehearsal.browser import Browser, answer_of

GOOD = {
    "cooperative": "Les Moulins",
    "date": "2025-09-30",
    "secretary": "Ann Peeters",
    "word": first_word(KEY.encode()),
}


class Stranger(Browser):
    """Somebody without a code, on the first page where there is one."""

    def __init__(self, app: Flask) -> None:
        self._client, self._fields, self._was = app.test_client(), {}, {}
        self.look("/", follow=True)

    def begin(self, **fields: str) -> TestResponse:
        """Send the form of the first page."""
        return self.send("/begin", GOOD | {"form": self.field("form", "0" * 32)} | fields)


def test_an_empty_installation_leads_to_the_first_page_and_to_the_office(app: Flask) -> None:
    welcome = app.test_client().get("/")
    assert (welcome.status_code, welcome.location) == (302, "/begin")
    browser = Stranger(app)
    begun = browser.begin(word=GOOD["word"].lower().replace("-", " "))
    assert (begun.status_code, begun.location) == (303, "/begin/begun?once=yes")
    page = browser.look(begun.location)
    assert page.headers["Cache-Control"] == "no-store"
    [code] = re.findall(r'id="code"[^>]*>([^<]+)<', page.text)
    assert "Les Moulins" in page.text
    assert "http://" in page.text
    assert "Ann Peeters" in page.text
    assert code not in str(begun.headers)
    assert browser.look(begun.location).text == page.text, "as long as nobody has signed in with it"
    assert answer_of(app.test_client().get(begun.location)) == "already_begun", "in another browser"
    assert answer_of(Browser(app, code).look("/office/preparation")) == "ok"
    for again in (browser.look("/begin"), browser.look(begun.location), browser.begin()):
        assert (again.status_code, answer_of(again)) == (404, "already_begun")
    assert app.test_client().get("/").status_code == 200


def test_every_fault_is_told_at_once_and_what_was_typed_stays(app: Flask) -> None:
    stranger = Stranger(app)
    stranger.look("/begin?lang=en")
    page = stranger.begin(cooperative="", date="2024-01-01", secretary="A" * 101, word="wr0ng")
    assert (page.status_code, answer_of(page)) == (422, "invalid_form")
    for said in (
        '<a href="#cooperative">Name of the cooperative</a>: The value is missing.',
        '<a href="#date">Day of the assembly</a>: This day is over.',
        '<a href="#secretary">Name of the secretary</a>: The text is too long: at most 100 characters.',
        "This is not the word that the server printed",
    ):
        assert said in page.text
    assert "A" * 101 in page.text
    assert "wr0ng" not in page.text, "the word is not written back"
    assert app.test_client().get("/begin").status_code == 200


def test_nobody_begins_without_the_word_nor_guesses_it(app: Flask) -> None:
    browser = Stranger(app)
    answers = [answer_of(browser.begin(word=f"AAAA-{number:04}")) for number in range(60)]
    assert answers[0] == "invalid_form"
    assert answers[-1] == "too_many_attempts"
    assert answer_of(browser.begin()) == "ok", "the right word always gets in"


def test_where_there_is_an_assembly_there_is_no_first_page(world: World) -> None:
    browser = Stranger(world.app)
    assert browser.look("/").status_code == 200
    for answer in (browser.look("/begin"), browser.begin(), browser.begin(word="x")):
        assert (answer.status_code, answer_of(answer)) == (404, "already_begun")
