"""What an open screen is sent: Server-Sent Events that carry topics and their versions, and nothing else."""

import json
import random
import time
from collections.abc import Iterator, Mapping

from voting.live.hub import Hub
from voting.live.topics import SHOWN, Topic

BEAT = 15.0
"""Seconds of silence after which an empty event is sent, so that the screen knows that its
stream is alive."""
LIFETIME = 1800.0
"""Seconds after which a stream ends; the screen opens another, if its owner is still allowed to."""


def events(hub: Hub) -> Iterator[bytes]:
    """The stream of one screen, as Server-Sent Events: first the versions of all topics, then those that
    change. It ends where the process has none to tell any more (``Hub.cut_off``): the screen asks for
    another, and a proxy in front finds it a process that has."""
    with hub.subscribe() as subscription:
        yield f"retry: {random.randint(1_000, 3_000)}\n".encode()  # noqa: S311 - spreads those who come back
        versions = hub.versions
        yield _event({topic: versions[topic] for topic in SHOWN})
        ends = time.monotonic() + LIFETIME * random.uniform(0.8, 1.2)  # noqa: S311 - the same
        while not (hub.closed or hub.cut_off) and time.monotonic() < ends:
            yield _event(subscription.wait(BEAT))


def _event(versions: Mapping[Topic, int]) -> bytes:
    return f"data: {json.dumps(versions, separators=(',', ':'))}\n\n".encode()
