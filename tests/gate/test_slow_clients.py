"""Who sends nothing, or one byte a second, harms nobody: a vote goes through meanwhile, a stream stays open,
and they are cut off."""

import socket
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path

from flask import Flask

from tests.gate.served import Visitor, serve
from tests.live.following import Screen
from tests.live.test_stream import cookie_of
from tests.waiting import PATIENCE, until
from tests.world import world_of_today

IDLE, SLOW = 2_000, 60
"""Connections that send nothing, and requests that never end: more than connections to the database."""


class Slow:
    """A connection that goes on to send one byte after the other."""

    def __init__(self, connection: socket.socket, begins: str) -> None:
        self.connection, self.answered, self.is_cut = connection, b"", False
        connection.sendall(begins.encode())
        connection.setblocking(False)

    def send_one(self) -> bool:
        """Send one more byte; whether nothing more is taken from it."""
        with suppress(BlockingIOError):
            try:
                self.connection.send(b"x")
                came = self.connection.recv(1000)
                self.answered += came
                self.is_cut = self.is_cut or not came or b"408" in came
            except OSError as error:
                if isinstance(error, BlockingIOError):
                    raise
                self.is_cut = True
        return self.is_cut


def all_cut(slow: Iterable[Slow]) -> bool:
    """Whether none of them is listened to any more; the others send another byte."""
    cut = [each.send_one() for each in slow]
    return all(cut)


def test_slow_clients_are_cut_off_while_a_vote_goes_through(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    world = world_of_today(app)
    vote = f"/resolutions/{world.resolutions['1']}"
    with serve(database_url, tmp_path / "served", workers=1, letters=False) as served, ExitStack() as opened:

        def connect() -> socket.socket:
            return opened.enter_context(socket.create_connection(("127.0.0.1", served.port), PATIENCE))

        chair, member, other = (
            Visitor(served.port, code) for code in (world.staff["chair"], world.codes["1"], world.codes["2"])
        )
        stream = opened.enter_context(Screen(served.port, "/live/stream", cookie_of(chair)))
        for _ in range(IDLE):
            connect()
        head = f"POST {vote}/vote HTTP/1.1\r\nHost: x\r\nCookie: {cookie_of(other)}\r\n"
        form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"
        chunks = (
            "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n3E8\r\n"
        )
        slow = [Slow(connect(), begins) for begins in (head, head + form, head + chunks) for _ in range(SLOW)]
        chair.look("/chair/")
        assert chair.send(f"/chair{vote}/open", {}).code == "ok"
        stream.wait_for("agenda")
        member.look(vote)
        assert member.send(f"{vote}/vote", {"channel": "online", "choice": "for"}).code == "ok"
        until(lambda: all_cut(slow), every=1)
        assert {each.answered[:12] for each in slow[SLOW:]} <= {b"HTTP/1.1 408", b""}
        chair.look("/chair/")
        assert chair.send(f"/chair{vote}/close", {}).code == "ok"
        stream.wait_for("agenda")
