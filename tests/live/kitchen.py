"""A place where a fragment is made that many ask for, and several who ask at once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from voting.live.fragments import Fragment, Fragments, fragment
from voting.live.hub import Hub
from voting.live.topics import Topic


class Kitchen:
    """Makes a fragment, and counts how often."""

    def __init__(self) -> None:
        self.made = 0
        self.moment = datetime(2025, 6, 17, tzinfo=UTC)
        self.hub = Hub()
        self.fragments = Fragments(self.hub, lambda: self.moment)

    def make(self) -> Fragment:
        self.made += 1
        return fragment(f"made {self.made} times")

    def get(self, told: int | None = None) -> Fragment:
        return self.fragments.get("/a/path", (Topic.AGENDA, Topic.TURNOUT), told, self.make)


def together(action: Callable[[], object], times: int) -> None:
    start = threading.Barrier(times)

    def run() -> None:
        start.wait()
        action()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
