"""The ticker goes on whatever happens, and says so."""

import itertools
import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from tests.conftest import new_app
from tests.log_lines import log_lines
from tests.postgres import execute
from tests.waiting import until
from tests.world import World
from voting.accounts.attempts import ACCOUNT, count_attempt, forgive
from voting.accounts.sign_ins import end_all
from voting.database import writing
from voting.extensions import db
from voting.live import ticker
from voting.live.hub import Hub
from voting.live.topics import SHOWN, Topic

LATER = 5
"""Looks of the ticker before the command writes: by then it has heard of what was there at its start."""


def test_what_is_due_each_second_is_done_again_after_it_failed(app: Flask, database_url: str) -> None:
    url = make_url(database_url)
    is_file = url.get_backend_name() == "sqlite"
    address = url.database or "" if is_file else plain(database_url)
    calls: list[int] = []
    again, over = threading.Event(), threading.Event()

    def each_second() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("choice=for")
        again.set()

    with log_lines() as logged:
        ticker.start_ticking(Hub(), address, not is_file, lambda: not over.is_set(), each_second)
        assert again.wait(60)
        over.set()
    [line] = logged.of("what is to be done each second was not done")
    assert (line["exception"][0]["type"], line["task"]) == ("ValueError", "each_second")
    assert "choice" not in logged.text


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_another_process_says_wrongly_stops_nobody(app: Flask, database_url: str) -> None:
    over, hub = threading.Event(), Hub()
    with log_lines() as logged, hub.subscribe() as screen:
        ticker.start_ticking(hub, plain(database_url), True, lambda: not over.is_set(), lambda: None)
        assert screen.wait(60).keys() == set(SHOWN)
        execute(make_url(database_url), f"SELECT pg_notify('{ticker.CHANNEL}', 'no JSON')")
        assert screen.wait(60).keys() == set(SHOWN)
        over.set()
    [line] = logged.of("what other processes write is not known now")
    assert line["exception"][0]["type"] == "json.decoder.JSONDecodeError"
    assert "no JSON" not in logged.text


def plain(url: str) -> str:
    """An address as PostgreSQL's own library takes it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def test_what_a_command_writes_is_heard_of_while_this_process_writes_all_the_time(
    app: Flask, world: World, database_url: str, tmp_path: Path
) -> None:
    url, over, looks = make_url(database_url), threading.Event(), itertools.count()
    is_file = url.get_backend_name() == "sqlite"
    command = new_app(database_url, tmp_path / "command", world.clock)
    hub = app.extensions["live"].hub

    def alive() -> bool:
        """Asked before each look: then this process writes, and once another."""
        with app.app_context(), writing(db.session()) as session:
            count_attempt(session, ("somebody", ACCOUNT), now=world.clock.moment)
            forgive(session, ("somebody", ACCOUNT))
        if next(looks) == LATER:
            before.append(hub.changed_at([Topic.ACCESS]))
            with command.app_context(), writing(db.session()) as session:
                end_all(session, [1], now=world.clock.moment)
        return not over.is_set()

    before: list[int] = []
    address = url.database or "" if is_file else plain(database_url)
    ticker.start_ticking(hub, address, not is_file, alive, lambda: None)
    until(lambda: before and hub.changed_at([Topic.ACCESS]) > before[0])
    over.set()
    until(lambda: hub.closed)
    with command.app_context():
        db.engine.dispose()
