"""Taking a proxy back: until it has been voted with, and never in between."""

from flask import Flask

from tests.assembly.giving import give_proxy
from tests.gate.crowd import attempt, run_together
from tests.world import MEETING, World
from voting.assembly.proxies import proxy_of
from voting.ballot.cast import Vote, cast
from voting.ballot.life import open_resolution
from voting.ballot.models import Channel
from voting.ballot.proxies import return_proxy, withdraw_at_desk, withdraw_proxy
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.stamp import stamp


def give(world: World, grantor: str, holder: str) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        give_proxy(session, world.assembly_id, grantor, holder, now=MEETING)


def open_first(world: World) -> int:
    world.person("chair").send(f"/chair/resolutions/{world.resolutions['1']}/open", {})
    return world.resolutions["1"]


def vote_for(world: World, holder: int, grantor: str) -> str:
    path = f"/resolutions/{world.resolutions['1']}/vote"
    fields = {"choice": "for", "for": grantor, "attempt": f"attempt-{grantor}"}
    return answer_of(world.member(holder).send(path, fields))


def test_what_has_been_voted_with_stays_given(world: World) -> None:
    give(world, "1", "2")
    open_first(world)
    assert vote_for(world, 2, "1") == "ok"
    with world.app.app_context():
        assert attempt(withdraw_proxy, world.assembly_id, "1", now=MEETING) == "proxy_used"
        assert attempt(return_proxy, world.assembly_id, "1", "2", now=MEETING) == "proxy_used"
        proxy = proxy_of(db.session(), world.assembly_id, "1")
        seen = stamp(proxy.id if proxy else None)
        reason = {"now": MEETING, "actor": "test"}
        assert attempt(withdraw_at_desk, world.assembly_id, "1", "a wish", seen, **reason) == "proxy_used"
    page = world.member(1).look("/assembly?lang=en").text
    assert "can no longer be taken back" in page
    assert "Withdraw my proxy" not in page
    assert "Your proxy holder has voted in your place." in page


def test_who_votes_first_makes_it_void_on_that_resolution_alone(world: World) -> None:
    give(world, "1", "2")
    one = open_first(world)
    assert answer_of(
        world.member(1).send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "against"})
    ) == ("ok")
    assert vote_for(world, 2, "1") == "already_voted"
    page = world.member(2).look("/assembly?lang=en").text
    assert "First1 Name1 has voted already" in page
    assert "Vote on behalf of First1 Name1" not in page
    world.person("chair").send(f"/chair/resolutions/{world.resolutions['4']}/open", {})
    assert "Vote on behalf of First1 Name1" in world.member(2).look("/assembly?lang=en").text


def test_an_offer_opens_no_ballot_and_is_not_represented(world: World) -> None:
    world.member(1).send("/proxy", {"holder": "2", "name": "Name2"})
    open_first(world)
    assert vote_for(world, 2, "1") == "no_proxy"
    assert "asks you to vote in their place" in world.member(2).look("/assembly?lang=en").text
    world.member(2).send("/assembly/join", {})
    confirm = f"/chair/resolutions/{world.resolutions['1']}/close?lang=en"
    assert "Present or represented: 1." in world.person("chair").look(confirm).text
    world.member(2).send("/proxy/accept", {"grantor": "1"})
    assert "Present or represented: 2." in world.person("chair").look(confirm).text


def test_a_holder_declines_or_gives_back(world: World) -> None:
    for _ in range(2):
        assert answer_of(world.member(1).send("/proxy", {"holder": "2", "name": "Name2"})) == "ok"
        assert answer_of(world.member(3).send("/proxy/return", {"grantor": "1"})) == "no_proxy"
        world.member(2).look("/assembly")
        assert answer_of(world.member(2).send("/proxy/return", {"grantor": "1"})) == "ok"
        assert answer_of(world.member(2).send("/proxy/return", {"grantor": "1"})) == "no_proxy"
    assert "Give a proxy" in world.member(1).look("/assembly?lang=en").text


def act(_app: Flask, share: tuple[str, int, int, str]) -> str:
    """In a process of its own: the grantor withdraws, or the holder votes."""
    what, assembly_id, resolution_id, grantor = share
    if what == "withdraw":
        return attempt(withdraw_proxy, assembly_id, grantor, now=MEETING)
    vote = Vote(resolution_id, grantor, Channel.PROXY, holder=f"2{grantor}", choice="for")
    return attempt(cast, vote, now=MEETING)


def test_a_withdrawal_and_a_vote_at_the_same_moment_leave_one_of_the_two(
    world: World, database_url: str, tmp_path: object
) -> None:
    grantors = [str(number) for number in range(1, 5)]
    for grantor in grantors:
        give(world, grantor, f"2{grantor}")
    with world.app.app_context(), writing(db.session()) as session:
        open_resolution(session, world.resolutions["1"], now=MEETING, actor="test")
    shares = [
        (what, world.assembly_id, world.resolutions["1"], grantor)
        for grantor in grantors
        for what in ("withdraw", "vote")
    ]
    answers = run_together(database_url, str(tmp_path), act, shares)
    for grantor, pair in zip(grantors, zip(answers[::2], answers[1::2], strict=True), strict=True):
        assert pair in {("ok", "no_proxy"), ("proxy_used", "ok")}, grantor
