"""What a hostile browser sends: other people's papers, odd addresses, huge and repeated forms."""

import io
import re

import pytest
from sqlalchemy import func, select

from tests.accounts.letters import letters_to, link_in
from tests.accounts.passwords import GOOD, send, try_password
from tests.web.second import second_assembly
from tests.world import World
from voting.ballot.models import Participation
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of
from voting.web.access import LARGEST_FORM


def open_first(world: World) -> int:
    one = world.resolutions["1"]
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    return one


def participations(world: World) -> int:
    with world.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Participation)) or 0


@pytest.mark.parametrize(
    "query", ["endpoint=x", "_external=1", "_scheme=javascript", "resolution_id=2", "lang=fr&lang=xx", "for="]
)
def test_odd_questions_open_the_same_page(world: World, query: str) -> None:
    one = open_first(world)
    for path in ("/assembly", f"/resolutions/{one}", "/account/"):
        page = world.member(1).look(f"{path}?{query}")
        assert answer_of(page) == "ok", path
        links = re.findall(r'href="([^"]*)" lang=".."', page.text)
        assert len(links) == 4
        assert all(link.startswith(f"{path}?") for link in links)


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example", "/in/%0d%0aSet-Cookie:%20a=b", "/in/%00"]
)
def test_no_address_leads_anywhere_else(world: World, path: str) -> None:
    answer = world.app.test_client().get(path, headers={"Host": "evil.example"})
    assert "evil.example" not in answer.text
    assert "evil.example" not in answer.headers.get("Location", "")
    assert "a=b" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/password", "/password/forgotten", "/proxy"])
def test_a_huge_form_is_refused_before_it_is_read(world: World, path: str) -> None:
    member = world.member(1)
    huge = b"x" * LARGEST_FORM
    for fields in ({"code": huge.decode()}, {"code": (io.BytesIO(huge), "file")}):
        answer = member.send(path, fields)
        assert (answer.status_code, answer_of(answer)) == (413, "file_too_large")


def test_a_key_that_is_not_ours_is_no_vote(world: World) -> None:
    one = open_first(world)
    vote = {"channel": "online", "choice": "for", "attempt": "x" * 64}
    for wrong in ({"attempt": "x" * 65}, {"attempt": "\0"}, {"for": "\0"}):
        assert answer_of(world.member(1).send(f"/resolutions/{one}/vote", vote | wrong)) == "bad_request"
    assert participations(world) == 0
    assert answer_of(world.member(1).send(f"/resolutions/{one}/vote", vote)) == "ok"


def test_nobody_sees_or_takes_what_is_another_members(world: World) -> None:
    one = open_first(world)
    world.member(1).send("/proxy", {"holder": "2", "name": "Name2"})
    world.member(1).send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
    world.member(2).send("/proxy/accept", {"grantor": "1"})
    stranger = world.member(3)
    answers = [
        stranger.look(f"/resolutions/{one}/receipt?for=1"),
        world.member(2).look(f"/resolutions/{one}/receipt?for=1"),  # who voted themselves, holder or not
        stranger.look(f"/resolutions/{one}?for=1"),
        stranger.send(f"/resolutions/{one}/vote", {"for": "1", "choice": "for"}),
        stranger.send("/proxy/accept", {"grantor": "1"}),
        stranger.send("/proxy/return", {"grantor": "1"}),
        stranger.send("/proxy/withdraw", {}),
    ]
    assert [answer_of(answer) for answer in answers] == ["not_found", "not_found", *["no_proxy"] * 5]
    assert all("Name1" not in answer.text for answer in answers)


def test_an_attempt_of_somebody_else_is_no_key_to_their_vote(world: World) -> None:
    one = open_first(world)
    vote = {"channel": "online", "choice": "for", "attempt": "the same key"}
    assert answer_of(world.member(1).send(f"/resolutions/{one}/vote", vote)) == "ok"
    assert answer_of(world.member(2).send(f"/resolutions/{one}/vote", vote)) == "ok"
    assert participations(world) == 2


def test_a_session_given_to_somebody_is_not_the_one_they_sign_in_with(world: World) -> None:
    client = world.app.test_client()
    client.get("/?lang=fr")
    planted = client.get_cookie("voting")
    assert planted
    assert answer_of(send(client, "/sign-in", {"code": world.codes["1"]})) == "ok"
    mine = client.get_cookie("voting")
    assert mine
    assert mine.value != planted.value
    thief = world.app.test_client()
    thief.set_cookie("voting", planted.value)
    assert answer_of(thief.get("/assembly")) == "sign_in_needed"


def test_one_person_in_two_assemblies_sees_each_apart(world: World) -> None:
    second = second_assembly(world)
    one = open_first(world)
    world.member(1).send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
    assert answer_of(second.member.look(f"/resolutions/{one}/receipt")) == "not_found"
    assert answer_of(world.member(1).look(f"/resolutions/{one}/receipt")) == "ok"


def test_a_new_password_by_mail_ends_the_wait_that_others_caused(world: World) -> None:
    for _ in range(12):
        try_password(world, "1", "a guess of somebody else", address="192.0.2.1")
    owner = world.app.test_client()
    send(owner, "/password/forgotten", {"number": "1"})
    [letter] = letters_to(world, "lid1@example.org")
    assert try_password(world, "1", GOOD) == "too_many_attempts"
    assert answer_of(send(owner, link_in(letter), {"password": GOOD})) == "ok"
    assert try_password(world, "1", GOOD) == "ok"


def test_what_never_changes_is_not_asked_for_again(world: World) -> None:
    client = world.app.test_client()
    font = client.get("/static/vendor/source-sans-3-5.3.1/latin.woff2")
    assert "max-age=31536000" in font.headers["Cache-Control"]
    assert client.get("/static/style.css").headers["Cache-Control"] == "no-cache"


def test_an_answer_to_a_form_is_read_in_another_language_too(world: World) -> None:
    one = open_first(world)
    member = world.member(1)
    member.look(f"/resolutions/{one}")
    sent = member.send(f"/resolutions/{one}/check", {"choice": "against", "attempt": "key"})
    page = member.look(f"{sent.location}?lang=de")
    assert "Noch nicht gezählt" in page.text
    again = re.search(r'href="([^"]*lang=fr)"', page.text)
    assert again
    page = member.look(again[1])
    assert "Pas encore pris en compte" in page.text
    assert '<p class="chosen-mark">Contre</p>' in page.text
    assert participations(world) == 0
    fields = {"number": "1", "password": "wrong"}
    page = send(world.app.test_client(), "/sign-in/password", fields)
    assert 'href="/sign-in/password?lang=de"' in page.text


def test_who_is_not_on_the_roll_is_shown_no_ballot(world: World) -> None:
    one = open_first(world)
    for number in (41, 42):
        member = world.member(number)
        page = member.look("/assembly?lang=en").text
        assert "Annual accounts" in page
        assert "/assembly/vote" not in page
        ballot = member.look(f"/resolutions/{one}?lang=en")
        assert "You cannot vote at this assembly" in ballot.text
        assert 'name="choice"' not in ballot.text
        vote = {"channel": "online", "choice": "for"}
        assert answer_of(member.send(f"/resolutions/{one}/vote", vote)) == "not_entitled"
    assert f'href="/resolutions/{one}"' in world.member(1).look("/assembly").text


def test_the_receipt_tells_who_voted_for_whom_and_never_what(world: World) -> None:
    one = open_first(world)
    world.member(1).send("/proxy", {"holder": "2", "name": "Name2"})
    world.member(2).send("/proxy/accept", {"grantor": "1"})
    world.member(2).send(f"/resolutions/{one}/vote", {"for": "1", "choice": "against"})
    for browser, path in ((world.member(1), "receipt"), (world.member(2), "receipt?for=1")):
        page = browser.look(f"/resolutions/{one}/{path}").text
        assert "First1 Name1 (1)" in page
        assert "First2 Name2 (2)" in page
        assert "Tegen" not in page
    assert answer_of(Browser(world.app, world.codes["2"]).look(f"/resolutions/{one}/receipt")) == "not_found"
