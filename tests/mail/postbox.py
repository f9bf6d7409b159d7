"""A real mail server for tests."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Postbox:
    """A real SMTP server that keeps what it takes, and refuses the recipients it is told to."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.refuses: set[str] = set()
        self.unknown: set[str] = set()
        self.answer = "250 OK"
        self.when_taken: Callable[[], None] = lambda: None

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return "451 try again later"
        if address in self.unknown:
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        self.when_taken()
        await asyncio.sleep(0)
        return self.answer


@contextmanager
def receiving() -> Iterator[tuple[Postbox, str]]:
    """The box, and the address of its server."""
    box = Postbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, f"smtp://127.0.0.1:{port}"
    finally:
        server.stop()
