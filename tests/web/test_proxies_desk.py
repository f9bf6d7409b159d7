"""What the desk of proxies on paper refuses stands on its own page, above the form as it was filled in."""

import io
import re
from collections import Counter

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.world import ASSEMBLY, Clock, World, make_world
from voting.rehearsal.browser import answer_of

PHOTO = b"\xff\xd8\xff\xe0 a photo of a signature"
PROXIES, STAND_INS = "/desk/BRU/proxies", "/desk/BRU/stand-ins"
FIELD = re.compile(r"<(?:input|textarea)[^>]*>")
NAMESAKES = {7: "4000", 8: "9000"}


@pytest.fixture
def desk(app: Flask, clock: Clock) -> World:
    """An assembly with every kind of proxy; members 7 and 8 have the same name."""

    def details(number: int) -> dict[str, object]:
        if number not in NAMESAKES:
            return {}
        return {"first_name": "Jan", "name": "Peeters", "postcode": NAMESAKES[number]}

    settings = "stand_ins = true\nchosen_proxies = true\n"
    return make_world(app, clock, settings + ASSEMBLY, details=details)


def send(world: World, path: str, content: bytes = PHOTO, **fields: object) -> TestResponse:
    """Send a form of the page, read in English, by a supervisor, who may do everything on it."""
    file = {"document": (io.BytesIO(content), "x.jpg")} if content else {}
    return world.person("supervisor").send(f"{path}?lang=en", fields | file)


def wrong_in(answer: TestResponse) -> str:
    """The id of the field that is marked as wrong; what describes it is the message, which is on the page."""
    marked = [field for field in FIELD.findall(answer.text) if 'aria-invalid="true"' in field]
    assert len(marked) == 1, marked
    described = re.findall(r'aria-describedby="([^"]+)"', marked[0])[0].split()[-1]
    assert f'role="alert" id="{described}"' in answer.text
    return re.findall(r' id="([^"]+)"', marked[0])[0]


def assert_ids_are_unique(page: str) -> None:
    ids = Counter(re.findall(r' id="([^"]+)"', page))
    assert [name for name, times in ids.items() if times > 1] == []


def test_what_was_typed_is_kept_but_for_the_photo(desk: World) -> None:
    fields = {"grantor": "1", "holder": "2", "instructions": "for on 1", "point": ["1", "4"]}
    answer = send(desk, PROXIES, b"no picture", **fields)
    page = answer.text
    assert (answer_of(answer), answer.status_code) == ("document_invalid", 422)
    assert "This did not work" not in page
    assert "First1 Name1 (1)" in page
    assert "First2 Name2 (2)" in page
    assert ">for on 1</textarea>" in page
    assert re.findall(r'name="point" value="(\d)" checked', page) == ["1", "4"]
    assert "Choose the photo or scan again: it was not kept." in page
    assert wrong_in(answer) == "proxy-document"
    assert '<a href="#proxy-document">Photo or scan of the paper</a>: This file' in page
    assert "autofocus" not in page, "the message would be scrolled away"
    assert page.index('data-code="document_invalid"') < page.index('<form method="post" action="/desk')
    assert_ids_are_unique(page)


@pytest.mark.parametrize(
    ("grantor", "holder", "code", "field", "said"),
    [
        ("1", "1", "invalid_proxy", "holder", "another member who is entitled"),
        ("1", "41", "invalid_proxy", "holder", "another member who is entitled"),
        ("41", "1", "not_entitled", "grantor", "after the record date"),
        ("5", "4", "proxy_limit", "holder", "as many proxies"),
    ],
)
def test_what_is_wrong_with_a_member_is_said_at_their_number(
    desk: World, grantor: str, holder: str, code: str, field: str, said: str
) -> None:
    assert answer_of(send(desk, PROXIES, grantor="3", holder="4")) == "ok"
    answer = send(desk, PROXIES, grantor=grantor, holder=holder, instructions="as they like")
    assert (answer_of(answer), wrong_in(answer)) == (code, field)
    assert said in answer.text
    assert f'<a href="#{field}">' in answer.text
    assert ">as they like</textarea>" in answer.text


def test_a_number_that_nobody_has_is_marked_where_it_was_typed(desk: World) -> None:
    supervisor = desk.person("supervisor")
    for address, field in (("grantor=99", "grantor"), ("grantor=1&holder=99", "holder")):
        answer = supervisor.look(f"{PROXIES}?{address}&lang=en")
        assert "There is no member with this number: 99." in answer.text
        assert wrong_in(answer) == field


def test_a_stand_in_that_is_refused_keeps_the_name(desk: World) -> None:
    nameless = send(desk, STAND_INS, grantor="1", name="")
    assert (answer_of(nameless), wrong_in(nameless)) == ("invalid_proxy", "stand-in-name")
    assert "Write the name as it stands on the identity card." in nameless.text
    unseen = send(desk, STAND_INS, b"no picture", grantor="1", name="Zoë “Z” Doe")
    assert (answer_of(unseen), wrong_in(unseen)) == ("document_invalid", "stand-in-document")
    assert 'value="Zoë “Z” Doe"' in unseen.text
    assert "Choose the photo or scan again" in unseen.text
    assert_ids_are_unique(unseen.text)


def test_a_refused_form_that_is_no_longer_there_says_so_above_the_others(desk: World) -> None:
    assert answer_of(send(desk, PROXIES, grantor="1", holder="2")) == "ok"
    answer = send(desk, STAND_INS, grantor="1", name="Zoë")
    assert answer_of(answer) == "invalid_proxy"
    page = answer.text
    assert page.index('data-code="invalid_proxy"') < page.index("Take this proxy back")


def test_taking_back_keeps_the_reason_and_shows_what_stands_now(desk: World) -> None:
    assert answer_of(send(desk, PROXIES, grantor="1", holder="2")) == "ok"
    late = send(desk, f"{PROXIES}/withdraw", b"", grantor="1", reason="fell ill", was="another")
    assert answer_of(late) == "changed_meanwhile"
    assert 'value="fell ill"' in late.text
    assert "compare what stands now" in late.text
    assert '<details class="card" open>' in late.text
    bare = send(desk, f"{PROXIES}/withdraw", b"", grantor="1", reason=" ")
    assert (answer_of(bare), wrong_in(bare)) == ("reason_missing", "proxy-back-reason")
    none = send(desk, f"{PROXIES}/withdraw", b"", grantor="3", reason="fell ill")
    assert answer_of(none) == "no_proxy"
    assert "No proxy of this member stands now" in none.text
    assert answer_of(send(desk, STAND_INS, grantor="5", name="Zoë")) == "ok"
    bare = send(desk, f"{STAND_INS}/withdraw", b"", grantor="5", reason="")
    assert (answer_of(bare), wrong_in(bare)) == ("reason_missing", "stand-in-back-reason")
    assert_ids_are_unique(bare.text)


def test_a_machine_is_answered_as_everywhere(desk: World) -> None:
    supervisor = desk.person("supervisor")
    supervisor.look(PROXIES)
    headers, fields = {"Accept": "application/json"}, {"csrf_token": supervisor.field("csrf_token", "")}
    answer = supervisor._client.post(PROXIES, data=fields | {"grantor": "1", "holder": "2"}, headers=headers)
    assert answer.json == {"code": "document_invalid", "message": answer.json["message"]}


def test_namesakes_are_told_apart_on_the_cards_that_are_compared_with_the_paper(desk: World) -> None:
    page = desk.person("steward").look(f"{PROXIES}?grantor=7&holder=2").text
    assert ("4000" in page, "9000" in page) == (True, False)
    assert "9000" in desk.person("steward").look(f"{PROXIES}?grantor=1&holder=8").text
