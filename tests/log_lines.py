"""The log of this process as it is written where the application is served."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from voting.logs import LOGGING, formatter


class LogLines:
    """What has been logged since: as it is written, and line by line."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        """All lines, as they are written."""
        return self._stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line, read as the JSON that it is."""
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, event: str) -> list[dict[str, Any]]:
        """The lines of one event."""
        return [line for line in self.lines if line["event"] == event]


@contextmanager
def log_lines(*, everything: bool = False) -> Iterator[LogLines]:
    """What is logged meanwhile where the application is served; or ``everything`` that libraries say."""
    stream, root, ours = io.StringIO(), logging.getLogger(), logging.getLogger("voting")
    handler, before = logging.StreamHandler(stream), (root.level, ours.level)
    handler.setFormatter(formatter())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if everything else LOGGING["root"]["level"])
    ours.setLevel(LOGGING["loggers"]["voting"]["level"])
    try:
        yield LogLines(stream)
    finally:
        root.removeHandler(handler)
        root.setLevel(before[0])
        ours.setLevel(before[1])
