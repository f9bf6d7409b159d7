"""A ballot that is filled in and not cast yet: kept unreadable in the browser alone, for its own pages."""

from datetime import timedelta
from hashlib import sha256
from http.cookies import SimpleCookie
from secrets import token_hex

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.world import ASSEMBLY, Clock, World, make_world
from voting.rehearsal.browser import Browser, answer_of
from voting.web.filled_in import COOKIE, LARGEST

MANY = [sha256(bytes([number])).hexdigest()[:20] for number in range(60)]
"""The codes of more candidates than there ever are, as long as they can be, and unlike each other."""


def opened(world: World, number: str) -> str:
    """The address of the ballot of a resolution that the chair has opened."""
    resolution = world.resolutions[number]
    assert world.person("chair").send(f"/chair/resolutions/{resolution}/open", {}).status_code == 303
    return f"/resolutions/{resolution}"


def cookie_of(response: TestResponse) -> SimpleCookie:
    """The cookie of the ballot that an answer sets."""
    found = SimpleCookie()
    for line in response.headers.getlist("Set-Cookie"):
        if line.startswith(f"{COOKIE}="):
            found.load(line)
    return found


def fill_in(member: Browser, ballot: str, **fields: str) -> TestResponse:
    member.look(ballot)
    return member.send(f"{ballot}/check", fields)


def test_the_page_that_asks_to_confirm_can_be_opened_again_and_in_other_languages(world: World) -> None:
    ballot, member = opened(world, "1"), world.member(1)
    sent = fill_in(member, ballot, choice="against")
    assert (sent.status_code, sent.location) == (303, f"{ballot}/check")
    attempts = set()
    for language, word in (("nl", "Tegen"), ("fr", "Contre"), ("de", "Dagegen"), ("en", "Against")):
        for _ in range(2):
            page = member.look(f"{ballot}/check?lang={language}").text
            assert f'<p class="chosen-mark">{word}</p>' in page
            assert member.field("choice", "") == "against"
            attempts.add(member.field("attempt", ""))
    assert f'href="{ballot}/check?lang=fr"' in page
    [attempt] = attempts
    fill_in(member, ballot, choice="for")
    member.look(f"{ballot}/check")
    assert member.field("attempt", attempt) != attempt, "another ballot is no second attempt at this one"


def test_what_is_filled_in_is_in_no_address_and_unreadable_in_the_browser(world: World) -> None:
    ballot, member = opened(world, "1"), world.member(1)
    sent = fill_in(member, ballot, choice="against")
    kept = cookie_of(sent)[COOKIE]
    assert kept["path"] == ballot
    assert kept["httponly"]
    assert kept["samesite"] == "Strict"
    assert kept["max-age"] == "900"
    assert "against" not in sent.text + sent.location + kept.value
    lengths = {
        len(cookie_of(fill_in(member, ballot, choice=choice))[COOKIE].value)
        for choice in ("for", "against", "abstain")
    }
    assert len(lengths) == 1


def test_another_ballot_sign_in_or_moment_cannot_read_it(world: World) -> None:
    ballot, member = opened(world, "1"), world.member(1)
    other_ballot = opened(world, "3")
    token = cookie_of(fill_in(member, ballot, choice="for"))[COOKIE].value
    other = Browser(world.app, world.codes["1"])
    for browser, page in ((other, ballot), (member, other_ballot)):
        browser._client.set_cookie(COOKIE, token, path=page)
        answer = browser.look(f"{page}/check")
        assert (answer.status_code, answer.location) == (303, page)
    member._client.set_cookie(COOKIE, token[:-8] + "AAAAAAAA", path=other_ballot)
    assert member.look(f"{other_ballot}/check").status_code == 303
    assert member.look(f"{ballot}/check").status_code == 200
    world.clock.moment += timedelta(minutes=16)
    assert member.look(f"{ballot}/check").status_code == 303


def test_it_is_forgotten_when_the_vote_is_cast_and_at_signing_out(world: World) -> None:
    ballot, member = opened(world, "1"), world.member(1)
    fill_in(member, ballot, choice="for")
    cast = member.send(f"{ballot}/vote", {"choice": "for", "channel": "online"})
    assert cookie_of(cast)[COOKIE]["max-age"] == "0"
    assert member._client.get_cookie(COOKIE, path=ballot) is None
    other, second = opened(world, "3"), world.member(2)
    fill_in(second, other, choice="e1")
    assert second._client.get_cookie(COOKIE, path=other)
    second.send("/sign-out", {})
    assert second._client.get_cookie(COOKIE, path=other) is None


def test_a_fault_is_told_on_a_page_that_can_be_opened_again(world: World) -> None:
    ballot, member = opened(world, "2"), world.member(1)
    sent = fill_in(member, ballot, **{"choice-c1": "for", "choice-c2": "against"})
    assert answer_of(sent) == "invalid_choice"
    assert sent.location == f"{ballot}?wrong=yes"
    for _ in range(2):
        page = member.look(sent.location)
        assert (page.status_code, answer_of(page)) == (422, "invalid_choice")
        assert 'data-code="some_unmarked"' in page.text
        assert page.text.count(" checked") == 2
    later = member.look(ballot)
    assert later.status_code == 200
    assert "data-code" not in later.text
    assert later.text.count(" checked") == 2


def test_two_people_of_one_holder_are_kept_apart(world: World) -> None:
    world.member(1).send("/proxy", {"holder": "2", "name": "Name2"})
    world.member(2).send("/proxy/accept", {"grantor": "1"})
    ballot, holder = opened(world, "1"), world.member(2)
    fill_in(holder, ballot, choice="for")
    sent = holder.send(f"{ballot}/check", {"choice": "against", "for": "1"})
    assert sent.location == f"{ballot}/check?for=1"
    page = holder.look(sent.location)
    assert page.status_code == 200
    assert holder.field("for", "") == "1"
    assert holder.look(f"{ballot}/check").location == ballot
    assert answer_of(world.member(3).look(f"{ballot}?for=1")) == "no_proxy"


@pytest.mark.parametrize("kind", ["ranked", "per_candidate"])
def test_the_longest_ballot_is_kept_by_any_browser(app: Flask, clock: Clock, kind: str) -> None:
    candidates = ",".join(f'{{ code = "{code}", name = "{code}" }}' for code in MANY)
    method = "irv" if kind == "ranked" else "per_candidate"
    head = ASSEMBLY[: ASSEMBLY.index("[[resolutions]]")]
    world = make_world(
        app,
        clock,
        head
        + f"""[[resolutions]]
number = "1"
kind = "election"
title = {{ nl = "Bestuurder" }}
method = "{method}"
seats = 1
term_years = 4
candidates = [{candidates}]
""",
    )
    ballot, member = opened(world, "1"), world.member(1)
    if kind == "ranked":
        fields = {f"rank-{code}": str(place) for place, code in enumerate(MANY, 1)}
    else:
        fields = {f"choice-{code}": ("for", "abstain")[place % 2] for place, code in enumerate(MANY)}
    sent = fill_in(member, ballot, **fields)
    assert len(cookie_of(sent)[COOKIE].value) + len(COOKIE) < 4096
    page = member.look(sent.location)
    assert page.status_code == 200
    assert page.text.count("<li>" if kind == "ranked" else "<dt>") >= 60


def test_what_is_larger_than_any_ballot_is_refused(world: World) -> None:
    ballot, member = opened(world, "1"), world.member(1)
    assert answer_of(fill_in(member, ballot, choice=token_hex(2 * LARGEST))) == "bad_request"
