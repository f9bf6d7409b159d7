"""Traces of the order of ballots are cleared by themselves, whoever reads the database and whatever is
killed, and nobody waits for it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url, select

from tests.gate.crowd import attempt, stored
from tests.gate.served import Visitor, serve
from tests.gate.test_closing_race import definition_with
from tests.waiting import until
from tests.world import MEETING, World, world_of_today
from voting.ballot.cast import Vote, cast
from voting.ballot.life import annul_resolution, close_resolution, open_resolution
from voting.ballot.models import Ballot, Channel, Participation, Resolution
from voting.ballot.secrecy import OrderNotCleared, clear_traces, uncleared
from voting.extensions import db

LEFT = 'class="hint order-left"'


@contextmanager
def a_reader(database_url: str) -> Iterator[None]:
    """Somebody who reads all ballots as they are now, until this ends, such as a copy that is made."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(url.database or "", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM ballot").fetchall()
            yield
    else:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain) as reader:
            reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            reader.execute("SELECT count(*) FROM ballot")
            yield


def traces(database_url: str, keys: list[bytes]) -> bool:
    """Whether the files of SQLite, or the dead rows of PostgreSQL, hold more of these ballots than each
    once."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        path = url.database or ""
        held = Path(path).read_bytes() + Path(f"{path}-wal").read_bytes()
        return any(held.count(key) != 1 for key in keys)
    return bool(
        db.session.connection().exec_driver_sql("SELECT pg_stat_get_dead_tuples('ballot'::regclass)").scalar()
    )


def keys_of(resolution: int) -> list[bytes]:
    """The keys of a resolution's ballots."""
    found = list(db.session.scalars(select(Ballot.key).where(Ballot.resolution_id == resolution)))
    db.session.rollback()
    return found


def test_traces_are_cleared_once_nobody_reads_them_any_more(world: World, database_url: str) -> None:
    closed, annulled = world.resolutions["1"], world.resolutions["4"]
    with world.app.app_context():
        for resolution in (closed, annulled):
            attempt(open_resolution, resolution, now=MEETING, actor="test")
            for number in range(1, 41):
                vote = Vote(resolution, str(number), Channel.ONLINE, choice=("for", "against")[number % 2])
                assert attempt(cast, vote, now=MEETING) == "ok"
        assert uncleared(db.session()) == []
        with a_reader(database_url):
            assert attempt(close_resolution, closed, now=MEETING, actor="test") == "ok"
            assert attempt(annul_resolution, annulled, "cut", now=MEETING, actor="test") == "ok"
            for _ in range(2):
                with pytest.raises(OrderNotCleared):
                    clear_traces(db.session(), now=MEETING)
            assert uncleared(db.session()) == sorted([closed, annulled])
            assert world.person("chair").look("/chair/").text.count(LEFT) == 2
        assert clear_traces(db.session(), now=MEETING) == sorted([closed, annulled])
        assert uncleared(db.session()) == clear_traces(db.session(), now=MEETING) == []
        assert db.session.get_one(Resolution, closed).order_cleared_at == MEETING
        assert not traces(database_url, keys_of(closed) + keys_of(annulled))
        assert LEFT not in world.person("chair").look("/chair/").text


def test_it_is_done_after_a_kill_and_nobody_waits_for_it(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    """While somebody reads, the vote is closed, members vote on another one, and the server is killed; the
    next one clears what is left as soon as it can."""
    world = world_of_today(app, definition_with(2), 20)
    one, other = world.resolutions["1"], world.resolutions["2"]
    with serve(database_url, tmp_path / "served", workers=1, letters=False) as served:
        chair = Visitor(served.port, world.staff["chair"])
        voters = [Visitor(served.port, world.codes[str(number)]) for number in range(1, 21)]
        for resolution in (one, other):
            chair.look("/chair/")
            assert chair.send(f"/chair/resolutions/{resolution}/open", {}).code == "ok"
        for voter in voters:
            assert vote(voter, one) == "ok"
        with a_reader(database_url):
            assert chair.send(f"/chair/resolutions/{one}/close", {}).code == "ok"
            until(lambda: "OrderNotCleared" in (tmp_path / "served" / "gunicorn.log").read_text())
            assert [vote(voter, other) for voter in voters] == ["ok"] * 20
            assert LEFT in chair.look("/chair/").text
            served.kill()
    with app.app_context():
        assert uncleared(db.session()) == [one]
        db.session.rollback()
        with serve(database_url, tmp_path / "served", workers=1, letters=False):
            until(lambda: is_cleared(one))
        assert stored(Participation, one) == stored(Ballot, one) == stored(Ballot, other) == 20
        assert not traces(database_url, keys_of(one))


def vote(voter: Visitor, resolution: int) -> str:
    """A member votes; what they were told."""
    voter.look(f"/resolutions/{resolution}")
    return voter.send(f"/resolutions/{resolution}/vote", {"channel": "online", "choice": "for"}).code


def is_cleared(resolution: int) -> bool:
    """Whether nothing is left to clear of a resolution."""
    left = uncleared(db.session())
    db.session.rollback()
    return resolution not in left
