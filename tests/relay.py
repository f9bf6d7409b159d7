"""Stands between an application and PostgreSQL, and loses what passes, as networks do."""

import select
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, make_url

from tests.waiting import PATIENCE

COMMIT = b"COMMIT\0"


class Relay(socketserver.ThreadingTCPServer):
    """Passes on what comes until it is told otherwise. ``url`` leads through it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, url: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.address = make_url(url)
        self.url = str(_through(self.address, self.server_address[1]))
        self.lost = threading.Event()
        self.open = threading.Event()
        self.open.set()
        self._to_lose = 0
        self._lock = threading.Lock()

    def lose_answers_to_commits(self, number: int = 1) -> None:
        """So many commits from now on reach the server and are done; whoever asked does not hear of it."""
        self._to_lose = number

    def loses(self, sent: bytes) -> bool:
        """Whether the answer to this is to be lost."""
        with self._lock:
            if self._to_lose and COMMIT in sent:
                self._to_lose -= 1
                return True
            return False

    def server(self) -> socket.socket:
        """A connection to the server itself."""
        host, port = str(self.address.query.get("host") or self.address.host), self.address.port or 5432
        if not host.startswith("/"):
            return socket.create_connection((host, port), PATIENCE)
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(Path(host) / f".s.PGSQL.{self.address.query.get('port', port)}"))
        return connection


class _Passing(socketserver.BaseRequestHandler):
    """One connection, until either side lets it go, however it does that."""

    server: Relay

    def handle(self) -> None:
        client: socket.socket = self.request
        with self.server.server() as server, suppress(ConnectionError):
            while True:
                ready, _, _ = select.select([client, server], [], [])
                assert self.server.open.wait(PATIENCE)
                for one, other in ((client, server), (server, client)):
                    if one not in ready:
                        continue
                    data = one.recv(1 << 16)
                    if not data:
                        return
                    lost = one is client and self.server.loses(data)
                    other.sendall(data)
                    if lost:
                        assert server.recv(1 << 16)  # it is done
                        self.server.lost.set()
                        return


def _through(address: URL, port: int) -> str:
    there = address.set(host="127.0.0.1", port=port).difference_update_query(["host", "port"])
    return there.render_as_string(hide_password=False)


@contextmanager
def relay_to(url: str) -> Iterator[Relay]:
    """A relay to the database at an address."""
    with Relay(url) as relay:
        passing = threading.Thread(target=relay.serve_forever, args=(0.05,), daemon=True)
        passing.start()
        try:
            yield relay
        finally:
            relay.open.set()
            relay.shutdown()
