"""Open pages keep members present at a distance; silence ends that at their last sign of life."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select

from tests.gate.crowd import attempt
from tests.world import MEETING, World
from voting.assembly.models import Assembly
from voting.attendance.check_in import check_in, join_online
from voting.attendance.leaving import leave_online
from voting.attendance.models import OpenPage, Presence
from voting.attendance.scan_log import Scan
from voting.audit.chain import verify
from voting.extensions import db
from voting.live.pages import Pages
from voting.rehearsal.browser import answer_of
from voting.web.each_second import keep_pages

MINUTE = timedelta(minutes=1)
SILENCE = 10


def joined(world: World, *members: str) -> None:
    for member in members:
        with world.app.app_context():
            assert attempt(join_online, world.assembly_id, member, now=world.clock()) == "ok"


def address(world: World, member: str) -> str:
    """Where the open page of a member says that it is open, as it stands in the page."""
    found = re.search(r'data-alive="([^"]+)"', world.member(member).look("/assembly").text)
    assert found
    return found[1]


def beats(world: World, path: str) -> int:
    """A page without any cookie says that it is open."""
    return world.app.test_client().get(path, headers={"Accept": "application/json"}).status_code


def ticks(world: World, pages: Pages | None = None) -> None:
    with world.app.app_context():
        keep_pages(pages or world.app.extensions["live"].hub.pages)


def stays(world: World) -> list[tuple[str, datetime, datetime | None]]:
    with world.app.app_context():
        rows = db.session.scalars(select(Presence).order_by(Presence.id)).all()
        return [(row.member, row.since, row.until) for row in rows]


def test_a_silent_page_ends_the_stay_at_its_last_sign_of_life(world: World) -> None:
    ticks(world)
    joined(world, "1", "2", "3")
    paths = [address(world, "1"), address(world, "2")]
    for minute in range(8):
        world.clock.moment = MEETING + minute * MINUTE
        assert {beats(world, path) for path in paths[: 2 if minute < 4 else 1]} == {204}
        ticks(world)
    world.clock.moment = MEETING + (3 + SILENCE) * MINUTE
    beats(world, paths[0])
    ticks(world)
    assert [until for _, _, until in stays(world)] == [None, None, None], "not longer than allowed"
    world.clock.moment += MINUTE
    ticks(world)
    assert stays(world) == [
        ("1", MEETING, None),
        ("2", MEETING, MEETING + 3 * MINUTE),
        ("3", MEETING, None),  # has no script, and so no page that could fall silent
    ]
    with world.app.app_context():
        assert verify(db.session())[1] == []
    assert beats(world, paths[1]) == 409, "the page is told that it was away"
    page = world.member(2).look("/assembly/taking-part").text
    assert "10:03" in page
    world.member(2).send("/assembly/join", {})
    assert stays(world)[-1] == ("2", world.clock.moment, None)
    assert address(world, "2") != paths[1]


def test_a_server_that_starts_again_gives_everybody_as_long_again(world: World) -> None:
    joined(world, "1")
    path = address(world, "1")
    assert beats(world, path) == 204
    world.clock.moment = MEETING + 60 * MINUTE
    started = Pages()
    ticks(world, started)
    assert stays(world) == [("1", MEETING, None)]
    world.clock.moment += (SILENCE - 1) * MINUTE
    ticks(world, started)
    assert stays(world) == [("1", MEETING, None)]
    world.clock.moment += MINUTE
    ticks(world, started)
    assert stays(world) == [("1", MEETING, MEETING)]


def test_what_one_process_heard_the_other_knows(world: World) -> None:
    one, other = Pages(), Pages()
    ticks(world, one)
    ticks(world, other)
    joined(world, "1")
    beats(world, address(world, "1"))
    with world.app.app_context():
        stay = db.session.scalars(select(Presence.id)).one()
    for minute in range(1, 30):
        world.clock.moment = MEETING + minute * MINUTE
        one.expect("/a", stay, world.clock.moment)
        ticks(world, one)
        ticks(world, other)
    assert stays(world) == [("1", MEETING, None)]


@pytest.mark.parametrize("ended", ["left", "closed", "hall"])
def test_a_page_of_a_stay_that_has_ended_is_told_within_a_minute(world: World, ended: str) -> None:
    ticks(world)
    joined(world, "1")
    path = address(world, "1")
    assert [beats(world, path), beats(world, path)] == [204, 204]
    with world.app.app_context():
        if ended == "left":
            attempt(leave_online, world.assembly_id, "1", now=MEETING)
    if ended == "closed":
        for change in ("open", "close"):
            assert answer_of(world.person("chair").send(f"/chair/meeting/{change}", {})) == "ok"
    if ended == "hall":
        with world.app.app_context():
            attempt(check_in, Scan(world.assembly_id, "1", "BRU", "nonce-one", 1, MEETING, MEETING))
    world.clock.moment = MEETING + MINUTE
    beats(world, path)
    ticks(world)
    assert beats(world, path) == 409


def test_an_address_is_no_secret_of_anybody_elses_stay(world: World) -> None:
    joined(world, "1", "2")
    one, two = address(world, "1"), address(world, "2")
    forged = one.rsplit("/", 1)[0] + "/" + two.rsplit("/", 1)[1]
    assert beats(world, forged) == 404


def test_a_sign_of_life_that_is_known_asks_nothing_of_the_database(world: World) -> None:
    joined(world, "1")
    path = address(world, "1")
    assert beats(world, path) == 204
    with world.app.app_context():
        engine = db.engine
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    assert beats(world, path) == 204
    assert statements == []


def test_voting_is_a_sign_of_life_and_whoever_had_fallen_silent_is_back(world: World) -> None:
    one = world.resolutions["1"]
    ticks(world)
    joined(world, "1", "2")
    beats(world, address(world, "1"))
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    vote = {"channel": "online", "choice": "for"}
    world.clock.moment = MEETING + 9 * MINUTE
    assert answer_of(world.member(1).send(f"/resolutions/{one}/vote", vote)) == "ok"
    world.clock.moment = MEETING + 12 * MINUTE
    ticks(world)
    assert [until for _, _, until in stays(world)] == [None, None]
    world.clock.moment = MEETING + 30 * MINUTE
    ticks(world)
    assert stays(world)[0] == ("1", MEETING, MEETING + 9 * MINUTE)
    two = world.resolutions["4"]
    world.person("chair").send(f"/chair/resolutions/{two}/open", {})
    assert answer_of(world.member(1).send(f"/resolutions/{two}/vote", vote)) == "ok"
    assert stays(world)[2:] == [("1", world.clock.moment, None)]
    assert answer_of(world.member(1).send(f"/resolutions/{two}/vote", vote)) == "already_voted"
    assert len(stays(world)) == 3


def test_a_refused_vote_makes_nobody_present(world: World) -> None:
    one = world.resolutions["1"]
    vote = {"channel": "online", "choice": "for"}
    assert answer_of(world.member(1).send(f"/resolutions/{one}/vote", vote)) == "not_open"
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    assert (
        answer_of(world.member(1).send(f"/resolutions/{one}/vote", vote | {"choice": "x"}))
        == "invalid_choice"
    )
    assert stays(world) == []


def test_a_closing_that_is_taken_back_leaves_nobody_behind_for_their_silence(world: World) -> None:
    ticks(world)
    joined(world, "1")
    beats(world, address(world, "1"))
    chair = world.person("chair")
    world.clock.moment = MEETING + 5 * MINUTE
    assert [answer_of(chair.send(f"/chair/meeting/{change}", {})) for change in ("open", "close")] == [
        "ok",
        "ok",
    ]
    world.clock.moment = MEETING + 14 * MINUTE
    assert answer_of(chair.send("/chair/meeting/resume", {})) == "ok"
    ticks(world)
    assert stays(world) == [("1", MEETING, None)]
    with world.app.app_context():
        assert db.session.scalars(select(OpenPage.seen_at)).one() == world.clock.moment
        assert db.session.get_one(Assembly, world.assembly_id).closed_at is None
