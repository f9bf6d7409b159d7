"""A server that is told to stop: what it answers is finished, whoever has reached it is answered, nobody else
is waited for."""

import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from tests.gate.served import Served, Visitor, serve
from tests.gate.test_closing_race import definition_with
from tests.gate.test_kill import MEMBERS, Load, check_what_is_stored, finish
from tests.live.following import Screen
from tests.waiting import PATIENCE, until
from tests.world import World, world_of_today
from voting.database import normalise_url

STREAMS = 500
HOLD = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "BEGIN; LOCK TABLE participation IN ACCESS EXCLUSIVE MODE",
}
"""SQL by which nobody can vote until the transaction ends."""
ASKS = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the server waits for in vain, it waits for longer than the test does."""
    for_long = f"--graceful-timeout {10 * PATIENCE} --keep-alive {10 * PATIENCE}"
    monkeypatch.setenv("GUNICORN_CMD_ARGS", for_long)


@pytest.mark.slow
def test_no_stream_and_no_idle_connection_is_waited_for(
    world: World, database_url: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Five hundred streams in the full form."""
    path = f"/display/{world.staff['display']}/stream"
    with serve(database_url, tmp_path / "served", 1, letters=False) as served, ExitStack() as open_screens:
        number = STREAMS if pytestconfig.getoption("full") else 10
        screens = [open_screens.enter_context(Screen(served.port, path)) for _ in range(number)]
        idle = open_screens.enter_context(connected(served))
        idle.sendall(ASKS)
        assert idle.recv(65_536)
        open_screens.enter_context(connected(served))  # and one that never asks
        served.process.terminate()
        for screen in screens:
            with pytest.raises(EOFError):
                screen.wait_for("an end")
        served.process.wait(PATIENCE)
    assert '"level": "error"' not in (tmp_path / "served" / "gunicorn.log").read_text()


def test_a_vote_that_is_being_cast_is_answered_and_so_is_who_has_reached_the_server(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    world = world_of_today(app)
    one = world.resolutions["1"]
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    with serve(database_url, tmp_path / "served", 1, letters=False) as served, ThreadPoolExecutor(1) as hand:
        member = Visitor(served.port, world.codes["1"])
        page = f"/resolutions/{one}"
        member.look(page)
        assert member.send(f"{page}/check", {"choice": "for"}).code == "ok"
        member.look(f"{page}/check")
        [worker] = served.process.children()
        engine = create_engine(normalise_url(database_url), isolation_level="AUTOCOMMIT")
        with engine.connect() as holding:
            holding.execute(text(HOLD[make_url(database_url).get_backend_name()]))
            until(lambda: not taken(worker))
            vote = hand.submit(member.send, f"{page}/vote", {})
            until(lambda: taken(worker))
            os.kill(worker.pid, signal.SIGSTOP)
            late = connected(served)
            late.sendall(ASKS)
            served.process.terminate()
            os.kill(worker.pid, signal.SIGCONT)
            until(lambda: is_refused(served))
            assert not vote.done()
            holding.execute(text("ROLLBACK"))
        engine.dispose()
        assert vote.result().code == "ok"
        with late:
            assert late.recv(65_536).startswith(b"HTTP/1.1 200")
        served.process.wait(PATIENCE)
    assert world.member(1).look(f"{page}/receipt").status_code == 200


@pytest.mark.full
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_what_is_stored_while_a_server_stops_was_acknowledged(
    app: Flask, database_url: str, tmp_path: Path, how: signal.Signals
) -> None:
    """Told to end at once (SIGINT), it may leave a vote without an answer, and nothing half stored."""
    workers = 1 if make_url(database_url).get_backend_name() == "sqlite" else 2
    world = world_of_today(app, definition_with(1), MEMBERS)
    with serve(database_url, tmp_path / "served", workers) as served:
        load = Load(world, served)
        load.vote_and(lambda: served.process.send_signal(how), after=MEMBERS // 3)
        served.process.wait(PATIENCE)
    assert set(load.told.values()) <= {"ok", "nothing"}
    assert len(load.acknowledged()) < MEMBERS
    voted = check_what_is_stored(app, load)
    if how is signal.SIGTERM:
        assert voted == load.acknowledged()
    with serve(database_url, tmp_path / "served", workers) as served:
        load.go_on_with(served)
        finish(world, load, voted)


def connected(served: Served) -> socket.socket:
    """A connection on which nothing has been asked."""
    return socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE)


def taken(worker: psutil.Process) -> bool:
    """Whether a process has a connection with a visitor."""
    served = {found.laddr for found in worker.net_connections("tcp") if found.status == psutil.CONN_LISTEN}
    return any(
        found.status == psutil.CONN_ESTABLISHED and found.laddr in served
        for found in worker.net_connections("tcp")
    )


def is_refused(served: Served) -> bool:
    """Whether nobody is let in any more."""
    try:
        connected(served).close()
    except OSError:
        return True
    return False
