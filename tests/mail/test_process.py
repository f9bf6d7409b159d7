"""The process that sends letters, beside the real server: when it dies it is missed, and comes again."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.gate.served import Served, Visitor, serve
from tests.waiting import PATIENCE, until
from tests.world import KEY, World
from voting.mail.process import is_alive
from voting.mail.process import letters_process as companion


@pytest.fixture
def database_url(make_database: Callable[[str], str]) -> str:
    """Which database it is makes no difference here: SQLite alone."""
    return make_database("sqlite")


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """The folder of the installation that is served."""
    return tmp_path / "served"


@pytest.fixture
def served(world: World, database_url: str, instance: Path) -> Iterator[Served]:
    """The server, once its process that sends letters is alive."""
    with serve(database_url, instance, workers=1) as server:
        until(lambda: is_alive(instance))
        yield server


def letters_process(served: Served) -> psutil.Process:
    """The one process of a server that sends letters, which is alive a moment before it has its name."""
    [process] = until(lambda: letters_processes(served))
    return process


def letters_processes(served: Served) -> list[psutil.Process]:
    """The processes that send letters of a server."""
    children = psutil.Process(served.process.pid).children()
    return [child for child in children if is_running(child) and "send-mail" in child.cmdline()]


def is_running(process: psutil.Process) -> bool:
    """Whether it is more than what a dead process leaves behind until its parent has looked."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def health(served: Served, world: World) -> tuple[int, list[str]]:
    answer = Visitor(served.port, world.codes["1"]).look("/healthz")
    return answer.status, [fault["code"] for fault in json.loads(answer.text)["faults"]]


def test_one_that_is_killed_is_missed_and_comes_again(served: Served, world: World, instance: Path) -> None:
    assert health(served, world) == (200, [])
    first = letters_process(served)
    os.kill(served.process.pid, signal.SIGSTOP)  # the server's first process cannot start another meanwhile
    first.kill()
    until(lambda: not is_running(first))
    assert health(served, world) == (503, ["letters_stopped"])
    os.kill(served.process.pid, signal.SIGCONT)
    until(lambda: is_alive(instance))
    assert health(served, world) == (200, [])
    second = letters_process(served)
    assert second.pid != first.pid
    lines = [json.loads(line) for line in (instance / "gunicorn.log").read_text().splitlines()]
    assert [line["level"] for line in lines if line["event"] == "the process that sends letters has ended"]


def test_two_servers_of_one_installation_have_one(
    served: Served, world: World, database_url: str, instance: Path
) -> None:
    with serve(database_url, instance, workers=1) as other:
        assert health(other, world) == (200, [])
        assert letters_process(served)
        assert letters_processes(other) == []
        served.kill()
        assert letters_process(other)
        assert health(other, world) == (200, [])


def test_it_ends_with_the_server(served: Served, instance: Path) -> None:
    process = letters_process(served)
    served.process.terminate()
    assert served.process.wait(PATIENCE) == 0
    until(lambda: not process.is_running())
    assert not is_alive(instance)


def test_it_does_not_stay_where_the_server_was_gone_before_it_began(
    world: World, database_url: str, tmp_path: Path
) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    environment = os.environ | {"DATABASE_URL": database_url, "INSTANCE": str(tmp_path), "SECRET_KEY": KEY}
    command = [*companion(tmp_path).command, str(gone.pid)]
    assert subprocess.run(command, env=environment, timeout=PATIENCE, check=False).returncode == 0
