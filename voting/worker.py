"""The process that answers: gunicorn's worker with gevent, which sends an answer in one piece and then lets
others have their turn.

Whoever is slow is cut off, so that nothing is kept for them that others need: the head of a request must have
come within ``keepalive`` seconds, its body, and an answer to it, at a pace that every phone keeps. A stream
stays open for as long as what it tells is taken.
"""

import errno
import time
from typing import Any

import gevent
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
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Paced:
    """The body of a request as it comes. Reading raises RequestTimeout where it does not keep pace."""

    def __init__(self, reader: Any) -> None:
        self._reader, self._read, self._since = reader, 0, time.monotonic()

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer; none at its end."""
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


class OnePieceWorker(GeventWorker):  # type: ignore[misc] # gunicorn publishes no types
    """A worker of gunicorn."""

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> None:
        """Answer one request. Then every connection that has asked meanwhile has its turn: one whose next
        request is there already would be served again and again before them."""
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
