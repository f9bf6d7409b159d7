"""What an open screen is sent: Server-Sent Events that carry topics and their versions, and behind them the
parts of its page that have changed and are alike for all."""

import json
import random
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence

from voting.live.fragments import Fragment
from voting.live.hub import Hub
from voting.live.topics import SHOWN, Topic

BEAT = 15.0
"""Seconds of silence after which an empty event is sent, so that the screen knows that its
stream is alive."""
LIFETIME = 1800.0
"""Seconds after which a stream ends; the screen opens another, if its owner is still allowed to."""


Follow = Callable[[str, Container[Topic]], Fragment | None]
"""What gives the part for a path as it is now, where one of the topics that have changed is in it."""


def events(hub: Hub, paths: Sequence[str], follow: Follow) -> Iterator[bytes]:
    """The stream of one screen, as Server-Sent Events: first the versions of all topics, then those that
    change, and at once the parts for these ``paths`` that change with them. It ends where the process has
    none to tell any more (``Hub.cut_off``): the screen asks for another, and a proxy in front finds it a
    process that has."""
    with hub.subscribe() as subscription:
        yield f"retry: {random.randint(1_000, 3_000)}\n".encode()  # noqa: S311 - spreads those who come back
        versions = hub.versions
        yield _event({topic: versions[topic] for topic in SHOWN})
        shown = dict[str, str]()
        ends = time.monotonic() + LIFETIME * random.uniform(0.8, 1.2)  # noqa: S311 - the same
        while not (hub.closed or hub.cut_off) and time.monotonic() < ends:
            changed = subscription.wait(BEAT)
            yield _event(changed) + b"".join(_parts(paths, changed, follow, shown))


def _parts(
    paths: Sequence[str], changed: Container[Topic], follow: Follow, shown: dict[str, str]
) -> Iterator[bytes]:
    """The parts that are not what was ``shown`` before, by path with their ETags: each an event named
    ``part``, of two lines, the path and the fragment."""
    for path in paths:
        part = follow(path, changed)
        if part is not None and shown.get(path) != part.etag:
            shown[path] = part.etag
            yield b"event: part\ndata: %b\ndata: %b\n\n" % (path.encode(), part.as_json)


def _event(versions: Mapping[Topic, int]) -> bytes:
    return f"data: {json.dumps(versions, separators=(',', ':'))}\n\n".encode()
