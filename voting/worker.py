"""The process that answers: gunicorn's worker with gevent, which sends an answer in one piece and then lets
others have their turn.

Whoever is slow is cut off, so that nothing is kept for them that others need: the head of a request must have
come within ``keepalive`` seconds, its body, and an answer to it, at a pace that every phone keeps. A stream
stays open for as long as what it tells is taken.

Asked to end, it takes whoever has reached it already, finishes what it answers, and waits a moment for what
is on its way. Then a connection that is kept open for a question that may never come is closed.
"""

import errno
import os
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import gevent
from gevent import monkey
from gevent.pool import Pool
from gevent.server import StreamServer
from gunicorn.workers.ggevent import GeventWorker
from werkzeug.exceptions import RequestTimeout

SLACK = 20
"""Seconds that a body may take, however small it is."""
PACE = 4_096
"""Bytes of a body that must come each second beyond these."""
STEP = 16 * 1024
"""Bytes of a body that are waited for at once."""
WHOLE = 256 * 1024
"""So many bytes of a body are waited for before anything is done for a request: all that a member sends."""
PIECE = 256 * 1024
"""Bytes of an answer that must be taken within ``TAKEN`` seconds."""
TAKEN = 60
TAKEN_AT_ONCE = 8
"""Connections that a process takes before it answers others, where there are several processes: few, so that
each has its share; one by one they would wait for seconds where everybody comes at once."""
ON_ITS_WAY = 1.0
"""Seconds for which a process that is to end still waits for the questions of connections that it has."""
LOOKS_EVERY = 0.1
"""Seconds between two looks whether the process is to end, or has nothing left to answer."""
TOLD_EVERY = 1.0
"""Seconds after which the first process is told again that this one lives."""
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Paced:
    """The body of a request as it comes. Reading raises RequestTimeout where it does not keep pace."""

    def __init__(self, reader: Any) -> None:
        self._reader, self._read, self._since = reader, 0, time.monotonic()

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer; none at its end."""
        if getattr(self._reader, "length", None) == 0:
            return b""
        size = min(size, STEP)
        left = SLACK + (self._read + size) / PACE - (time.monotonic() - self._since)
        try:
            with gevent.Timeout(max(left, 0.001), RequestTimeout()):
                content: bytes = self._reader.read(size)
        except TimeoutError as error:
            raise RequestTimeout from error
        self._read += len(content)
        return content


class OnePiece:
    """A connection for one answer. What is sent first, its head, waits for what comes next, and is sent
    together with it: one call of the system, and one packet that the other side reads. Whatever else is asked
    of it the connection itself does."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._head: bytes | None = None
        self._begun = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def sendall(self, data: bytes) -> None:
        """Send all of this, or keep it until there is more."""
        if not self._begun:
            self._begun, self._head = True, data
        elif self._head is None:
            self._send(data)
        else:
            head, self._head = self._head, None
            self._send(head + data)

    def sendfile(self, *file: Any, **part: Any) -> Any:
        """Send from a file, after what was kept."""
        self.finish()
        return self._connection.sendfile(*file, **part)

    def close(self) -> None:
        """Close the connection in the midst of an answer, of which nothing more is sent."""
        self._head = None
        self._connection.close()

    def finish(self) -> None:
        """Send what was kept: the answer is over."""
        head, self._head = self._head, None
        if head is not None:
            self._send(head)

    def _send(self, data: bytes) -> None:
        """Send it piece by piece. Who does not take a piece in time is as good as gone."""
        try:
            for begins in range(0, len(data), PIECE):
                self._connection.sendall(data[begins : begins + PIECE] if len(data) > PIECE else data)
        except TimeoutError as error:
            raise ConnectionResetError(errno.ECONNRESET, "an answer is not taken") from error


class Listened:
    """A socket that listens, or has until a moment ago: whoever was let in by it asks for its name still."""

    def __init__(self, name: Any) -> None:
        self._name = name

    def getsockname(self) -> Any:
        """Where it listens."""
        return self._name


class OnePieceWorker(GeventWorker):  # type: ignore[misc] # gunicorn publishes no types
    """A worker of gunicorn."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._unasked: set[socket.socket] = set()
        """The connections of which the next request is waited for."""
        self._waits = True
        """Whether it still is."""

    def run(self) -> None:
        """Answer whoever comes, until this process is asked to end or the one that started it has ended; then
        finish what is being answered, within ``graceful_timeout`` seconds."""
        servers = [self._serve(listening) for listening in self.sockets]
        self._wait_while(lambda: self.alive and self.ppid == os.getppid())
        self.alive = False
        for server in servers:
            _take_who_waits(server)
            server.close()
        self._finish(servers, ON_ITS_WAY)
        self._waits = False
        for connection in tuple(self._unasked):
            _expect_no_more(connection)
        self._finish(servers, self.cfg.graceful_timeout)
        if left := sum(len(server.pool) for server in servers):
            self.log.warning("%s requests are cut off", left)

    def _serve(self, listening: socket.socket) -> StreamServer:
        listening.setblocking(True)
        pool = Pool(self.worker_connections)
        handle = partial(self.handle, Listened(listening.getsockname()))
        server = StreamServer(listening, handle=handle, spawn=pool)
        if self.cfg.workers > 1:
            server.max_accept = TAKEN_AT_ONCE
        server.start()
        return server

    def _finish(self, servers: Sequence[StreamServer], seconds: float) -> None:
        """Wait until nobody is connected any more, so long at most."""
        ends = time.monotonic() + seconds
        self._wait_while(lambda: any(len(server.pool) for server in servers) and time.monotonic() < ends)

    def _wait_while(self, holds: Callable[[], bool]) -> None:
        """Wait, saying to the first process meanwhile that this one lives."""
        told = -TOLD_EVERY
        while holds():
            if time.monotonic() - told >= TOLD_EVERY:
                told = time.monotonic()
                self.tmp.notify()
            gevent.sleep(LOOKS_EVERY)

    def handle(self, listener: Any, client: socket.socket, addr: Any) -> None:
        """Answer the requests of one connection, one after the other."""
        self._unasked.add(client)
        try:
            super().handle(listener, client, addr)
        finally:
            self._unasked.discard(client)

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> None:
        """Answer one request. Then every connection that has asked meanwhile has its turn: one whose next
        request is there already would be served again and again before them."""
        self._unasked.discard(sock)
        sock.settimeout(TAKEN)
        try:
            self._wait_for_body(req)
        except RequestTimeout:
            sock.sendall(TOO_SLOW)
            raise StopIteration from None
        connection = OnePiece(sock)
        try:
            super().handle_request(listener_name, req, connection, addr)
        finally:
            connection.finish()
            gevent.idle(gevent.get_hub().loop.MAXPRI)
        self._unasked.add(sock)
        if not self._waits:
            _expect_no_more(sock)

    def _wait_for_body(self, req: Any) -> None:
        """Wait until the first ``WHOLE`` bytes of a body are there, but where whoever sends it waits to be
        told to. Raises RequestTimeout."""
        if getattr(req.body.reader, "length", None) == 0:
            return
        paced = req.body.reader = Paced(req.body.reader)
        if any(name == "EXPECT" for name, _ in req.headers):
            return
        while (missing := WHOLE - req.body.buf.tell()) > 0 and (content := paced.read(missing)):
            req.body.buf.write(content)


def _take_who_waits(server: StreamServer) -> None:
    """Take the connections that were made already, so that none of them is refused afterwards."""
    while not server.full() and (made := server.do_read()):
        server.do_handle(*made)


def _expect_no_more(connection: socket.socket) -> None:
    """Wait for nothing more from a connection: what has come already is read, and then its end."""
    with suppress(OSError):  # it has ended by itself
        own = monkey.get_original("socket", "socket")  # gevent's would break off whoever reads
        with own(fileno=os.dup(connection.fileno())) as same:
            same.shutdown(socket.SHUT_RD)
