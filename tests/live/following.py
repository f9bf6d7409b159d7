"""A screen without a window, which follows a stream of a served assembly over a plain connection; and an
application that hears of what others write."""

import http.client
import json
from types import TracebackType
from typing import Any

from flask import Flask

from tests.waiting import PATIENCE


def hear_of_others(app: Flask) -> None:
    """Let an application keep what it may keep, as if a ticker ran; nothing of that grows old."""
    hub = app.extensions["live"].hub
    hub.seconds = lambda: 0.0
    hub.ticking = True
    hub.looked()


class Screen:
    """One open stream; ``wait_for`` reads on until a topic has changed. ``parts`` are those that it has
    brought, by path."""

    def __init__(self, port: int, path: str, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        self.response = self.connection.getresponse()
        self.versions: dict[str, int] = {}
        self.parts: dict[str, dict[str, Any]] = {}
        if self.response.status == 200:
            self.read()

    def read(self) -> dict[str, int]:
        """The next event: what has changed, nothing where it brings a part."""
        while True:
            line = self.response.readline()
            if not line:
                raise EOFError("the stream has ended")
            if line == b"event: part\n":
                path, part = (self.response.readline().removeprefix(b"data: ") for _ in range(2))
                self.parts[path.decode().rstrip()] = json.loads(part)
                return {}
            if line.startswith(b"data: "):
                changed: dict[str, int] = json.loads(line.removeprefix(b"data: "))
                self.versions |= changed
                return changed

    def wait_for(self, topic: str) -> int:
        """Read until the topic changes; its version."""
        while topic not in (changed := self.read()):
            pass
        return changed[topic]

    def wait_for_all(self, *topics: str) -> int:
        """Read until each of the topics has changed; the version of the first."""
        left = set(topics)
        while left:
            left -= self.read().keys()
        return self.versions[topics[0]]

    def wait_for_part(self, path: str, text: str) -> dict[str, Any]:
        """Read until the part for this path has come with this text in it."""
        while text not in self.parts.get(path, {"text": ""})["text"]:
            self.read()
        return self.parts[path]

    def __enter__(self) -> "Screen":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()
