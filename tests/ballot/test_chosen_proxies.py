"""A proxy for chosen resolutions, with instructions, where the statutes know such proxies."""

import pytest
from flask import Flask

from tests.ballot.meeting import result_of, step, vote_online
from tests.gate.crowd import attempt
from tests.world import ASSEMBLY, MEETING, Clock, World, make_world
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel, Resolution
from voting.ballot.quorum import present_by_class
from voting.extensions import db
from voting.rehearsal.browser import answer_of

WISH = "Vote for Ann, <b>please</b>."


@pytest.fixture
def choosing(app: Flask, clock: Clock) -> World:
    """An assembly whose statutes let a proxy be for chosen resolutions."""
    return make_world(app, clock, "chosen_proxies = true\n" + ASSEMBLY)


def offer(world: World, **fields: object) -> str:
    """Member 1 offers member 2 a proxy; the answer."""
    return answer_of(world.member(1).send("/proxy", {"holder": "2", "name": "Name2", **fields}))


def accept(world: World) -> str:
    return answer_of(world.member(2).send("/proxy/accept", {"grantor": "1"}))


def by_proxy(world: World, number: str, choice: str) -> str:
    """Member 2 votes in the place of member 1, past the pages."""
    vote = Vote(world.resolutions[number], "1", Channel.PROXY, holder="2", choice=choice)
    with world.app.app_context():
        return attempt(cast, vote, now=MEETING)


def test_the_gate_takes_votes_on_what_was_chosen_alone(choosing: World) -> None:
    assert offer(choosing, point="2", instructions=WISH) == "ok"
    assert accept(choosing) == "ok"
    with choosing.app.app_context():
        assert step(choosing.resolutions["1"], "open") == "ok"
        assert step(choosing.resolutions["2"], "open") == "ok"
    path = f"/resolutions/{choosing.resolutions['1']}"
    sent = choosing.member(2).send(f"{path}/vote", {"choice": "for", "for": "1"})
    assert answer_of(sent) == "no_proxy"
    assert answer_of(choosing.member(2).look(f"{path}?for=1")) == "no_proxy"
    assert by_proxy(choosing, "1", "for") == "no_proxy"
    assert by_proxy(choosing, "2", "c1=for,c2=for,c3=against") == "ok"


def test_the_holder_reads_what_is_asked_of_them_and_where(choosing: World) -> None:
    assert offer(choosing, point="2", instructions=WISH) == "ok"
    page = choosing.member(2).look("/assembly?lang=en").text
    assert "Only for: 2." in page
    assert "Vote for Ann, &lt;b&gt;please&lt;/b&gt;." in page
    assert accept(choosing) == "ok"
    with choosing.app.app_context():
        assert step(choosing.resolutions["1"], "open") == step(choosing.resolutions["2"], "open") == "ok"
    mine = choosing.member(2).look("/assembly/mine?lang=en").text
    assert mine.count("Vote on behalf of First1 Name1") == 1
    ballot = choosing.member(2).look(f"/resolutions/{choosing.resolutions['2']}?for=1&lang=en").text
    assert "Vote for Ann" in ballot
    assert WISH not in choosing.person("chair").look("/chair").text


def test_who_gave_it_is_represented_on_that_resolution_alone(choosing: World) -> None:
    assert offer(choosing, point="2") == "ok"
    assert accept(choosing) == "ok"
    assert answer_of(choosing.member(2).send("/assembly/join", {})) == "ok"
    with choosing.app.app_context():
        present = {
            number: present_by_class(db.session(), db.session.get_one(Resolution, resolution))
            for number, resolution in choosing.resolutions.items()
        }
    assert present == {"1": {"A": 1}, "2": {"A": 2}, "3": {"A": 1}, "4": {"A": 1}}


def test_for_everything_without_a_tick(choosing: World) -> None:
    assert offer(choosing) == "ok"
    assert accept(choosing) == "ok"
    with choosing.app.app_context():
        assert step(choosing.resolutions["1"], "open") == "ok"
    assert by_proxy(choosing, "1", "for") == "ok"


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"point": "99"}, "bad_request"), ({"instructions": "x" * 1001}, "instructions_too_long")],
)
def test_what_cannot_be_chosen(choosing: World, fields: dict[str, str], code: str) -> None:
    assert offer(choosing, **fields) == code
    assert "You asked First2 Name2" not in choosing.member(1).look("/assembly?lang=en").text


@pytest.mark.parametrize("fields", [{"point": "2"}, {"instructions": WISH}])
def test_where_the_statutes_know_only_whole_proxies(world: World, fields: dict[str, str]) -> None:
    assert offer(world, **fields) == "proxy_for_all_only"
    assert offer(world) == "ok"


def test_how_many_votes_came_by_proxy_is_published(choosing: World) -> None:
    assert offer(choosing) == "ok"
    assert accept(choosing) == "ok"
    one = choosing.resolutions["1"]
    with choosing.app.app_context():
        assert step(one, "open") == "ok"
        vote_online(one, range(2, 5))
    assert by_proxy(choosing, "1", "against") == "ok"
    with choosing.app.app_context():
        assert step(one, "close") == step(one, "announce") == "ok"
        assert result_of(one)["by_channel"]["proxy"] == 1
    assert "1 vote of 4 was cast by proxy." in choosing.member(9).look("/results?lang=en").text
