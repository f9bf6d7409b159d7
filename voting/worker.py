"""The process that answers: gunicorn's worker with gevent, which sends an answer in one piece and then lets
others have their turn."""

from typing import Any

import gevent
from gunicorn.workers.ggevent import GeventWorker


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
            self._connection.sendall(data)
        else:
            head, self._head = self._head, None
            self._connection.sendall(head + data)

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
            self._connection.sendall(head)


class OnePieceWorker(GeventWorker):  # type: ignore[misc] # gunicorn publishes no types
    """A worker of gunicorn."""

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> None:
        """Answer one request. Then every connection that has asked meanwhile has its turn: one whose next
        request is there already would be served again and again before them."""
        connection = OnePiece(sock)
        try:
            super().handle_request(listener_name, req, connection, addr)
        finally:
            connection.finish()
            gevent.idle(gevent.get_hub().loop.MAXPRI)
