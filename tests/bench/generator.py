"""A lean generator of load: prebuilt requests over connections that are kept open.

Whoever asks is a ``Talk``: a generator that yields the bytes of a request and is sent its ``Answer``, yields
a ``Stream`` and is sent what it tells, or yields the moment (of ``time.monotonic``) at which it goes on. Each
has a connection of its own; one that asks for many people is one browser after another on the same.
"""

import gc
import heapq
import itertools
import json
import select
import socket
import time
from collections.abc import Generator, Iterable
from typing import Any, NamedTuple

IDLE = 10.0
"""Seconds after which a connection is opened anew: the server ends those that are not used for 15."""
PATIENCE = 120.0
"""Seconds without any answer after which nothing more is expected."""


class Answer(NamedTuple):
    """What was answered, and how many ``seconds`` after the request was sent."""

    status: int
    head: bytes
    body: bytes
    seconds: float

    def header(self, name: bytes) -> bytes:
        """The value of a header, b"" where there is none."""
        return _value(self.head, name)


class Stream:
    """A stream of what changes, on a connection of its own: yielded to wait for what it tells next, which is
    sent as the versions by topic."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.told: list[dict[str, int]] = []
        self._socket: socket.socket | None = None
        self._rest = b""

    def open(self, port: int) -> socket.socket:
        """Connect, and ask for the stream."""
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.sendall(self.request)
        return self._socket

    @property
    def is_open(self) -> bool:
        """Whether it has been opened."""
        return self._socket is not None

    def read(self) -> None:
        """Take in what has come. Raises ConnectionError where the server has ended or refused it."""
        assert self._socket is not None
        came = self._socket.recv(65536)
        if not came:
            raise ConnectionError(f"a stream has ended: {self._rest[:200]!r}")
        *lines, self._rest = (self._rest + came).split(b"\n")
        self.told += [json.loads(line[6:]) for line in lines if line.startswith(b"data: {")]

    def close(self) -> None:
        """End it."""
        if self._socket is not None:
            self._socket.close()


Talk = Generator[bytes | float | Stream, Any, None]


class _Connection:
    """The connection of one talk, and what has come of an answer."""

    def __init__(self, port: int, talk: Talk) -> None:
        self.port, self.talk = port, talk
        self.socket: socket.socket | None = None
        self.sent_at = self.used_at = 0.0
        self.received = b""

    def send(self, request: bytes, epoll: select.epoll, known: "dict[int, _Connection | Stream]") -> None:
        now = time.monotonic()
        if self.socket is not None and now - self.used_at > IDLE:
            self.close(known)
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            epoll.register(self.socket.fileno(), select.EPOLLIN)
            known[self.socket.fileno()] = self
        self.received, self.sent_at = b"", time.monotonic()
        self.socket.sendall(request)

    def read(self) -> Answer | None:
        """The answer, once it has come whole. Raises ConnectionError where it never will."""
        assert self.socket is not None
        came = self.socket.recv(262144)
        if not came:
            raise ConnectionError("a connection was ended before its answer")
        self.received += came
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return None
        status = int(head[9:12])
        length = _value(head, b"content-length")
        if length:
            if len(body) < int(length):
                return None
        elif status not in (204, 304) and not body.endswith(b"0\r\n\r\n"):
            return None
        self.used_at = time.monotonic()
        return Answer(status, head, body, self.used_at - self.sent_at)

    def close(self, known: "dict[int, _Connection | Stream]") -> None:
        if self.socket is not None:
            del known[self.socket.fileno()]
            self.socket.close()
            self.socket = None


def run(port: int, talks: Iterable[Talk]) -> float:
    """Let all talk at once with the server on this port until each has come to its end; returns the seconds
    that it took. What a talk raises ends all of them, as does a silence of ``PATIENCE``."""
    epoll, known = select.epoll(), dict[int, _Connection | Stream]()
    due, tie = list[tuple[float, int, _Connection]](), itertools.count()
    connections = [_Connection(port, talk) for talk in talks]
    streams = list[Stream]()
    left = len(connections)

    def go_on(connection: _Connection, sent: Any) -> None:
        nonlocal left
        while True:
            try:
                wanted = connection.talk.send(sent)
            except StopIteration:
                left -= 1
                connection.close(known)
                return
            if isinstance(wanted, bytes):
                connection.send(wanted, epoll, known)
            elif isinstance(wanted, float):
                heapq.heappush(due, (wanted, next(tie), connection))
            else:
                if not wanted.is_open:
                    number = wanted.open(port).fileno()
                    epoll.register(number, select.EPOLLIN)
                    known[number] = wanted
                    streams.append(wanted)
                if wanted.told:
                    sent, wanted.told = _latest(wanted.told), []
                    continue
                waiting[wanted] = connection
            return

    waiting: dict[Stream, _Connection] = {}
    gc.collect()
    gc.disable()
    begun = time.monotonic()
    try:
        for connection in connections:
            go_on(connection, None)
        while left:
            pause = due[0][0] - time.monotonic() if due else PATIENCE
            events = epoll.poll(max(0.0, min(pause, PATIENCE)), 256)
            if not events and not due:
                raise TimeoutError(f"nothing has come for {PATIENCE:g} seconds; {left} still wait")
            for number, _ in events:
                found = known.get(number)
                if isinstance(found, Stream):
                    found.read()
                    if found.told and found in waiting:
                        told, found.told = _latest(found.told), []
                        go_on(waiting.pop(found), told)
                elif found is not None:
                    answer = found.read()
                    if answer is not None:
                        go_on(found, answer)
            while due and due[0][0] <= time.monotonic():
                go_on(heapq.heappop(due)[2], None)
        return time.monotonic() - begun
    finally:
        gc.enable()
        for connection in connections:
            connection.close(known)
        for stream in streams:
            stream.close()
        epoll.close()


def _latest(told: list[dict[str, int]]) -> dict[str, int]:
    return {topic: version for each in told for topic, version in each.items()}


def _value(head: bytes, name: bytes) -> bytes:
    """The value of a header, however its name is written."""
    place = head.lower().find(b"\r\n" + name + b":")
    if place < 0:
        return b""
    begin = place + len(name) + 3
    end = head.find(b"\r\n", begin)
    return head[begin : end if end >= 0 else None].strip()
