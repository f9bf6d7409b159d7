"""The ticker goes on whatever happens, and says so."""

import threading

import pytest
from flask import Flask
from sqlalchemy import make_url

from tests.log_lines import log_lines
from tests.postgres import execute
from voting.live import ticker
from voting.live.hub import Hub
from voting.live.topics import Topic


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
    assert line["exception"][0]["type"] == "ValueError"
    assert "choice" not in logged.text


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_another_process_says_wrongly_stops_nobody(app: Flask, database_url: str) -> None:
    over, hub = threading.Event(), Hub()
    with log_lines() as logged, hub.subscribe() as screen:
        ticker.start_ticking(hub, plain(database_url), True, lambda: not over.is_set(), lambda: None)
        assert screen.wait(60).keys() == set(Topic)
        execute(make_url(database_url), f"SELECT pg_notify('{ticker.CHANNEL}', 'no JSON')")
        assert screen.wait(60).keys() == set(Topic)
        over.set()
    [line] = logged.of("what other processes write is not known now")
    assert line["exception"][0]["type"] == "json.decoder.JSONDecodeError"
    assert "no JSON" not in logged.text


def plain(url: str) -> str:
    """An address as PostgreSQL's own library takes it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
