"""A lean generator of load: prebuilt requests over connections that are kept open.

Whoever asks is a ``Talk``: a generator of Python that yields what it waits for and is sent what came of it.
It yields the bytes of a request, and is sent its ``Answer``; or the moment (of ``time.monotonic``) at which
it goes on; or a ``Wait``, and is sent what a stream has told until then. Each has a connection of its own;
one that asks for many people is one browser after another on the same.
"""

import gc
import gzip
import heapq
import itertools
import json
import select
import socket
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from voting.live.fragments import Fragment

IDLE = 10.0
"""Seconds after which a connection is opened anew: the server ends those that are not used for 15."""
PATIENCE = 120.0
"""Seconds without anything from the server after which nothing more is expected."""
LARGEST = 256 * 1024
"""The most bytes that are read at once."""


class Answer(NamedTuple):
    """What was answered, and how many ``seconds`` after the request was sent."""

    status: int
    head: bytes
    content: bytes
    seconds: float

    def header(self, name: bytes) -> bytes:
        """The value of a header, named in lower case; b"" where there is none."""
        return _value(self.head, name)

    @property
    def body(self) -> bytes:
        """The content, unpacked."""
        packed = self.header(b"content-encoding") == b"gzip"
        return gzip.decompress(self.content) if packed else self.content


class Stream:
    """A stream of what changes, on a connection of its own."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.told: dict[str, int] = {}
        self._parts: dict[str, bytes] = {}
        self._part: list[bytes] | None = None
        self.waiting: _Asker | None = None
        self.socket: socket.socket | None = None
        self._rest = b""

    def read(self) -> None:
        """Take in what has come. Raises ConnectionError where the server has refused or ended it."""
        assert self.socket is not None
        came = self.socket.recv(LARGEST)
        if not came:
            raise ConnectionError(f"a stream has ended: {self._rest[:200]!r}")
        *lines, self._rest = (self._rest + came).split(b"\n")
        for line in lines:
            if line == b"event: part":
                self._part = []
            elif self._part is not None:
                self._part.append(line[6:])
                if len(self._part) == 2:
                    path, content = self._part
                    self._parts[path.decode()], self._part = content, None
            elif line.startswith(b"data: {"):
                self.told |= json.loads(line[6:])
            elif line.startswith(b"HTTP/1.1 ") and not line.startswith(b"HTTP/1.1 200"):
                raise ConnectionError(f"a stream was refused: {line!r}")

    def has_brought(self, path: str) -> bool:
        """Whether it has brought the part for a path, which nobody has taken."""
        return path in self._parts

    def take(self, path: str) -> Fragment | None:
        """The part for a path that it has brought last, once; None where it has brought none since."""
        if not self.has_brought(path):
            return None
        told = json.loads(self._parts.pop(path))
        return Fragment(told["text"].encode(), told["headers"]["ETag"])


class Wait(NamedTuple):
    """Until a stream tells something, the versions by topic, or until a moment (then {} is sent)."""

    stream: Stream
    until: float | None = None


Talk = Generator[bytes | float | Wait, Any, None]


class _Asker:
    """One talk, its connection, and what has come of an answer."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.turn = 0
        self.stream: Stream | None = None
        self.asking = False
        self.socket: socket.socket | None = None
        self.unsent = memoryview(b"")
        self.received = bytearray()
        self.sent_at = self.used_at = 0.0

    def answer(self) -> Answer | None:
        """The answer, once it has come whole. Raises ConnectionError where it never will."""
        assert self.socket is not None
        came = self.socket.recv(LARGEST)
        if not came:
            raise ConnectionError(f"a connection was ended before its answer: {bytes(self.received[:200])!r}")
        self.received += came
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head, begin = bytes(self.received[:end]), end + 4
        status, length = int(head[9:12]), _value(head, b"content-length")
        chunked = not length and status not in (204, 304)
        if chunked and not self.received.endswith(b"0\r\n\r\n"):
            return None
        if length and len(self.received) < begin + int(length):
            return None
        content = bytes(self.received[begin:])
        self.used_at = time.monotonic()
        took = self.used_at - self.sent_at
        return Answer(status, head, _unchunked(content) if chunked else content, took)


def run(port: int, talks: Iterable[Talk]) -> float:
    """Let all talk at once with the server on this port until each has come to its end; returns the seconds
    that it took.

    What a talk raises ends all of them. Raises TimeoutError after a silence of ``PATIENCE``.
    """
    gc.collect()
    gc.disable()
    begun = time.monotonic()
    try:
        _Run(port, talks).go()
    finally:
        gc.enable()
    return time.monotonic() - begun


class _Run:
    """The loop: what is read, and what is due."""

    def __init__(self, port: int, talks: Iterable[Talk]) -> None:
        self.port = port
        self.epoll = select.epoll()
        self.ready: dict[int, Callable[[], None]] = {}
        self.open: dict[int, socket.socket] = {}
        self.due: list[tuple[float, int, _Asker, int]] = []
        self.tie = itertools.count()
        self.askers = [_Asker(talk) for talk in talks]
        self.left = len(self.askers)

    def go(self) -> None:
        """Until all have come to their end."""
        try:
            for asker in self.askers:
                self._go_on(asker, None)
            while self.left:
                pause = self.due[0][0] - time.monotonic() if self.due else PATIENCE
                events = self.epoll.poll(min(max(pause, 0), PATIENCE), 64)
                if not events and not self.due:
                    raise TimeoutError(f"nothing has come for {PATIENCE:g} seconds; {self.left} still wait")
                for number, _ in events:
                    if number in self.ready:
                        with suppress(BlockingIOError):
                            self.ready[number]()
                while self.due and self.due[0][0] <= time.monotonic():
                    _, _, asker, turn = heapq.heappop(self.due)
                    if turn == asker.turn:
                        self._go_on(asker, {})
        finally:
            for each in self.open.values():
                each.close()
            self.epoll.close()

    def _go_on(self, asker: _Asker, sent: Any) -> None:
        if asker.stream is not None:
            asker.stream.waiting = asker.stream = None
        while True:
            asker.turn += 1
            try:
                wanted = asker.talk.send(sent)
            except StopIteration:
                self.left -= 1
                self._close(asker)
                return
            if isinstance(wanted, bytes):
                self._send(asker, wanted)
            elif isinstance(wanted, float):
                self._remind(asker, wanted)
            else:
                if wanted.stream.told:
                    sent, wanted.stream.told = wanted.stream.told, {}
                    continue
                self._listen(asker, wanted)
            return

    def _remind(self, asker: _Asker, moment: float) -> None:
        heapq.heappush(self.due, (moment, next(self.tie), asker, asker.turn))

    def _listen(self, asker: _Asker, wait: Wait) -> None:
        stream = wait.stream
        if stream.socket is None:
            stream.socket = self._connect(partial(self._hear, stream))
            stream.socket.sendall(stream.request)
        stream.waiting, asker.stream = asker, stream
        if wait.until is not None:
            self._remind(asker, wait.until)

    def _hear(self, stream: Stream) -> None:
        stream.read()
        if stream.told and stream.waiting:
            told, stream.told = stream.told, {}
            self._go_on(stream.waiting, told)

    def _send(self, asker: _Asker, request: bytes) -> None:
        if asker.socket is not None and time.monotonic() - asker.used_at > IDLE:
            self._close(asker)
        if asker.socket is None:
            asker.socket = self._connect(partial(self._read, asker))
        asker.received.clear()
        asker.asking = True
        asker.unsent, asker.sent_at = memoryview(request), time.monotonic()
        self._send_rest(asker)

    def _send_rest(self, asker: _Asker) -> None:
        assert asker.socket is not None
        number, part = asker.socket.fileno(), bool(asker.unsent)
        try:
            asker.unsent = asker.unsent[asker.socket.send(asker.unsent) :]
        except BlockingIOError:
            part = True
        if asker.unsent:
            self.epoll.modify(number, select.EPOLLIN | select.EPOLLOUT)
            self.ready[number] = partial(self._send_rest, asker)
        elif part:
            self.epoll.modify(number, select.EPOLLIN)
            self.ready[number] = partial(self._read, asker)

    def _read(self, asker: _Asker) -> None:
        if not asker.asking:
            self._close(asker)  # the server has ended what was not used
            return
        answer = asker.answer()
        if answer is not None:
            asker.asking = False
            self._go_on(asker, answer)

    def _connect(self, ready: Callable[[], None]) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made.setblocking(False)
        self.epoll.register(made.fileno(), select.EPOLLIN)
        self.ready[made.fileno()], self.open[made.fileno()] = ready, made
        return made

    def _close(self, asker: _Asker) -> None:
        if asker.socket is not None:
            number = asker.socket.fileno()
            del self.ready[number], self.open[number]
            asker.socket.close()
            asker.socket = None


def _value(head: bytes, name: bytes) -> bytes:
    """The value of a header, however its name is written."""
    place = head.lower().find(b"\r\n" + name + b":")
    if place < 0:
        return b""
    begin = place + len(name) + 3
    end = head.find(b"\r\n", begin)
    return head[begin : end if end >= 0 else None].strip()


def _unchunked(content: bytes) -> bytes:
    parts, begin = [], 0
    while True:
        end = content.index(b"\r\n", begin)
        size = int(content[begin:end].partition(b";")[0], 16)
        if not size:
            return b"".join(parts)
        parts.append(content[end + 2 : end + 2 + size])
        begin = end + 2 + size + 2
