"""A page that is made once for many says to each what it would say if it were made for them alone, and asks
for what is theirs alone, however long the agenda is."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from tests.live.following import hear_of_others
from tests.world import ASSEMBLY, Clock, World, make_world
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

LONG = 40
"""Points on a long agenda."""
MOST = {"agenda": 2, "ballot": 2, "check": 2, "receipt": 2, "resolution": 2}
"""Statements for each page, the beginning of its transaction among them."""


@pytest.fixture(autouse=True)
def _follows(app: Flask) -> None:
    hear_of_others(app)


def opened(world: World, number: str = "1") -> int:
    resolution = world.resolutions[number]
    assert world.person("chair").send(f"/chair/resolutions/{resolution}/open", {}).status_code == 303
    return resolution


def way(member: Browser, resolution: int) -> dict[str, str]:
    """The pages that somebody sees who votes, by name: what is random in them left out."""
    ballot, pages = f"/resolutions/{resolution}", {}
    member.look("/assembly")
    if 'id="join"' in member.look("/assembly").text:
        member.send("/assembly/join", {})
    pages["agenda"] = member.look("/assembly").text
    pages["ballot"] = member.look(ballot).text
    pages["check"] = member.look(member.send(f"{ballot}/check", {"choice": "against"}).location).text
    assert answer_of(member.send(f"{ballot}/vote", {"channel": "online", "choice": "against"})) == "ok"
    pages["receipt"] = member.look(f"{ballot}/receipt").text
    pages["resolution"] = member.look(ballot).text
    return {name: without_chance(page) for name, page in pages.items()}


def without_chance(page: str) -> str:
    return re.sub(r'(name="(csrf_token|attempt)" value=)"[^"]+"', r"\1", page)


def test_each_sees_their_own_words_and_nobody_elses(world: World) -> None:
    resolution = opened(world)
    first, second = (way(world.member(number), resolution) for number in (1, 2))
    for name, page in second.items():
        assert "First2 Name2" in page, name
        assert "First1 Name1" not in page, name
        assert "own-" not in page, name
        assert len(page) == len(first[name]) or name == "agenda"
    assert "First2 Name2 (2)" in second["receipt"]


def test_what_is_made_once_is_what_would_be_made_for_one_alone(world: World) -> None:
    resolution, hub = opened(world), world.app.extensions["live"].hub
    way(world.member(1), resolution)
    kept = way(world.member(2), resolution)
    hub.looked(found_out=False)
    alone = way(world.member(3), resolution)
    own = r"First\d Name\d( \(\d\))?|content=\"\d+\"|/live/alive/[^\"]*"
    for name in ("ballot", "check", "receipt", "resolution"):
        assert re.sub(own, "", kept[name]) == re.sub(own, "", alone[name])
    agenda = without_chance(world.member(2).look("/assembly").text)
    hub.looked()
    assert without_chance(world.member(2).look("/assembly").text) == agenda


def test_a_kept_page_ends_with_what_it_shows(world: World) -> None:
    resolution = opened(world)
    member = world.member(1)
    assert 'value="against"' in member.look(f"/resolutions/{resolution}").text
    world.person("chair").send(f"/chair/resolutions/{resolution}/close", {})
    assert 'value="against"' not in member.look(f"/resolutions/{resolution}").text


@contextmanager
def asked_of(world: World) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    asked: list[str] = []
    with world.app.app_context():
        engine = db.engine

    def note(*call: object) -> None:
        asked.append(str(call[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def statements(world: World, member: Browser, path: str) -> int:
    member.look(path)
    with asked_of(world) as asked:
        member.look(path)
    return len(asked)


@pytest.mark.parametrize("points", [0, LONG])
def test_the_pages_of_a_vote_ask_for_what_is_of_one_person_alone(
    app: Flask, clock: Clock, points: int
) -> None:
    more = "".join(
        f'\n[[resolutions]]\nnumber = "{number}"\nkind = "motion"\ntitle = {{ nl = "Punt {number}" }}\n'
        'method = "for_against_abstain"\n'
        for number in range(5, 5 + points)
    )
    world = make_world(app, clock, ASSEMBLY + more)
    resolution = opened(world)
    other, member = world.member(2), world.member(1)
    way(other, resolution)
    member.look("/assembly")
    member.send("/assembly/join", {})
    ballot = f"/resolutions/{resolution}"
    counted = {"agenda": statements(world, member, "/assembly"), "ballot": statements(world, member, ballot)}
    with asked_of(world) as asked:
        member.send(f"{ballot}/check", {"choice": "for"})
    assert not asked, "what is filled in is kept in the browser"
    counted["check"] = statements(world, member, f"{ballot}/check")
    member.look(ballot)
    assert answer_of(member.send(f"{ballot}/vote", {"channel": "online", "choice": "for"})) == "ok"
    counted["receipt"] = statements(world, member, f"{ballot}/receipt")
    counted["resolution"] = statements(world, member, ballot)
    assert all(counted[name] <= MOST[name] for name in MOST), counted


LINKS = (
    "/in/AAAA",
    "/in/BBBB",
    "/in/BBBB?to=vote",
    "/in/BBBB?lang=fr",
    "/in/CC%22%3E%3Cscript%3E%26%3Fx%C3%A9",
)


def link_pages(world: World) -> list[str]:
    """The pages of links for nobody, for one of the staff, for a member, and for who has signed out."""
    gone, nobody = world.member(2), world.app.test_client()
    gone.send("/sign-out", {})
    readers = (nobody.get, world.person("secretary").look, world.member(1).look, gone.look)
    for look in readers:
        look("/?lang=nl")
    pages = []
    for look in readers:
        for link in LINKS:
            pages.append(without_chance(look(look(link).location).text))
            look("/?lang=nl")
    return pages


def test_the_page_of_a_link_is_made_once_and_is_what_each_would_have_alone(world: World) -> None:
    hub = world.app.extensions["live"].hub
    first, kept = link_pages(world), link_pages(world)
    hub.looked(found_out=False)
    assert first == kept == link_pages(world)
    assert len(set(kept)) == len(kept)
    strange = kept[len(LINKS) - 1]
    assert 'value="CC&#34;&gt;&lt;script&gt;&amp;?xé"' in strange
    assert 'href="/in/?lang=en"' in strange


def test_the_page_of_a_link_asks_the_database_for_nothing(world: World) -> None:
    asked: list[str] = []
    with world.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    for link in LINKS[:3]:
        world.app.test_client().get("/in/DDDD" + link[8:], follow_redirects=True)
        asked.clear()
        assert world.app.test_client().get(link, follow_redirects=True).status_code == 200
        assert asked == []
