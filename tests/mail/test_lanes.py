"""The process that sends letters, before servers that hang: bounded, over several lines, and ended whole."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from tests.mail.test_outbox import queue, rows
from tests.mail.wild import HANG, wild_server
from tests.waiting import PATIENCE, until
from tests.world import KEY, World

LETTERS = [str(number) for number in range(1, 13)]


@contextmanager
def sending_process(world: World, url: str, instance: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process, beside which nothing else sends."""
    environment = os.environ | {
        "DATABASE_URL": world.app.config["SQLALCHEMY_DATABASE_URI"],
        "MAIL_URL": url,
        "SECRET_KEY": KEY,
        "INSTANCE": str(instance),
        "MAIL_PER_MINUTE": "0",
    }
    command = [sys.executable, "-m", "voting.cli", "send-mail", "--watch", str(os.getpid())]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.full
def test_two_letters_that_hang_hold_none_of_the_others_and_stay_doubtful_when_it_is_ended(
    world: World, tmp_path: Path
) -> None:
    queue(world, *LETTERS)
    hanging = {"lid1@example.org", "lid2@example.org"}
    with (
        wild_server(content=lambda to: HANG if to in hanging else "250 OK") as (box, url),
        sending_process(world, url, tmp_path / "worker") as process,
    ):
        until(lambda: len([mail for mail in rows(world.app) if mail.sent_at]) == len(LETTERS) - 2)
        until(lambda: set(box.read) >= hanging)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert sorted(box.taken) == sorted(f"lid{number}@example.org" for number in LETTERS[2:])
    assert [mail.member for mail in rows(world.app) if not mail.sent_at] == ["1", "2"]
    assert all(mail.handed_at for mail in rows(world.app))


@pytest.mark.full
def test_ended_while_the_server_thinks_it_waits_for_the_answer(world: World, tmp_path: Path) -> None:
    queue(world, "1")
    answer = Event()

    def think(_recipient: str) -> str:
        answer.wait(PATIENCE)
        return "250 OK"

    with (
        wild_server(content=think) as (box, url),
        sending_process(world, url, tmp_path / "worker") as process,
    ):
        until(lambda: box.read)
        process.send_signal(signal.SIGTERM)
        answer.set()
        assert process.wait(PATIENCE) == 0
        assert box.taken == ["lid1@example.org"]
    [mail] = rows(world.app)
    assert mail.sent_at
