"""Streams of the application as it is served: told of each change, by every process."""

import http.client
import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import event, select

from tests.conftest import new_app
from tests.gate.served import Served, Visitor, serve
from tests.live.following import Screen
from tests.waiting import PATIENCE
from tests.world import Clock, World, make_world
from voting.audit.models import AuditEntry
from voting.extensions import db
from voting.live.topics import SHOWN
from voting.rehearsal.browser import answer_of
from voting.web.live import now_address

SCREENS = 60
"""More than the database has connections for one process (30)."""
CHAIRS = 6
"""Consoles at which somebody presses at the same moment."""


def fetched(port: int, path: str, etag: str = "") -> tuple[int, str, str]:
    """Status, text and ETag of an address."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", path, headers={"If-None-Match": etag} if etag else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.getheader("ETag", "")


def test_every_screen_of_every_process_is_told_and_sees_the_same_while_the_server_answers(
    today: World, served: Served
) -> None:
    display = f"/display/{today.staff['display']}"
    resolution = today.resolutions["1"]
    chair, member = Visitor(served.port, today.staff["chair"]), Visitor(served.port, today.codes["1"])
    with ExitStack() as open_screens:
        screens = [
            open_screens.enter_context(Screen(served.port, f"{display}/stream")) for _ in range(SCREENS)
        ]
        assert all(screen.response.status == 200 for screen in screens)
        assert set(screens[0].versions) == {topic.value for topic in SHOWN}
        chair.look("/chair/")
        assert chair.send(f"/chair/resolutions/{resolution}/open", {}).code == "ok"
        told = [screen.wait_for_all("agenda", "heads") for screen in screens]
        states = {fetched(served.port, f"{display}/state?v={version}")[:2] for version in told * 2}
        assert len(states) == 1
        assert "Jaarrekening" in states.pop()[1]
        member.look(f"/resolutions/{resolution}")
        vote = {"channel": "online", "choice": "for"}
        assert member.send(f"/resolutions/{resolution}/vote", vote).code == "ok"
        told = [screen.wait_for("turnout") for screen in screens]
        for version in told:
            status, text, etag = fetched(served.port, f"{display}/state?v={version}")
            assert status == 200
            assert re.search(r"<strong>1</strong>", text)
        assert fetched(served.port, f"{display}/state", etag) == (304, "", etag)


def test_chairs_who_press_at_once_do_one_thing_and_see_the_same(today: World, served: Served) -> None:
    one = today.resolutions["1"]
    chairs = [Visitor(served.port, today.staff["chair"]) for _ in range(CHAIRS)]
    done = {"open": "opened", "close": "closed", "announce": "announced"}
    with ExitStack() as open_consoles:
        streams = [
            open_consoles.enter_context(Screen(served.port, "/live/stream", cookie_of(chair)))
            for chair in chairs
        ]
        fingers = open_consoles.enter_context(ThreadPoolExecutor(CHAIRS))
        for change in done:
            for chair in chairs:
                chair.look("/chair/")
            start = threading.Barrier(CHAIRS)

            def press(chair: Visitor, change: str = change, start: threading.Barrier = start) -> int:
                start.wait()
                return chair.send(f"/chair/resolutions/{one}/{change}", {}).status

            assert set(fingers.map(press, chairs)) == {303}
            shown = set[str]()
            while len(shown) != 1:  # who sees the past is told once more
                told = [stream.wait_for("agenda") for stream in streams]
                shown = {_shown_to(chair, version) for chair, version in zip(chairs, told, strict=True)}
    with today.app.app_context():
        steps = [f"resolution.{step}" for step in done.values()]
        logged = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.in_(steps)))
        assert sorted(logged) == sorted(steps)


def _shown_to(chair: Visitor, told: int) -> str:
    """What is on now, for a page that was told of this version: without the stamps of its forms, and the
    words of the last step, which is signed between two looks."""
    page = chair.look(f"/chair/now?v={told}").text
    return re.sub(r'value="[^"]*"|<p class="hint" id="head">.*?</p>|\s', "", page)


def cookie_of(visitor: Visitor) -> str:
    """What a visitor's browser sends with each question."""
    return "; ".join(f"{name}={value}" for name, value in visitor._cookies.items())


def test_a_stream_is_for_those_who_may_follow(today: World, served: Served) -> None:
    member = Visitor(served.port, today.codes["1"])
    with Screen(served.port, "/live/stream", cookie_of(member)) as screen:
        assert screen.response.status == 200
        assert screen.response.getheader("Content-Type", "").startswith("text/event-stream")
        assert screen.response.getheader("Cache-Control") == "no-store"
    with Screen(served.port, "/live/stream") as nobody:
        assert nobody.response.status == 401
    for code in (today.staff["chair"], today.codes["1"], "2222-2222"):
        with Screen(served.port, f"/display/{code}/stream") as wrong:
            assert wrong.response.status == 404


def test_a_server_that_stops_ends_its_streams_at_once(
    world: World, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only once gunicorn has waited long enough for them: here it would wait longer than the test."""
    monkeypatch.setenv("GUNICORN_CMD_ARGS", f"--graceful-timeout {10 * PATIENCE}")
    path = f"/display/{world.staff['display']}/stream"
    with (
        serve(database_url, tmp_path / "served", workers=1) as served,
        Screen(served.port, path) as screen,
    ):
        served.process.terminate()
        with pytest.raises(EOFError):
            screen.wait_for("an end")
        assert served.process.wait(PATIENCE) == 0


def test_what_is_open_now_is_the_same_for_all_and_says_nothing_of_a_person(
    make_database: Callable[[str], str], tmp_path: Path
) -> None:
    world = make_world(new_app(make_database("sqlite"), tmp_path / "instance", Clock()), Clock())
    with world.app.test_request_context():
        address, french = (now_address(world.assembly_id, language) for language in ("nl", "fr"))
    one = world.resolutions["1"]
    client = world.app.test_client()
    assert client.get(address).text.strip() == ""
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    world.member(1).send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
    by_member, by_nobody = world.member(1).look(address), client.get(address)
    assert by_member.data == by_nobody.data
    assert "Jaarrekening" in by_nobody.text
    assert "Comptes annuels" in client.get(french).text
    assert f'href="/resolutions/{one}"' in by_nobody.text
    key = address.split("/")[3]
    for wrong in (address.replace(key, key[::-1]), address.replace("/nl/", "/xx/")):
        assert answer_of(client.get(wrong)) == "not_found"
    assert client.get(address, headers={"If-None-Match": by_nobody.headers["ETag"]}).status_code == 304


def test_a_vote_costs_no_statement_more_and_tells_the_turnout_alone(world: World) -> None:
    one = world.resolutions["1"]
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    member = world.member(1)
    member.send("/assembly/join", {})
    member.look(f"/resolutions/{one}")
    world.member(2).send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
    statements: list[str] = []
    before = world.app.extensions["live"].hub.versions
    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2].split("\n")[0]))
    answer = member.send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
    assert answer_of(answer) == "ok"
    aside = ("SELECT pg_notify", "SELECT pg_advisory")  # tells those that have a ticker; waits in the queue
    words = [statement.split()[0] for statement in statements if not statement.startswith(aside)]
    assert [word for word in words if word not in ("PRAGMA", "BEGIN")] == [
        *("SELECT", "SELECT"),  # who it is, and what is on the ballot: both are kept where a ticker runs
        *("SELECT", "SELECT"),  # the meeting and the lines of the roll, for all votes of a batch, as the rest
        *("SELECT", "SELECT"),  # the resolutions and what is known of the voters
        *("INSERT", "INSERT", "INSERT"),
        "UPDATE",  # the vote is a sign of life of a page that keeps somebody present
    ], json.dumps(statements, indent=1)
    after = world.app.extensions["live"].hub.versions
    assert {topic for topic in after if after[topic] != before[topic]} == {"turnout"}
