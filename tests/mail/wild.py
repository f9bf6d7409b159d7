"""A mail server that misbehaves as it is told to, over plain sockets."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HANG = "hang"
"""Instead of an answer: says nothing, until the other side hangs up."""
DROP = "drop"
"""Instead of an answer: closes the connection."""
TRICKLE = "trickle"
"""Instead of an answer: lines of one answer without an end, each in time."""

PHASES = ("connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "content")


@dataclass
class Wild:
    """Answers each phase (one of ``PHASES``) as ``answers`` has it, else as a server that takes all; a
    function there is asked with the text that came. ``extensions`` are what EHLO offers. What it has taken is
    in ``taken``, by recipient; what it has read of content without taking it, in ``read``."""

    answers: dict[str, str | Callable[[str], str]] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()
    taken: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0

    def answer(self, phase: str, said: str, otherwise: str) -> str:
        told = self.answers.get(phase, otherwise)
        return told(said) if callable(told) else told


class _Gone(Exception):
    pass


def _serve(box: Wild, connection: socket.socket) -> None:
    reader = connection.makefile("rb")

    def say(phase: str, said: str, otherwise: str) -> str:
        answer = box.answer(phase, said, otherwise)
        if answer == HANG:
            while reader.read(1):
                pass
            raise _Gone
        if answer == DROP:
            raise _Gone
        if answer == TRICKLE:
            quiet = threading.Event()
            while not quiet.wait(0.02):
                connection.sendall(b"250-wait\r\n")
        connection.sendall(answer.encode() + b"\r\n")
        if answer.startswith("421"):
            raise _Gone
        return answer

    with suppress(_Gone, OSError), connection, reader:
        say("connect", "", "220 wild ESMTP")
        recipient = ""
        while line := reader.readline().decode(errors="replace").strip():
            box.commands.append(line)
            verb = line.split(" ")[0].split(":")[0].lower()
            if verb in ("ehlo", "helo"):
                offered = ["wild", *box.extensions]
                lines = [f"250-{name}" for name in offered[:-1]] + [f"250 {offered[-1]}"]
                say("ehlo", line, "\r\n".join(lines))
            elif verb == "rcpt":
                recipient = line.split("<")[1].split(">")[0]
                say("rcpt", recipient, "250 OK")
            elif verb == "data":
                if not say("data", recipient, "354 go on").startswith("354"):
                    continue
                if box.answers.get("midway") == DROP:
                    reader.read(100)
                    raise _Gone
                content = b""
                while (read := reader.readline()) != b".\r\n":
                    if not read:
                        raise _Gone
                    content += read
                box.read.append(recipient)
                if say("content", recipient, "250 OK").startswith("250"):
                    box.taken.append(recipient)
            elif verb == "quit":
                connection.sendall(b"221 bye\r\n")
                raise _Gone
            else:
                say(verb, line, "250 OK")


@contextmanager
def wild_server(**answers: str | Callable[[str], str]) -> Iterator[tuple[Wild, str]]:
    """The server, and its address."""
    box = Wild(dict(answers))
    listening = socket.create_server(("127.0.0.1", 0), backlog=50)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                box.connections += 1
                threading.Thread(target=_serve, args=(box, connection), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield box, f"smtp://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
