"""The server as it really is: a commit does not stop the others, and nobody is served before everybody."""

import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.gate.served import serve
from tests.gate.warm import ROOT
from tests.waiting import PATIENCE
from tests.world import World

MANY = 2_000
ASKS = b"GET /nothing-here HTTP/1.1\r\nHost: test\r\nAccept: application/json\r\n\r\n"

COMMITS = """
from gevent import monkey
monkey.patch_all()
import threading
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session
from voting.database import prepare_engine, writing

native = monkey.get_original("threading", "get_ident")
engine = create_engine("sqlite:///" + {path!r})
prepare_engine(engine)
where = {{}}
event.listen(engine, "before_cursor_execute", lambda *it: where.setdefault(it[2].split()[0], native()))
with Session(engine) as session:
    with writing(session):
        session.execute(text("CREATE TABLE seen (number integer)"))
    with writing(session):
        session.execute(text("INSERT INTO seen VALUES (7)"))
    assert session.scalar(text("SELECT number FROM seen")) == 7
assert where["INSERT"] == native() != where["COMMIT"], where
"""


def test_a_commit_on_sqlite_waits_for_the_disk_in_a_thread(tmp_path: Path) -> None:
    script = COMMITS.format(path=str(tmp_path / "commits.sqlite3"))
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=PATIENCE)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_connection_that_always_asks_lets_others_in(
    world: World, database_url: str, tmp_path: Path
) -> None:
    """Where the next request is there already when one has been answered, nothing is waited for: others would
    wait for the last of them."""
    with serve(database_url, tmp_path / "served", 1, letters=False) as served, ExitStack() as open_ones:
        greedy, other = (
            open_ones.enter_context(socket.create_connection(("127.0.0.1", served.port), PATIENCE))
            for _ in range(2)
        )
        for browser in (greedy, other):
            browser.sendall(ASKS)
            answered(browser)
        greedy.sendall(ASKS * MANY)
        answered(greedy)
        other.sendall(ASKS)
        answered(other)
        greedy.setblocking(False)
        assert answers_so_far(greedy) < MANY // 2


def answered(browser: socket.socket) -> None:
    """Read one answer, to its end."""
    content = b""
    while not content.endswith(b"}\n"):
        content += browser.recv(1)


def answers_so_far(browser: socket.socket) -> int:
    """How many answers have come by now."""
    content = b""
    with suppress(BlockingIOError):
        while part := browser.recv(1 << 20):
            content += part
    return content.count(b"HTTP/1.1 ")
